import json
import os
import stat
import subprocess
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helix.journal import Exposure, OptOut, Push, as_event, as_line, open_journal, segment, unfinished
from helix.reading.lookup import CustomerAnswer, default_answers, open_answers
from tests.python.journal.shop_events import AT, response

EVENTS = [
    response(1, "Köln\u2028"),
    OptOut(event_id="1", occurred_at=AT, customer_id="c1"),
    response(2, "c1"),
    Exposure(
        event_id="1",
        occurred_at=AT,
        customer_id="c1",
        recommendation_id="r",
        article_id="a",
        rank=1,
        arms={"late pushes": "control"},
    ),
    Push(event_id="1", occurred_at=AT, customer_id="c2", send_at=AT),
]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A journal with events, where HELIX_JOURNAL says."""
    place = tmp_path / "journal.sqlite"
    monkeypatch.setenv("HELIX_JOURNAL", str(place))
    monkeypatch.setenv("HELIX_PUBLISHED", str(tmp_path / "published"))
    journal = open_journal(str(place))
    journal.append(EVENTS)
    journal.close()
    return place


def exported(helix, *arguments):
    result = helix("journal", "export", *arguments)
    assert result.exit_code == 0, result.output
    return [as_event(line) for line in result.stdout_bytes.decode().split("\n")[:-1]]


def test_export_writes_every_event_as_it_was_appended(helix, place):
    assert exported(helix) == EVENTS


def test_export_of_a_customer(helix, place):
    assert exported(helix, "--customer", "c1") == EVENTS[1:4]
    assert exported(helix, "--customer", "nobody") == []


def test_what_is_exported_can_be_imported(helix, place, tmp_path):
    folder = tmp_path / "deep" / "journal"
    assert helix("journal", "export", "--to", str(folder)).output == f"5 events written to {folder}\n"
    names = sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*.ndjson"))
    assert names == ["exposures", "opt_outs", "pushes", "responses"]
    for path in folder.rglob("*.ndjson"):
        assert not stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO
    again = str(tmp_path / "again.sqlite")
    assert helix("journal", "--journal", again, "import", str(folder)).output == "5 events appended\n"
    assert helix("journal", "--journal", again, "import", str(folder)).output == "0 events appended\n"
    result = helix("journal", "--journal", again, "export")
    assert sorted(result.stdout_bytes.decode().split("\n")[:-1]) == sorted(
        as_line(event).rstrip("\n") for event in EVENTS
    )


def test_customers_are_not_written_where_git_would_commit_them(helix, refused, place, tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert "git would not ignore it there" in refused("journal", "export", "--to", str(tmp_path / "out"))


def test_nothing_half_written_stays(refused, place, tmp_path):
    folder = tmp_path / "out"
    (folder / "responses").mkdir(parents=True)
    (folder / "opt_outs").touch()
    assert "is a file and no folder" in refused("journal", "export", "--to", str(folder))
    assert list((folder / "responses").iterdir()) == []


def test_forget_leaves_the_opt_out_alone(helix, place):
    result = helix("journal", "forget", "c1", "--yes")
    assert result.output == "2 events deleted; 1 opt-out stays\n"
    assert exported(helix) == [EVENTS[0], EVENTS[1], EVENTS[4]]
    assert helix("journal", "forget", "c2", "--yes").output == "1 event deleted\n"
    assert helix("journal", "forget", "nobody", "--yes").output == "0 events deleted\n"


@pytest.mark.parametrize("named", [True, False])
def test_forget_removes_answers_that_were_computed_from_the_events(helix, place, tmp_path, named):
    usual = default_answers(tmp_path / "published")
    usual.parent.mkdir(parents=True)
    where = tmp_path / "elsewhere.sqlite" if named else usual
    answers = open_answers(where)
    answers.put_many("b1", {name: CustomerAnswer(name, AT.date(), None, ()) for name in ("c1", "c2")})
    result = helix("journal", "forget", "c1", "--yes", *(["--fresh", str(where)] if named else []))
    assert result.exit_code == 0
    assert answers.customer("b1", "c1") is None
    assert answers.customer("b1", "c2") is not None
    answers.close()


def test_forget_asks_first(helix, place):
    assert "for good?" in helix("journal", "forget", "c1").output
    assert exported(helix) == EVENTS


@pytest.mark.parametrize("command", [("export",), ("forget", "c1", "--yes")])
def test_there_is_no_journal(refused, tmp_path, command):
    place = tmp_path / "journal.sqlite"
    assert refused("journal", "--journal", str(place), *command) == (
        f"there is no journal {place}: name it with --journal or HELIX_JOURNAL"
    )
    assert not place.exists()


def test_a_folder_is_no_database(refused, tmp_path):
    assert refused("journal", "--journal", str(tmp_path), "export").startswith(
        f"{tmp_path} is no database to append to: "
    )


def test_a_journal_lies_beside_the_database_unless_told(refused, tmp_path, monkeypatch):
    monkeypatch.delenv("HELIX_JOURNAL", raising=False)
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))
    assert refused("journal", "export").startswith(f"there is no journal {tmp_path / 'journal.sqlite'}: ")


def test_import_reads_what_a_build_reads(helix, refused, tmp_path):
    folder, place = tmp_path / "journal", str(tmp_path / "journal.sqlite")
    path = segment(folder, Push, AT, "shop")
    path.parent.mkdir(parents=True)
    path.write_bytes(
        as_line(EVENTS[4]).encode()
        # The folder says the kind.
        + b'{"event_id": "2", "customer_id": "c1", "occurred_at": "2026-01-02T10:00:00Z"}\n\n'
        + b'{"event_id": "3", "customer_id": "c1", "occurred_at": "2026-01-02T10:00:00"}\n'
        + b'{"event_id": "4", "customer_id": "K\xf6ln", "occurred_at": "2026-01-02T10:00:00Z"}\n'
        + b"[]\n"
        + as_line(EVENTS[1]).encode()
    )
    unfinished(path).write_text(as_line(Push(event_id="9", occurred_at=AT, customer_id="c9")))
    table = pa.table(
        {
            "event_id": ["p", "q"],
            "occurred_at": [datetime(2026, 1, 2, tzinfo=UTC)] * 2,
            "customer_id": ["c9", "c8"],
            "channel": [None, "app"],
        }
    )
    pq.write_table(table, path.with_suffix(".parquet"))
    said = refused("journal", "--journal", place, "import", str(folder))
    assert said == (
        f"4 events appended, and 4 of the lines are no events, first line 4 of {path}: "
        "occurred_at 2026-01-02 10:00:00 has no time zone: "
        "give it one, such as UTC: correct them, and import the folder again"
    )
    events = [json.loads(line) for line in helix("journal", "--journal", place, "export").output.splitlines()]
    assert sorted(event["event_id"] for event in events) == ["1", "2", "p", "q"]
    assert {event["kind"] for event in events} == {"push"}
    assert [event["channel"] for event in events if "channel" in event] == ["app"]


def test_import_of_what_is_no_journal(refused, tmp_path):
    (tmp_path / "clicks").mkdir()
    place = tmp_path / "journal.sqlite"
    assert "is no folder" in refused("journal", "--journal", str(place), "import", str(tmp_path / "none"))
    assert "is no part of a journal" in refused(
        "journal", "--journal", str(place), "import", os.fspath(tmp_path)
    )
