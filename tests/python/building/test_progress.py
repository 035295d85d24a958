import logging

import pytest

from python_ml.building import progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def messages(caplog):
    caplog.set_level(logging.INFO, logger=progress.LOGGER.name)
    return lambda: [record.getMessage() for record in caplog.records]


def test_logs_at_most_every_so_often(clock, messages, capsys):
    log = progress.report("scores", every_seconds=5)
    for seconds in (1, 4.9, 5, 9.9, 10, 31):
        clock[0] = 100 + seconds
        log(f"{seconds} done")
    assert messages() == ["scores     5 s  5 done", "scores    10 s  10 done", "scores    31 s  31 done"]
    assert capsys.readouterr() == ("", ""), "where it appears is not decided here"


def test_steps_do_not_share_their_time(clock, messages):
    first = progress.report("first", every_seconds=5)
    clock[0] = 104
    second = progress.report("second", every_seconds=5)
    clock[0] = 106
    first("x")
    second("y")
    assert messages() == ["first     6 s  x"]


def test_a_record_says_which_step_and_what(messages, caplog):
    progress.notice("scores")("all kept")
    (record,) = caplog.records
    assert (record.step, record.text, record.getMessage()) == ("scores", "all kept", "scores  all kept")
