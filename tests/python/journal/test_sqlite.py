"""What is the SQLite journal's own: other processes, a full disk, and what stays in its files."""

import resource
import signal
import sqlite3
import stat
import subprocess
import sys

import pytest

from helix.journal import OptOut, open_journal
from python_ml.problems import BadInput, Busy, NoRoom, Problem
from tests.python.journal.shop_events import AT, ids, response

SECRET = "lovelace-1815"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path):
    journal = open_journal(str(path))
    yield journal
    journal.close()


def bytes_beside(path):
    """All that lies in the database's files."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_every_commit_waits_for_the_disk(journal):
    assert journal._writing.execute("pragma journal_mode").fetchone() == ("wal",)
    assert journal._writing.execute("pragma synchronous").fetchone() == (2,)


def test_others_may_not_look_into_it(journal, path):
    journal.append([response(1)])
    for file in path.parent.glob(f"{path.name}*"):
        assert not stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO


def test_nothing_of_a_forgotten_customer_stays_in_the_files(journal, path):
    """Customers among each other, so that pages are split, moved and freed as in a long life."""
    fields = {"recommendation_id": f"of {SECRET}", "article_id": "a" * 300}
    for start in range(0, 600, 50):
        numbers = range(start, start + 50)
        journal.append(
            response(
                f"{number * 7919 % 600}-{SECRET if number % 3 == 0 else 'other'}",
                SECRET if number % 3 == 0 else f"c{number}",
                **fields if number % 3 == 0 else {"article_id": "b" * 200},
            )
            for number in numbers
        )
    assert SECRET.encode() in bytes_beside(path)
    assert journal.forget(SECRET) == 200
    assert SECRET.encode() not in bytes_beside(path)
    assert len(journal.after(0, limit=1000)) == 400


def test_of_who_opted_out_nothing_but_that_stays(journal, path):
    opt_out = OptOut(event_id="9", occurred_at=AT, customer_id=SECRET)
    journal.append([response(1, SECRET, article_id="a-telling-article"), opt_out])
    journal.forget(SECRET)
    assert b"a-telling-article" not in bytes_beside(path)
    assert [each.event for each in journal.of_customer(SECRET)] == [opt_out]


def test_forgetting_waits_for_who_reads(journal, path, monkeypatch):
    journal.append([response(1, SECRET)])
    with sqlite3.connect(path) as reader:
        reader.execute("begin")
        reader.execute("select * from journal_events").fetchall()
        monkeypatch.setattr("helix.journal.sqlite.PATIENCE", 0.1)
        with pytest.raises(Busy, match="being read by another process"):
            journal.forget(SECRET)
        reader.rollback()
    reader.close()
    assert journal.forget(SECRET) == 0
    assert SECRET.encode() not in bytes_beside(path)


def test_who_waits_too_long_for_another_process_is_told(path, monkeypatch):
    monkeypatch.setattr("helix.journal.sqlite.PATIENCE", 0.1)
    journal = open_journal(str(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(Busy, match=r"is held by another process: try again$"):
        journal.append([response(1)])
    other.execute("rollback")
    other.close()
    assert journal.append([response(1)]) == 1
    journal.close()


def test_a_full_database_takes_nothing_and_goes_on_once_there_is_room(journal):
    journal.append([response("before")])
    ((pages,),) = journal._writing.execute("pragma page_count").fetchall()
    journal._writing.execute(f"pragma max_page_count = {pages + 4}")
    stored = []

    def fill():
        for number in range(1000):
            pair = [response(name, article_id="a" * 500) for name in (number, f"{number}b")]
            journal.append(pair)
            stored.extend(event.event_id for event in pair)

    with pytest.raises(NoRoom) as caught:
        fill()
    assert caught.value.http_status == 503
    assert "no room on the disk" in str(caught.value)
    assert ids(journal.after(0, limit=5000)) == ["before", *stored]
    journal._writing.execute("pragma max_page_count = 100000")
    assert journal.append([response("after")]) == 1
    assert ids(journal.after(0, limit=5000)) == ["before", *stored, "after"]


WRITER = """
import os, sys
from helix.journal import open_journal
from python_ml.problems import NoRoom
from tests.python.journal.shop_events import response

