import json
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest
from dbt.adapters.duckdb.plugins import BasePlugin

from dbt_plugins.beginning import began_at, beginning
from python_ml.building.memory import process_sampler
from python_ml.publishing import DATABASE, new_build
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
        "the source files reads the folder with transactions.parquet or transactions.csv, "
        f"or let `helix check {tmp_path} --write` map it."
    )
    assert one(connection, sql, str(tmp_path)) == missing
    write(tmp_path, transactions=SALE)
    assert one(connection, sql, str(tmp_path)) == ""


def test_functions_are_seen_by_cursors_of_other_threads(connection):
    answers = []

    def ask():
        with connection.cursor() as cursor:
            answers.append(one(cursor, "helix_input_problem('demo', null)"))
            answers.append(one(cursor, "helix_summary(null, null, null, 'nothing')"))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert answers == ["", ["  published   nothing"]]


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
        "begin_run",
        "build_steps",
        "code_fingerprint",
        "end_run",
        "input_problem",
        "journal_copy",
        "journal_problem",
        "not_read",
        "printable",
        "publish",
        "published_days",
        "published_facts",
        "published_promises",
        "raw_file",
        "remove_journal_copy",
        "summary",
    ]
    assert volatile == [(f"helix_{name}", "VOLATILE") for name in functions]


def test_steps_up_to_now_with_their_memory(connection):
    process_sampler().sample()
    node = {
        "unique_id": "model.shop.int_articles",
        "path": "models/intermediate/shop/int_articles.sql",
        "started_at": (datetime.now(UTC) - timedelta(seconds=40)).isoformat(),
        "ended_at": datetime.now(UTC).isoformat(),
    }
    started = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=60)
    steps = connection.execute(
        "select step, seconds, peak_memory_mb from (select unnest(helix_build_steps(?, ?), recursive := true))",
        [json.dumps([node]), started],
    ).fetchall()
    names, seconds, peaks = zip(*steps, strict=True)
    assert names == ("shop", "dbt itself")
    assert seconds == pytest.approx([40, 20], abs=1)
    assert 20 < peaks[0] <= peaks[1] < 100_000


def test_whoever_started_dbt_says_when_that_was(connection):
    sql = "helix_build_steps('[]', cast(now() as timestamp))[1].seconds"
    with began_at(datetime.now(UTC) - timedelta(seconds=90)):
        assert one(connection, sql) == pytest.approx(90, abs=5)
    assert beginning(otherwise=datetime(2026, 1, 1)) == datetime(2026, 1, 1), "said for that command alone"


def test_days_of_the_build_that_people_read(connection, tmp_path, monkeypatch):
    published = tmp_path / "published"
    monkeypatch.setenv("HELIX_PUBLISHED", str(published))
    days = "select unnest(helix_published_days('demo'), recursive := true)"
    assert connection.sql(days).fetchall() == [], "nothing is published"
    with new_build(published, datetime(2026, 1, 1, tzinfo=UTC)) as partial:
        duckdb.connect(partial / DATABASE).close()
    assert connection.sql(days).fetchall() == [], "a build without them"
    with (
        new_build(published, datetime(2026, 1, 2, tzinfo=UTC)) as partial,
        duckdb.connect(partial / DATABASE) as build,
    ):
        build.execute("create table int_shop as select 'demo' as source")
        build.execute(
            "create table int_day_checksums as"
            " select date '2026-01-01' as known_on, cast(7 as decimal(38, 0)) as day_hash"
        )
    assert connection.sql(days).fetchall() == [(date(2026, 1, 1), Decimal(7))]
    assert connection.sql(days.replace("demo", "hm")).fetchall() == [], "another source"
