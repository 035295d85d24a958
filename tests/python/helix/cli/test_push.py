import csv
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
import pytest

from helix.cli import handover, main
from helix.reading import files
from tests.python.helix.conftest import ORIGIN

ROOT = Path(__file__).parents[4]

CSV = """\
customer_id,article_id,article_name,send_on,hour,channel,reason,message,expected_value,currency,purchase_probability
O'Hara,0110065001,,2011-10-28,07:00,push,Popular before 2011-10-28,0110065001: popular lately,0.25,EUR,0.5
C00140,0108775044,"A hand-knitted alpaca jumper with a roll neck, raglan sleeves and ribbed cuffs",\
2011-10-31,21:00,email,Popular in France before 2011-10-28,jumper: popular in France lately,3.0,EUR,0.0625
C00012,0108775015,Strap top,2011-10-31,19:00,push,"Bought it 3 times, last on 2011-10-16",\
Strap top: you bought this 3 times,2.5,EUR,0.125
"""

COLUMNS = (
    "as_of,customer_id,article_id,send_at,send_at_utc,channel,basis,purchase_probability,priority,currency,reason,"
    "message,is_exploration,propensity,arms,article_name"
)

RAW = f"""\
{COLUMNS}
2011-10-28,O'Hara,0110065001,2011-10-28 07:00:00,2011-10-28 06:00:00,push,shop,0.5,0.25,EUR,\
Popular before 2011-10-28,0110065001: popular lately,1,0.00125,,
2011-10-28,C00140,0108775044,2011-10-31 21:00:00,2011-10-31 20:00:00,email,shop,0.0625,3.0,EUR,\
Popular in France before 2011-10-28,jumper: popular in France lately,0,0.98125,,\
"A hand-knitted alpaca jumper with a roll neck, raglan sleeves and ribbed cuffs"
2011-10-28,C00012,0108775015,2011-10-31 19:00:00,2011-10-31 18:00:00,push,customer,0.125,2.5,EUR,\
"Bought it 3 times, last on 2011-10-16",Strap top: you bought this 3 times,0,0.98125,\
"{{""hours"":""evening""}}",Strap top
"""

TEXT = """\
2011-10-28 07:00  push  O'Hara  0110065001  50.00%  0110065001: popular lately
2011-10-31 21:00  email  C00140  0108775044  6.25%  jumper: popular in France lately
2011-10-31 19:00  push  C00012  0108775015  12.50%  Strap top: you bought this 3 times
"""

# What no file for people may hold, and what a spreadsheet runs: each in an id, a name and a text.
UNSEEN = ["\x1b", "\x9b", "\x07", "\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u3164", "\u2028"]
RUN = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@a",
        "\t1",
        "\r1",
        "\n1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
        "﹦1",
        "\u22121",
    ),
    *(" =1", '"=1', "'=1", "\u200b=1", "\u00a0=1", '" \u201c=1', "a;=1", 'a; "+1', "\u202e=1"),
]


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder to write to."""
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.fixture
def written(helix, database, folder):
    """Return a function that hands the plan over under a name, with the path it is at."""

    def run(name, *options):
        path = folder / name
        result = helix("push", "--out", str(path), *options)
        assert (result.exit_code, result.stderr) == (0, "")
        assert [each.name for each in folder.iterdir()] == [name]
        return path

    return run


def test_csv(written):
    assert written("plan.csv").read_text(encoding="utf-8").replace("\r\n", "\n") == CSV


def test_raw_csv(written):
    assert written("plan.csv", "--raw").read_text(encoding="utf-8").replace("\r\n", "\n") == RAW


def test_text(written):
    assert written("plan.txt").read_text(encoding="utf-8") == TEXT


def test_sqlite(written):
    with closing(sqlite3.connect(written("plan.sqlite"))) as plan:
        found = plan.execute("select * from push_plan")
        rows = list(found)
        assert ",".join(column for column, *_ in found.description) == COLUMNS
        assert [["" if value is None else str(value) for value in row] for row in rows] == list(
            csv.reader(RAW.splitlines())
        )[1:]
        assert rows[0][7:9] == (0.5, 0.25)
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


@pytest.fixture
def hostile(change):
    """Return a function that puts a text into everything that a shop writes: an id, a name, a reason, a message."""

    def put(text):
        literal = "'" + text.replace("'", "''") + "'"
        change(
            f"""
            delete from push_plan where customer_id <> 'C00012';
            update push_plan set
                customer_id = {literal}, article_id = {literal}, reason = {literal}, message = {literal},
                currency = {literal}, channel = {literal};
            update articles set article_id = {literal}, name = {literal} where article_id = '0108775015'
            """
        )
        return text

    return put


@pytest.mark.parametrize("text", RUN)
def test_no_cell_is_one_that_a_spreadsheet_runs(written, hostile, text):
    hostile(text)
    with written("plan.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    texts = [
        row[name]
        for name in ("customer_id", "article_id", "article_name", "channel", "reason", "message", "currency")
    ]
    for cell in texts:
        for part in cell.split(";"):
            assert re.match(
                r"""[\s"'\u201c]*[=+@\uff1d\uff0b\uff0d\uff20﹦\u2212-]""", part
            ) is None or part.startswith("'")
        assert "'" in cell


