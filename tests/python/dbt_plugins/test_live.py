"""What is written into live.duckdb, of a workshop of four tables."""

from datetime import date

import duckdb
import pytest

from dbt_plugins.live import LiveContents, LiveModel, Source, write_live


@pytest.fixture
def workshop(tmp_path):
    with duckdb.connect(str(tmp_path / "workshop.duckdb")) as connection:
        connection.execute(
            """
            create table int_cutoffs as
            select * from (values (date '2026-01-01', 'serve'), (date '2025-12-01', 'test')) as t (as_of, split);
            create table stg_customers as select 'c1' as customer_id;
            create table int_customers as
            select * from (values ('c2', 1), ('c1', 2), ('c0', null)) as t (customer_id, customer_key);
            create table weights as
            select *, 1 as weight from int_cutoffs;
            create table days as select * from (values ('a', 1), ('b', 1), ('a', 2)) as t (article, day);
            create table unread as select 1 as one;
            """
        )
        yield connection


def source(relation, columns=(), is_staged=False):
    return Source(f"main.{relation}", columns, is_staged)


CONTENTS = LiveContents(
    [
        LiveModel(
            "int_cutoffs", "main.int_cutoffs", '-- from "unread"\nselect 1', {"unread": source("unread")}
        ),
        LiveModel(
            "int_customers",
            "main.int_customers",
            'from "stg_customers"',
            {"stg_customers": source("stg_customers", is_staged=True)},
        ),
        LiveModel(
            "lists",
            "main.lists",
            'from "weights", "int_customers", "days"',
            {
                "weights": source("weights"),
                "int_customers": source("int_customers"),
                "days": source("days", ["day"]),
            },
        ),
        LiveModel("scores", "main.scores", None, {"weights": source("weights")}),
    ],
    {"timezone": "UTC"},
)


@pytest.fixture
def written(workshop, tmp_path):
    write_live(workshop, CONTENTS, tmp_path / "live.duckdb")
    with duckdb.connect(str(tmp_path / "live.duckdb"), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_models_are_in_their_order_without_what_is_a_comment(written):
    assert written("select * from live_models order by position") == [
        (0, "int_cutoffs", "select 1"),
        (1, "int_customers", 'from "stg_customers"'),
        (2, "lists", 'from "weights", "int_customers", "days"'),
        (3, "scores", None),
    ]
    assert written("from live_settings") == [("timezone", "UTC")]


def test_what_models_read_has_a_role(written):
    assert dict(written("from live_tables")) == {
        "stg_customers": "events",
        "int_customers": "customers",
        "weights": "whole",
        "days": "whole",
    }


def test_tables_hold_what_counts_today(written):
    assert written("from weights") == [(date(2026, 1, 1), "serve", 1)]
    assert sorted(written("from days")) == [(1,), (2,)]
    assert written("from stg_customers") == []
    # By id, as customers are looked up by it, and none without a key.
    assert written("from int_customers") == [("c1", 2), ("c2", 1)]


def test_of_nothing_nothing_is_written(workshop, tmp_path):
    write_live(workshop, LiveContents(), tmp_path / "live.duckdb")
    assert not (tmp_path / "live.duckdb").exists()
