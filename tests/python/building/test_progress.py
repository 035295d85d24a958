import pytest

from python_ml.building import progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_prints_at_most_every_so_often(clock, capsys):
    tell = progress.report("scores", every_seconds=5)
    for seconds in (1, 4.9, 5, 9.9, 10, 31):
        clock[0] = 100 + seconds
        tell(f"{seconds} done")
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == "  scores     5 s  5 done\n  scores    10 s  10 done\n  scores    31 s  31 done\n"


def test_steps_do_not_share_their_time(clock, capsys):
    first = progress.report("first", every_seconds=5)
    clock[0] = 104
    second = progress.report("second", every_seconds=5)
    clock[0] = 106
    first("x")
    second("y")
    assert capsys.readouterr().err == "  first     6 s  x\n"
