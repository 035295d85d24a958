import threading

import duckdb
import pytest
from dbt.adapters.duckdb.plugins import BasePlugin

from python_ml.building.memory import process_sampler
from tests.python.intake.conftest import SALE, write


@pytest.fixture
def plugin():
    return BasePlugin.create("dbt_plugins.helix")


@pytest.fixture
def connection(plugin):
    with duckdb.connect(":memory:") as connection:
        plugin.configure_connection(connection)
        yield connection


def one(connection, sql, *arguments):
    return connection.execute(f"select {sql}", arguments).fetchall()[0][0]


def test_no_problem(connection, hm):
    assert one(connection, "helix_input_problem('hm', ?)", str(hm)) == ""


def test_null_path_is_no_path(connection):
    assert one(connection, "helix_input_problem('demo', null)") == ""
    assert one(connection, "helix_input_problem('files', null)") == (
        "The source files needs the variable raw_path: "
        "set it to the folder with transactions.parquet or transactions.csv."
    )


def test_journal_is_checked_by_the_folders_given(connection, tmp_path):
    sql = "helix_journal_problem(?, ['pushes'])"
    assert one(connection, "helix_journal_problem(null, ['pushes'])") == ""
    (tmp_path / "pushes").mkdir()
    assert one(connection, sql, str(tmp_path)) == ""
    (tmp_path / "clicks").mkdir()
    assert one(connection, sql, str(tmp_path)).startswith(f"{tmp_path / 'clicks'} is no part of a journal")


def test_files_are_looked_at_anew_for_each_call(connection, tmp_path):
    sql = "helix_input_problem('files', ?)"
    missing = (
        f"transactions.parquet or transactions.csv is missing in {tmp_path}: "
        "the source files reads the folder with transactions.parquet or transactions.csv."
    )
    assert one(connection, sql, str(tmp_path)) == missing
    write(tmp_path, transactions=SALE)
    assert one(connection, sql, str(tmp_path)) == ""


def test_functions_are_seen_by_cursors_of_other_threads(connection):
    answers = []

    def ask():
        with connection.cursor() as cursor:
            answers.append(one(cursor, "helix_input_problem('demo', null)"))
            answers.append(one(cursor, "helix_peak_memory_mb(null, now()::timestamp)"))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert answers == ["", None]


def test_second_connection_to_an_open_database(plugin, tmp_path):
    path = str(tmp_path / "x.duckdb")
    with duckdb.connect(path) as first, duckdb.connect(path) as second:
        plugin.configure_connection(first)
        plugin.configure_connection(second)
        assert one(second, "helix_input_problem('demo', null)") == ""


def test_functions_are_called_for_each_row(connection):
    volatile = connection.execute(
        "select function_name, stability from duckdb_functions() "
        "where function_name like 'helix%' order by function_name"
    ).fetchall()
    functions = [
        "code_fingerprint",
        "input_problem",
        "journal_problem",
        "peak_memory_mb",
        "published_database",
    ]
    assert volatile == [(f"helix_{name}", "VOLATILE") for name in functions]


def test_peak_memory_until_now(connection):
    process_sampler().sample()
    now = "now() at time zone 'UTC'"
    peak = one(connection, f"helix_peak_memory_mb(({now} - interval 1 day)::timestamp, ({now})::timestamp)")
    assert 20 < peak < 100_000


def test_peak_memory_is_null_where_unknown(connection):
    assert one(connection, "helix_peak_memory_mb('2001-01-01', '2001-01-02')") is None
    assert one(connection, "helix_peak_memory_mb(null, '2001-01-02')") is None
    assert one(connection, "helix_peak_memory_mb('2001-01-02', null)") is None
