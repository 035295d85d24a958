import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest

from helix.reading import database as database_module
from helix.reading.reader import Reader
from helix.reading.records import COLUMNS, Customer, Cutoff, History, Recommendation
from python_ml.problems import Problem
from python_ml.publishing import new_build, places

WRITER = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


@pytest.fixture
def writer(database):
    """Hold the database open for writing in another process, as a build does."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "open\n"
        yield process
        process.stdin.close()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Leave both variables unset, in an empty folder outside every project."""
    monkeypatch.delenv("HELIX_DB", raising=False)
    monkeypatch.delenv("HELIX_PUBLISHED", raising=False)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    monkeypatch.setattr(places, "__file__", str(tmp_path / "installed" / "published.py"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make_project(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project.yml").touch()
    return folder


def test_typed_rows(database):
    with Reader() as reader:
        customer = reader.customer("C00012")
        cutoff = reader.cutoff("test")
        assert customer == Customer(
            1, "C00012", 34, "female", "Portugal", "Lisbon", "1100-148", "ACTIVE", "Regularly"
        )
        assert cutoff == Cutoff(date(2011, 10, 21), "test", date(2011, 10, 21), date(2011, 10, 28))
        assert reader.history(customer, cutoff) == History(days_since_last=1, purchase_days=1)
        assert reader.recommendations(customer, cutoff) == [
            Recommendation(1, "0110065001", None, 0.75, 0.5, "popular this week")
        ]


def test_an_article_that_the_shop_does_not_list_is_still_recommended(database, change):
    change("delete from articles where article_key = 1")
    with Reader() as reader:
        offered = reader.recommendations(reader.customer("C00012"), reader.cutoff("serve"))
    assert [(each.rank, each.article_id, each.name is None) for each in offered] == [
        (1, "0108775015", True),
        (2, "0108775044", False),
        (3, "0110065001", True),
    ]


def test_reads_only_and_lets_go(database, change):
    with Reader(database) as reader, pytest.raises(duckdb.Error, match="read-only"):
        reader.database.rows("delete from customers")
    change("delete from customers")


def test_helix_db_names_the_database(project, monkeypatch):
    monkeypatch.setenv("DBT_PROJECT_DIR", str(make_project(project)))
    monkeypatch.setenv("HELIX_DB", "elsewhere.duckdb")
    assert places.database_path() == Path("elsewhere.duckdb")


def test_the_project_is_the_one_named_then_the_one_around_then_the_one_of_the_package(project, monkeypatch):
    of_package = make_project(project / "installed")
    around = project / "work"
    below = around / "models" / "marts"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert places.project_root() == of_package
    make_project(around)
    assert places.project_root() == around
    monkeypatch.setenv("DBT_PROJECT_DIR", "named")
    assert places.project_root() == Path("named")
    assert places.database_path() == Path("named/build/helix.duckdb")


def test_what_is_published_lies_beside_the_database_or_in_the_project(project, monkeypatch):
    make_project(project)
    assert places.published_folder() == project / "published"
    monkeypatch.setenv("HELIX_DB", "shops/red.duckdb")
    assert places.published_folder() == Path("shops/red.published")
    monkeypatch.setenv("HELIX_DB", "shops/blue.db")
    assert places.published_folder() == Path("shops/blue.db.published")
    monkeypatch.setenv("HELIX_PUBLISHED", "elsewhere")
    assert places.published_folder() == Path("elsewhere")


def test_the_published_build_is_read_and_not_the_database_that_dbt_builds_in(
    helix, database, writer, tmp_path
):
    with new_build(tmp_path / "shop.published", datetime(2026, 1, 2, tzinfo=UTC)) as build:
        copyfile(database, build / "helix.duckdb")
    assert places.database_path() == build.with_name("000001-20260102T000000Z") / "helix.duckdb"
    assert helix("predict", "C00012").exit_code == 0


def test_no_project(refused, project):
    assert refused("predict", "C00012") == (
        "found no dbt_project.yml: run helix inside the project, or set HELIX_DB or DBT_PROJECT_DIR"
    )


def test_no_database_yet(refused, project):
    make_project(project)
    path = project / "build" / "helix.duckdb"
    assert refused("predict", "C00012") == f"there is no database at {path} yet: run `make build`"


def test_not_a_database(refused, database):
    database.write_bytes(b"a text" * 5000)
    assert refused("predict", "C00012") == (
        f"{database} is damaged, or no DuckDB database at all: "
        "remove it and run `make build`; `helix rollback` reads an earlier build"
    )


NOT_READ_BY_EXPLAIN = {
    "next_purchase",
    "send_time",
    "push_plan",
    "push_exclusions",
    "build_facts",
    "build_steps",
    "alerts",
    "feature_drift",
    "data_quality",
    "prediction_quality",
    "experiment_results",
    "business_metrics",
    "planning_units",
}


@pytest.mark.parametrize("table", [table for table in COLUMNS if table not in NOT_READ_BY_EXPLAIN])
def test_missing_table(refused, database, change, table):
    change(f"drop {'view' if table == 'pair_features' else 'table'} {table}")
    assert refused("explain", "C00012") == f"table {table} is missing in {database}: run `make build`"


def test_table_of_an_older_build(refused, database, change):
    change("alter table recommendations drop column purchase_probability")
    change("alter table recommendations drop column reason")
    assert refused("predict", "C00012") == (
        f"table recommendations in {database} has no column purchase_probability, reason: "
        "run `make build` to bring it up to date"
    )


def test_a_view_whose_file_is_gone(refused, database, change, tmp_path):
    file = tmp_path / "articles.parquet"
    change(f"copy articles to '{file}'")
    change(f"drop table articles; create view articles as select * from '{file}'")
    file.unlink()
    sentence = refused("predict", "C00012")
    assert sentence.startswith(f"can't read {database}: IO Error: ")
    assert str(file) in sentence


def test_a_view_whose_table_is_gone(refused, database, change):
    change("drop table pairs")
    sentence = refused("explain", "C00012")
    assert sentence.startswith(f"can't read {database}: Catalog Error: ")
    assert "pairs" in sentence


def test_a_view_whose_column_is_gone(refused, database, change):
    change("alter table pairs drop column split")
    assert refused("explain", "C00012").startswith(f"can't read {database}: Binder Error: ")


def test_locked_by_a_build(refused, database, writer, monkeypatch):
    waits = []
    monkeypatch.setattr(database_module.time, "sleep", waits.append)
    assert refused("predict", "C00012") == (
        f"{database} is locked by a running build or another program (PID {writer.pid}): "
        "try again when it is done"
    )
    assert waits == [database_module.LOCK_WAIT_SECONDS] * (database_module.LOCK_ATTEMPTS - 1)


def test_a_lock_that_goes_away_is_waited_for(helix, database, writer, monkeypatch):
    def finish_the_build(seconds):
        writer.communicate()

    monkeypatch.setattr(database_module.time, "sleep", finish_the_build)
    assert helix("predict", "C00012").exit_code == 0


def test_near_ids_prefer_those_that_begin_alike(database, change):
    change("delete from customers")
    change(
        "insert into customers (customer_key, customer_id) values "
        "(1, '17850'), (2, '17851'), (3, '1785999999999999'), (4, '17852'), (5, '99999')"
    )
    with Reader() as reader:
        assert reader.near_customer_ids("1785") == ["17850", "17851", "17852"]
        assert reader.near_customer_ids("17859") == ["1785999999999999", "17850", "17851"]
        assert reader.near_customer_ids("71850") == ["17850"]
        assert reader.near_customer_ids("") == []


def test_a_foreseeable_error_is_raised_for_programs_too(database):
    with Reader() as reader, pytest.raises(Problem, match="customer 'zzz' is unknown"):
        reader.customer("zzz")
