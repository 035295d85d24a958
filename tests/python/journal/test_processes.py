"""Several processes write to one journal, and are killed while they do."""

from helix.journal import open_journal
from tests.python.journal.shop_events import ids, response
from tests.python.journal.writers import writer


def test_processes_may_open_a_new_journal_at_once(place, tmp_path):
    processes = [writer(place, tmp_path / str(number), number * 20, number * 20 + 20) for number in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    for process in processes:
        process.communicate()
    journal = open_journal(place)
    assert len(journal.after(0, limit=1000)) == 4 * 20 * 2
    journal.close()


def test_no_acknowledged_event_is_lost_or_there_twice_when_writers_are_killed(place, tmp_path):
    """Two processes write at once, and are killed while they do; the next ones go on from there."""
    acknowledged = [tmp_path / "first", tmp_path / "second"]
    for kill in range(10):
        start = kill * 1_000_000
        processes = [
            writer(place, file, start + number * 500_000, start + (number + 1) * 500_000)
            for number, file in enumerate(acknowledged)
        ]
        # Killed somewhere in its next appends, the later the higher `kill` is.
        wanted = [_lines(file) + 1 + kill * 3 for file in acknowledged]
        while any(_lines(file) < lines for file, lines in zip(acknowledged, wanted, strict=True)):
            assert all(process.poll() is None for process in processes)
        for process in processes:
            process.kill()
            process.communicate()
    journal = open_journal(place)
    stored = ids(journal.after(0, limit=1_000_000))
    expected = [number for file in acknowledged for number in file.read_text().split()]
    assert len(set(stored)) == len(stored)
    assert {each for number in expected for each in (number, f"{number}/2")} <= set(stored)
    # Both events of an append, or none.
    assert {each for each in stored if "/" not in each} == {
        each.removesuffix("/2") for each in stored if "/" in each
    }
    # What was not acknowledged is sent again.
    assert journal.append(response(each) for each in [*stored, "new"]) == 1
    journal.close()


def _lines(file):
    return file.read_bytes().count(b"\n") if file.exists() else 0
