import csv
import sqlite3
from contextlib import closing

import click
import pytest

from helix.cli import handover, main
from tests.python.helix.conftest import ORIGIN

COLUMNS = (
    "as_of,customer_id,article_id,send_at,send_at_utc,basis,purchase_probability,priority,message,"
    "is_exploration,propensity"
)

CSV = f"""\
{COLUMNS}
2011-10-28,O'Hara,0110065001,2011-10-28 07:00:00,2011-10-28 06:00:00,shop,0.5,0.25,\
"Today 07:00: 0110065001, popular this week",1,0.00125
2011-10-28,C00140,0108775044,2011-10-31 21:00:00,2011-10-31 20:00:00,shop,0.0625,3.0,Monday 21:00: jumper,0,0.98125
2011-10-28,C00012,0108775015,2011-10-31 19:00:00,2011-10-31 18:00:00,customer,0.125,2.5,\
"Monday 19:00: Strap top, bought 3 times",0,0.98125
"""

TEXT = """\
2011-10-28 07:00  O'Hara  0110065001  50.00%  Today 07:00: 0110065001, popular this week
2011-10-31 21:00  C00140  0108775044  6.25%  Monday 21:00: jumper
2011-10-31 19:00  C00012  0108775015  12.50%  Monday 19:00: Strap top, bought 3 times
"""


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder to write to."""
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.fixture
def written(helix, database, folder):
    """Return a function that hands the plan over under a name, with the path it is at."""

    def run(name):
        path = folder / name
        result = helix("push", "--out", str(path))
        assert (result.exit_code, result.stderr) == (0, "")
        assert [each.name for each in folder.iterdir()] == [name]
        return path

    return run


def test_csv(written):
    assert written("plan.csv").read_text(encoding="utf-8").replace("\r\n", "\n") == CSV


def test_text(written):
    assert written("plan.txt").read_text(encoding="utf-8") == TEXT


def test_sqlite(written):
    with closing(sqlite3.connect(written("plan.sqlite"))) as plan:
        found = plan.execute("select * from push_plan")
        rows = list(found)
        assert ",".join(column for column, *_ in found.description) == COLUMNS
        assert [[str(value) for value in row] for row in rows] == list(csv.reader(CSV.splitlines()))[1:]
        assert rows[0][6:8] == (0.5, 0.25)
        with pytest.raises(sqlite3.IntegrityError):
            plan.execute("insert into push_plan select * from push_plan")


@pytest.mark.parametrize("name", ["plan.csv", "plan.txt", "plan.sqlite", "PLAN.CSV"])
def test_the_same_plan_gives_the_same_bytes(written, name):
    first = written(name).read_bytes()
    assert written(name).read_bytes() == first


def test_says_how_many(helix, database, folder, change):
    path = folder / "plan.csv"
    assert helix("push", "--out", str(path)).stdout == f"3 pushes written to {path}\n{ORIGIN}"
    change("delete from push_plan where customer_id <> 'C00012'")
    assert helix("push", "--out", str(path)).stdout == f"1 push written to {path}\n{ORIGIN}"


@pytest.mark.parametrize("name", ["plan.csv", "plan.txt", "plan.sqlite"])
def test_an_empty_plan_is_a_plan(written, change, name):
    change("delete from push_plan")
    written(name)


def test_more_rows_than_are_in_memory_at_once(written, monkeypatch):
    monkeypatch.setattr("helix.reading.reader.PUSHES_AT_ONCE", 2)
    assert written("plan.txt").read_text() == TEXT


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_takes_no_message_for_a_formula(written, change, start):
    change(f"update push_plan set message = chr({ord(start)}) || '1+1', customer_id = '-' || customer_id")
    with written("plan.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["message"] for row in rows} == {f"'{start}1+1"}
    assert {row["customer_id"][0] for row in rows} == {"-"}, "ids are looked up, and stay as they are"


def test_a_message_stays_on_its_line(written, change):
    change("update push_plan set message = 'two' || chr(10) || 'lines' || chr(27)")
    assert [line.split("  ")[-1] for line in written("plan.txt").read_text().splitlines()] == [
        "two lines "
    ] * 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("plan.xlsx", "has an ending that is not written: call it plan.sqlite, plan.csv or plan.txt"),
        ("plan", "has an ending that is not written: call it plan.sqlite, plan.csv or plan.txt"),
        (".csv", "has an ending that is not written: call it plan.sqlite, plan.csv or plan.txt"),
    ],
)
def test_unknown_ending(refused, database, folder, name, reason):
    assert refused("push", "--out", str(folder / name)) == f"{folder / name} {reason}"
    assert list(folder.iterdir()) == []


def test_places_that_cannot_be_written(refused, database, folder):
    (folder / "old.csv").mkdir()
    for there in (folder, folder / "old.csv"):
        assert refused("push", "--out", str(there)) == (
            f"{there} is a folder: name a file in it, such as {there / 'plan.csv'}"
        )
    nowhere = folder / "nowhere"
    assert refused("push", "--out", str(nowhere / "plan.csv")) == (
        f"there is no folder {nowhere}: make it, or write elsewhere"
    )


def test_the_database_itself_is_not_replaced(refused, database, monkeypatch):
    named = database.rename(database.with_suffix(".sqlite"))
    monkeypatch.setenv("HELIX_DB", str(named))
    before = named.read_bytes()
    assert refused("push", "--out", str(named)) == (
        f"{named} is the database that the plan is read from: write it elsewhere"
    )
    assert named.read_bytes() == before


def test_no_plan(refused, database, folder, change):
    (folder / "plan.csv").write_text("yesterday's")
    change("drop table push_plan")
    assert refused("push", "--out", str(folder / "plan.csv")) == (
        f"table push_plan is missing in {database}: run `make build`"
    )
    assert (folder / "plan.csv").read_text() == "yesterday's"


@pytest.mark.parametrize("name", ["plan.csv", "plan.txt", "plan.sqlite"])
def test_what_fails_midway_leaves_yesterdays_plan(database, folder, monkeypatch, name):
    (folder / name).write_text("yesterday's")

    def interrupted(record):
        raise KeyboardInterrupt

    monkeypatch.setattr(handover, "_plain", interrupted)
    monkeypatch.setattr(handover, "printable", interrupted)
    with pytest.raises(click.Abort):
        main(["push", "--out", str(folder / name)], standalone_mode=False)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {name: "yesterday's"}


def test_a_full_disk(refused, database, folder, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handover, "flush", full)
    path = folder / "plan.csv"
    assert refused("push", "--out", str(path)) == f"can't write {path}: [Errno 28] No space left on device"
    assert list(folder.iterdir()) == []
