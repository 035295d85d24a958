from argparse import ArgumentParser
from datetime import date, timedelta

import duckdb
import pytest

import lab.tuning.shops
from lab.tuning.shops import add_shop_arguments, read_shop, read_shops, shops_of
from python_ml.problems import BadInput


def built(path, cutoffs):
    """A database with what the search reads of a build."""
    days = [date(2024, 1, 3) + timedelta(days=7 * week) for week in range(cutoffs)]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table cutoffs (as_of date, split text)")
        connection.executemany("insert into cutoffs values (?, 'train')", [[day] for day in days])
        connection.execute(
            "update cutoffs set split = 'validation' where as_of = (select max(as_of) from cutoffs)"
        )
        connection.execute("insert into cutoffs values ('2025-01-01', 'test')")
        connection.execute(
            """create table training_pairs as
            select as_of, split, customer_key, 7 as article_key, as_of + 7 as label_until, true as is_bought
            from cutoffs cross join (values (2), (1)) as customers(customer_key)"""
        )
        connection.execute(
            """create table labels as select as_of, split, customer_key, 9 as article_key
            from cutoffs cross join (values (1), (2), (3)) as customers(customer_key)"""
        )
        connection.execute(
            "create table int_audience as select as_of, split, customer_key from labels where customer_key < 3"
        )


def test_shop_holds_no_test_window_and_nobody_else(tmp_path):
    built(tmp_path / "helix.duckdb", 9)
    shop = read_shop("demo_1", tmp_path / "helix.duckdb", 6)
    assert shop.cutoffs()[0] == date(2024, 2, 28)
    assert len(shop.cutoffs()) == 9
    assert set(shop.labels["as_of"]) == set(shop.cutoffs())
    assert set(shop.labels["customer_key"]) == {1, 2}
    assert shop.pairs.column("customer_key").to_pylist()[:2] == [1, 2]


def test_too_few_cutoffs_are_said(tmp_path):
    built(tmp_path / "helix.duckdb", 6)
    with pytest.raises(
        BadInput,
        match=r"^The shop demo_1 has 6 cutoffs before its test window, and 6 windows to measure on need 7: ",
    ):
        read_shop("demo_1", tmp_path / "helix.duckdb", 6)


def test_each_shop_is_built_with_many_cutoffs_in_a_place_of_its_own(tmp_path, monkeypatch):
    runs = []

    def dbt(self, *arguments, variables):
        runs.append((self.database, arguments, variables))
        built(self.database, 9)

    monkeypatch.setattr(lab.tuning.shops.Project, "dbt", dbt)
    given = [{}, {"source": "files", "raw_path": "sales", "train_cutoffs": 3}]
    shops = read_shops(given, tmp_path, is_built=False, windows=6)
    assert [shop.name for shop in shops] == ["demo_1", "files_2"]
    assert [database for database, *_ in runs] == [
        tmp_path / name / "helix.duckdb" for name in ("demo_1", "files_2")
    ]
    assert all("+training_pairs" in arguments for _, arguments, _ in runs)
    assert runs[1][2] == {
        "source": "files",
        "raw_path": "sales",
        "train_cutoffs": 26,
        "train_negatives": 1000,
    }
    assert read_shops(given, tmp_path, is_built=True, windows=6)[1].labels.equals(shops[1].labels)
    assert len(runs) == 2


def test_online_retail_ends_before_the_weeks_kept_for_testing(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(lab.tuning.shops, "read_shops", lambda variables, *_: asked.extend(variables) or [])
    parser = ArgumentParser()
    add_shop_arguments(parser, tmp_path)
    shops_of(parser.parse_args(["--online-retail", str(tmp_path / "sales.parquet")]), windows=6)
    assert asked == [
        {},
        {
            "source": "online_retail",
            "ranking_test_as_of": date(2011, 10, 6),
            "raw_path": str(tmp_path / "sales.parquet"),
        },
    ]