@pytest.mark.parametrize("text", RUN)
def test_raw_cells_are_exact(written, hostile, text):
    hostile(text)
    with written("plan.csv", "--raw").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert [row[name] for name in ("customer_id", "article_id", "article_name", "reason", "message")] == [
        text
    ] * 5


def test_what_begins_like_no_formula_is_left_alone(written, hostile):
    text = hostile('C-1 + "2" = Jeans, -20 % (ä😀)')
    with written("plan.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["customer_id"] == row["message"] == text


@pytest.mark.parametrize("name", ["plan.csv", "plan.txt"])
@pytest.mark.parametrize("character", UNSEEN)
def test_no_file_for_people_has_what_nobody_sees(written, hostile, name, character):
    hostile(f"a{character}b")
    shown = written(name).read_text(encoding="utf-8")
    assert "a b" in shown
    assert character not in shown


def test_one_day(written):
    assert written("plan.txt", "--day", "2011-10-31").read_text() == "".join(
        TEXT.splitlines(keepends=True)[1:]
    )


def test_the_most_valuable(written):
    assert written("plan.txt", "--top", "2").read_text() == "".join(TEXT.splitlines(keepends=True)[1:])
    assert (
        written("plan.txt", "--top", "1", "--day", "2011-10-28").read_text()
        == TEXT.splitlines(keepends=True)[0]
    )


def test_a_day_without_pushes(refused, database, folder):
    assert refused("push", "--out", str(folder / "plan.csv"), "--day", "2011-10-30") == (
        "nothing is sent on 2011-10-30: those of the plan are 2011-10-28, 2011-10-31"
    )
    assert list(folder.iterdir()) == []


def test_only_csv_is_raw(refused, database, folder):
    for name in ("plan.sqlite", "plan.txt"):
        assert refused("push", "--out", str(folder / name), "--raw").startswith("--raw is for CSV: ")


def test_the_plan_goes_where_builds_are_made_if_nobody_says_where(answered, database):
    path = database.with_name("plan.csv")
    assert answered("push") == f"3 pushes written to {path}\n"
    assert path.read_text(encoding="utf-8").replace("\r\n", "\n") == CSV


@pytest.fixture
def repository(tmp_path):
    """Return a git repository with the project's .gitignore."""
    root = tmp_path / "clone"
    (root / "build").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    shutil.copy(ROOT / ".gitignore", root)
    return root


def test_no_plan_lies_open_in_a_repository(helix, refused, database, repository):
    for name in ("plan.csv", "plan.sqlite", "plan_of_monday.txt", "build/other.csv"):
        assert helix("push", "--out", str(repository / name)).exit_code == 0
    path = repository / "customers.csv"
    assert refused("push", "--out", str(path)) == (
        f"{path} names customers, and git would not ignore it there: "
        "write it to build/, outside of the repository, or name it in .gitignore"
    )
    (repository / ".plan.csv.killed.unfinished").touch()
    status = subprocess.run(
        ["git", "-C", str(repository), "status", "--porcelain", "--untracked-files=all"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert status.stdout == "?? .gitignore\n"


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

    monkeypatch.setattr(files, "flush", full)
    path = folder / "plan.csv"
    assert refused("push", "--out", str(path)) == f"can't write {path}: [Errno 28] No space left on device"
    assert list(folder.iterdir()) == []
