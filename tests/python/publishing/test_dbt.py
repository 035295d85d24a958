"""What dbt build publishes, and what it doesn't, in a small project."""

import os
from dataclasses import replace

import duckdb
import pytest

from python_ml.publishing import current_build, current_database
from tests.python.publishing.project import WORDS, TinyProject


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A project with one published build, from which every test starts."""
    project = TinyProject(tmp_path_factory.mktemp("shop"))
    project.write()
    outcome = project.dbt("build")
    assert outcome.code == 0, outcome.output
    assert project.builds() == [current_build(project.published)]
    assert outcome.published.startswith(f"build {project.builds()[0]}, ")
    return project


@pytest.fixture
def project(base):
    """The project, of which nothing half-written may be left."""
    yield base
    assert current_build(base.published) in base.builds()
    assert not [name for name in os.listdir(base.published / "builds") if name.startswith(".")]


def is_as_before(project, before):
    return (project.builds(), current_build(project.published)) == (before, before[-1])


def test_a_build_holds_what_exposures_name_and_nothing_else(base):
    tables = base.rows("select table_name, table_type from information_schema.tables order by all")
    assert tables == [
        ("articles", "BASE TABLE"),
        ("colours", "BASE TABLE"),
        ("noise", "BASE TABLE"),
        ("published_build", "BASE TABLE"),
        ("red_articles", "VIEW"),
    ]
    assert base.rows("select colour, count(*) from red_articles group by all") == [("red", 10)]
    (build,) = base.builds()
    assert base.rows("from published_build order by table_name") == [
        (build, "articles", 20),
        (build, "colours", 2),
        (build, "noise", 10),
    ]


def test_tables_and_columns_say_what_they_are(base):
    """Comments are the YAML's words, and never what the build wrote on its own table for itself."""
    comments = base.rows(
        """
        select table_name, comment from duckdb_tables()
        union all
        select view_name, comment from duckdb_views() where not internal
        """
    )
    assert dict(comments) == {
        "articles": WORDS,
        "colours": None,
        "noise": None,
        "published_build": "Rows of each table of this build, as they were when it was published.",
        "red_articles": "Those that are red.",
    }
    of_columns = base.rows(
        "select table_name, column_name, comment from duckdb_columns() where not internal and comment is not null"
    )
    assert {each for each in of_columns if each[0] != "published_build"} == {
        ("articles", "label", WORDS),
        ("red_articles", "colour", "Always red."),
    }


def test_features_are_parquet_too(base):
    (file,) = (base.published / "current" / "features").iterdir()
    assert file.name == "articles.parquet"
    in_table = base.rows("select sum(hash(articles)) from articles")
    assert duckdb.sql(f"select sum(hash(t)) from '{file}' as t").fetchall() == in_table
    ((codec,),) = duckdb.sql(f"select distinct compression from parquet_metadata('{file}')").fetchall()
    assert codec == "ZSTD"


def test_a_whole_build_may_go_without_unit_tests_and_may_warn(project):
    before = project.builds()
    outcome = project.dbt("build", "--exclude-resource-type", "unit_test", stamp=2)
    assert outcome.code == 0, outcome.output
    assert len(project.builds()) == len(before) + 1
    assert project.rows("select distinct stamp from articles") == [(2,)]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("run",), "only dbt build tests what it makes"),
        (("build", "--empty"), "this build is of no rows, or of some"),
        (("build", "--select", "sizes"), "6 of 8 models, seeds and tests were not part of this build"),
        (
            ("build", "--exclude-resource-type", "test"),
            "2 of 8 models, seeds and tests were not part of this build",
        ),
    ],
)
def test_what_is_no_whole_build_is_not_published(project, arguments, reason):
    before = project.builds()
    outcome = project.dbt(*arguments, least=0)
    assert outcome.code == 0, outcome.output
    assert outcome.published == f"nothing: {reason}"
    assert is_as_before(project, before)


def test_a_build_that_failed_a_test_is_not_published(project):
    before = project.builds()
    outcome = project.dbt("build", least=100)
    assert outcome.code == 1
    assert outcome.published == "nothing: there_are_sizes failed"
    assert is_as_before(project, before)


def test_publishing_can_be_switched_off(project):
    before = project.builds()
    outcome = replace(project, environment={"HELIX_KEEP_BUILDS": "0"}).dbt("build")
    assert outcome.code == 0, outcome.output
    assert outcome.published == "nothing: HELIX_KEEP_BUILDS is 0"
    assert is_as_before(project, before)


def test_a_reader_neither_waits_nor_keeps_a_build_waiting(project):
    old = current_database(project.published)
    with duckdb.connect(old, read_only=True) as reader:
        stamps = reader.sql("select distinct stamp from articles").fetchall()
        for _ in range(2):
            outcome = replace(project, environment={"HELIX_KEEP_BUILDS": "1"}).dbt("build", stamp=3)
            assert outcome.code == 0, outcome.output
        assert not old.exists()
        assert reader.sql("select distinct stamp from articles").fetchall() == stamps != [(3,)]
    assert project.rows("select distinct stamp from articles") == [(3,)]
