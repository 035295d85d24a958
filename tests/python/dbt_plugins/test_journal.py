"""Reading a journal in a database: what is said where that can't be."""

import sqlite3
import sys

import pytest

from dbt_plugins.journal import check_journal_place, copy_journal
from dbt_plugins.variables import variables_of
from helix.journal import open_journal
from helix.journal.store import COLUMNS, TABLE
from python_ml.problems import BadInput, Problem
from tests.python.services.postgres import running_postgres

FOLDERS = ["exposures", "responses"]


def refused(place):
    with pytest.raises(Problem) as caught:
        check_journal_place(place, FOLDERS)
    return str(caught.value)


@pytest.fixture
def journal(tmp_path):
    place = tmp_path / "journal.sqlite"
    open_journal(str(place)).close()
    return str(place)


def test_no_journal():
    check_journal_place(None, FOLDERS)


def test_a_folder_is_checked_as_ever(tmp_path):
    check_journal_place(str(tmp_path), FOLDERS)
    assert copy_journal(str(tmp_path), {}, tmp_path / "copy.parquet") is None
    (tmp_path / "clicks").mkdir()
    assert "is no part of a journal" in refused(str(tmp_path))


def test_a_journal_that_is_there(journal):
    check_journal_place(journal, FOLDERS)
    with sqlite3.connect(journal) as connection:
        names = [name for _, name, *_ in connection.execute(f"pragma table_info({TABLE})")]
    connection.close()
    assert names == ["position", *COLUMNS]


def test_no_file(tmp_path):
    place = tmp_path / "journal.sqlite"
    assert refused(str(place)) == (
        f"there is no journal {place}: set journal_path to where it is, or leave it out"
    )
    assert not place.exists()


def test_a_database_of_something_else(tmp_path):
    place = tmp_path / "plan.sqlite"
    with sqlite3.connect(place) as connection:
        connection.execute("create table push_plan (customer_id text)")
    connection.close()
    assert refused(str(place)) == (
        f"{place} has no table {TABLE}: let journal_path name the database of a journal"
    )


def test_a_damaged_file(tmp_path):
    place = tmp_path / "journal.sqlite"
    place.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert refused(str(place)).startswith(f"can't read the journal {place}: ")


def test_no_server():
    said = refused("postgresql://helix@127.0.0.1:9/shop")
    assert said.startswith("can't read the journal postgresql://127.0.0.1:9/shop: ")
    assert "\n" not in said


def test_a_postgres_without_a_journal():
    with running_postgres() as server:
        assert refused(server.url()) == (
            f"postgresql://127.0.0.1:{server.port}/postgres has no table {TABLE}: "
            "let journal_path name the database of a journal"
        )


def test_no_driver(journal, monkeypatch):
    monkeypatch.setitem(sys.modules, "adbc_driver_sqlite.dbapi", None)
    assert refused(journal) == (
        "a journal in a database is read with adbc-driver-sqlite, which is not installed: "
        "install it with `make extras EXTRAS=api`"
    )


def test_make_hands_no_password_to_dbt():
    with pytest.raises(BadInput) as caught:
        variables_of({"VARS": "{journal_path: 'postgresql://helix:secret@db.example/shop'}"})
    assert str(caught.value) == (
        "journal_path holds a password, and dbt writes variables into its logs: "
        "leave it out there, and set PGPASSWORD or write it into ~/.pgpass"
    )
    given = {"journal_path": "postgresql://helix@db.example/shop"}
    assert variables_of({"VARS": str(given)}) == {"source": "demo"} | given