journal = open_journal(sys.argv[1])
acknowledged = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
try:
    for number in range(int(sys.argv[3]), int(sys.argv[4])):
        journal.append([response(number, article_id="a" * 400), response(f"{number}/2")])
        os.write(acknowledged, f"{number}\\n".encode())
except NoRoom as problem:
    print(problem.kind)
"""


def writer(path, acknowledged, start, end, **options):
    """A process that appends events, and writes down what was acknowledged."""
    command = [sys.executable, "-c", WRITER, str(path), str(acknowledged), str(start), str(end)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


def test_a_disk_that_takes_no_more(path, tmp_path):
    """No file may grow beyond 300 kB: what the operating system says then is not what SQLite says of a full disk."""
    acknowledged = tmp_path / "acknowledged"

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))

    process = writer(path, acknowledged, 0, 5000, preexec_fn=limit)
    assert process.communicate()[0] == "no_room\n"
    numbers = acknowledged.read_text().split()
    assert numbers
    journal = open_journal(str(path))
    assert ids(journal.after(0, limit=20_000)) == [
        each for number in numbers for each in (number, f"{number}/2")
    ]
    journal.close()


def test_no_acknowledged_event_is_lost_or_there_twice_when_writers_are_killed(path, tmp_path):
    """Two processes write to the file at once, and are killed while they do; the next ones go on from there."""
    acknowledged = [tmp_path / "first", tmp_path / "second"]
    for kill in range(10):
        start = kill * 1_000_000
        processes = [
            writer(path, file, start + number * 500_000, start + (number + 1) * 500_000)
            for number, file in enumerate(acknowledged)
        ]
        # Killed somewhere in its next appends, the later the higher `kill` is.
        wanted = [_lines(file) + 1 + kill * 3 for file in acknowledged]
        while any(_lines(file) < lines for file, lines in zip(acknowledged, wanted, strict=True)):
            assert all(process.poll() is None for process in processes)
        for process in processes:
            process.kill()
            process.communicate()
    journal = open_journal(str(path))
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


def test_processes_may_open_a_new_journal_at_once(path, tmp_path):
    processes = [writer(path, tmp_path / str(number), number * 20, number * 20 + 20) for number in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    for process in processes:
        process.communicate()
    journal = open_journal(str(path))
    assert len(journal.after(0, limit=1000)) == 4 * 20 * 2
    journal.close()


def test_no_folder(tmp_path):
    with pytest.raises(
        BadInput, match=r"there is no folder .*/there for the journal journal.sqlite: make it first"
    ):
        open_journal(str(tmp_path / "there" / "journal.sqlite"))


def test_a_database_of_something_else(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table push_plan (customer_id text)")
    connection.close()
    with pytest.raises(BadInput, match="is a database of something else"):
        open_journal(str(path))


def test_a_folder_is_nothing_to_append_to(tmp_path):
    with pytest.raises(BadInput, match=r"is no database to append to: name a file such as journal\.sqlite"):
        open_journal(str(tmp_path))


def test_a_damaged_file(path):
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(BadInput, match="is damaged, or no SQLite file at all"):
        open_journal(str(path))


def test_a_file_that_may_only_be_read(path, journal):
    journal.append([response(1)])
    journal._writing.execute("pragma query_only = on")
    with pytest.raises(NoRoom, match="can't be written"):
        journal.append([response(2)])
    assert ids(journal.after(0, limit=10)) == ["1"]


def test_what_sqlite_says_besides(journal):
    journal._writing.execute("drop table journal_events")
    with pytest.raises(Problem, match=r"can't use the journal .*: no such table: journal_events"):
        journal.append([response(1)])
