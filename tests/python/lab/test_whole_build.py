import os
from datetime import UTC, datetime

import duckdb
import pytest

from lab.faults.kills import Tally, report
from lab.whole_build import (
    Reader,
    Readings,
    References,
    Violation,
    compared_columns,
    fingerprints,
    read_until_told,
)
from python_ml.publishing import DATABASE, current_database, new_build

SHOP = """
create table sales as select range as sale, {shop} as shop from range(100);
create table lists as select range as place, {shop} as shop, '{build}' as run_id from range(10);
create table published_build as
select '{build}' as build_id, table_name, row_count
from (values ('sales', 100), ('lists', 10)) as written (table_name, row_count);
"""


@pytest.fixture
def published(tmp_path):
    return tmp_path / "published"


def publish(published, shop, also="", day=1):
    with new_build(published, datetime(2026, 1, day, tzinfo=UTC)) as folder:
        build = folder.name.removeprefix(".").removesuffix(".partial")
        with duckdb.connect(folder / DATABASE) as connection:
            connection.execute(SHOP.format(shop=shop, build=build) + also)


@pytest.fixture
def references(published):
    columns, shops = {}, {}
    for shop, name in enumerate(["red", "blue"]):
        publish(published, shop)
        path = current_database(published)
        columns = compared_columns(path, {"lists": ["run_id"]})
        shops[name] = fingerprints(path, columns)
    return References(columns, shops)


def test_columns_that_name_the_run_are_not_compared(references):
    assert references.columns == {
        "lists": ("place", "shop"),
        "sales": ("sale", "shop"),
    }


def test_a_shop_is_known_again(references, published):
    publish(published, 0, day=2)
    assert references.published_shop(published) == "red"
    publish(published, 1, day=3)
    assert references.published_shop(published) == "blue"


def test_a_table_of_one_run_may_have_any_number_of_rows(references, published):
    publish(
        published, 0, "insert into published_build select build_id, 'facts', 85 from published_build limit 1;"
    )
    assert references.published_shop(published) == "red"


def test_a_mixed_build_is_seen(references, published):
    publish(published, 0, "update lists set shop = 1;", day=2)
    with pytest.raises(
        Violation, match="a build is mixed: of 2 tables 1 are of red, 1 are of blue; odd are lists"
    ):
        references.published_shop(published)


def test_nothing_published_is_seen(references, tmp_path):
    with pytest.raises(Violation, match="nothing is published any more"):
        references.published_shop(tmp_path)


class Told:
    """The end of a pipe at which nothing arrives until something has been looked for so many times."""

    def __init__(self, times):
        self.times = times

    def poll(self):
        self.times -= 1
        return self.times < 0

    def send(self, readings):
        self.readings = readings


def readings_of(published, references, times):
    told = Told(times)
    read_until_told(published, references, told)
    return told.readings


def test_a_reader_sees_builds_and_no_problem(references, published):
    seen = [readings_of(published, references, times=2)]
    publish(published, 0, day=2)
    seen.append(readings_of(published, references, times=1))
    assert seen == [
        Readings(2, {"000002-20260101T000000Z"}, []),
        Readings(1, {"000003-20260102T000000Z"}, []),
    ]


@pytest.mark.parametrize(
    ("also", "problem"),
    [
        ("update lists set shop = 1;", "a build is mixed"),
        (
            "update published_build set row_count = 99 where table_name = 'sales';",
            "sales of 000003-20260102T000000Z has 100 rows, and 99 were written",
        ),
        ("update published_build set build_id = 'other' where table_name = 'sales';", "holds the builds"),
        ("update published_build set build_id = 'other';", "000003-20260102T000000Z holds other"),
        ("drop table lists;", "Catalog Error"),
    ],
)
def test_a_reader_tells_what_is_wrong(references, published, also, problem):
    publish(published, 0, also, day=2)
    (told,) = readings_of(published, references, times=1).problems
    assert problem in told


def test_a_reader_reads_in_a_process_of_its_own(references, published):
    with Reader(published, references) as reader:
        pass
    assert reader.readings.problems == []


def test_report_counts_and_quotes():
    tally, readings = Tally(left_alone=2), Readings(polls=1234, builds={"a", "b"})
    tally.killed.update(["before it published"] * 3 + ["while it published"])
    tally.problems.append("a build is mixed")
    text = report(tally, readings)
    assert "      4  builds killed" in text
    assert "          3  before it published" in text
    assert "  1,234  times read meanwhile, 2 builds seen" in text
    assert text.endswith("a build is mixed")


def test_what_a_reader_opened_is_what_it_reads(published, references):
    publish(published, 0, day=2)
    with duckdb.connect(current_database(published), read_only=True) as connection:
        publish(published, 1, day=3)
        assert references.shop_in(connection) == "red"
    assert os.readlink(published / "current").endswith("000004-20260103T000000Z")
