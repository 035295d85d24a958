from datetime import date
from pathlib import Path

import duckdb
import lightgbm as lgb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from lab.measuring.shop import Size
from lab.peers import __main__ as command
from lab.peers import pandas_work, polars_work, scoring_work
from lab.peers.comparison import compare_peers
from lab.peers.contestant import NEIGHBOURS, TABLES, WORK
from lab.peers.equality import differences
from lab.peers.scoring_work import write_pairs
from lab.peers.tables import COLUMNS, KEYS
from lab.twins.project import BuildFailed

ROOT = Path(__file__).resolve().parents[3]
SMALL = "0.004"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """What everybody made of a small shop, and the folder with it."""
    folder = tmp_path_factory.mktemp("peers")
    found = {}

    def keep(project, work, repeats):
        found.update(compare_peers(project, work, repeats))
        (work / TABLES.replace(" ", "_")).rename(folder / "made")
        (work / "shop").rename(folder / "shop")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "compare_peers", keep)
        assert command.main(["--sizes", SMALL, "--folder", str(folder / "scratch")]) == 0
    return found["work"], folder


def test_everybody_makes_the_tables_of_the_build(compared):
    work, _ = compared
    assert {name: found["same"] for name, found in work[TABLES].items()} == dict.fromkeys(WORK[TABLES], "yes")
    assert all(found["seconds"] > 0 and found["peak_mb"] > 0 for found in work[NEIGHBOURS].values())


def test_no_table_is_empty_and_no_column_without_values(compared):
    _, folder = compared
    for contestant in ("pandas", "polars"):
        for table in KEYS:
            made = pl.read_parquet(folder / "made" / contestant / f"{table}.parquet")
            assert made.columns == [*KEYS[table], *COLUMNS[table]]
            assert made.height > 0
            without = [name for name in made.columns if made[name].null_count() == made.height]
            assert without == []
            assert made.select(KEYS[table]).is_duplicated().sum() == 0


def test_nothing_is_left_of_the_work(compared):
    _, folder = compared
    assert list((folder / "scratch").iterdir()) == []


def relations(customers):
    """Customers of some age, all else about them the same."""
    others = ", ".join(
        f"1 as {column}" for column in COLUMNS["customer_features"] if column != "customer_age"
    )
    rows = ", ".join(f"({key}, {age})" for key, age in customers.items())
    return {
        "customer_features": f"(select key as customer_key, age as customer_age, {others}"
        f" from (values {rows}) as given(key, age))"
    }


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({1: "30", 2: "null"}, []),
        ({1: "30.00000001", 2: "null"}, []),
        ({1: "30.0000001", 2: "null"}, ["customer_features.customer_age: 1 rows"]),
        ({1: "30", 2: "0"}, ["customer_features.customer_age: 1 rows"]),
        ({1: "30"}, ["customer_features: 1 rows only in one"]),
        (
            {1: "31", 3: "null"},
            ["customer_features: 2 rows only in one", "customer_features.customer_age: 1 rows"],
        ),
    ],
)
def test_differences_are_found(other, found):
    one = relations({1: "30", 2: "null"})
    assert differences(duckdb.connect(), one, relations(other)) == found


def purchases():
    """Customer 1 bought article 1 twice and article 2 once, 2 bought both on one day."""
    return {
        "customer_key": [1, 1, 1, 2, 2],
        "article_key": [1, 2, 1, 1, 2],
        "days_ago": [40, 30, 10, 20, 20],
        "units": [1, 2, 1, 1, 1],
        "spend_micros": [5, 20, 5, 5, 10],
        "online": [0, 1, 1, 0, 0],
    }


def test_history_and_neighbours_by_hand():
    sales = pd.DataFrame(purchases())
    history = pandas_work.pair_history(sales).set_index(["customer_key", "article_key"])
    assert history.loc[(1, 1), ["times_bought", "visits_since_first", "visits_since_last"]].tolist() == [
        2,
        2,
        0,
    ]
    # 0.5 ^ (40 / 30) + 0.5 ^ (10 / 30), in millionths.
    assert history.loc[(1, 1), "weight_30d"] == 396_850 + 793_701
    assert history.loc[(1, 2), "recency_rank"] == 2
    popularity = pd.DataFrame(
        {"article_key": [1, 2], "orders": [3, 2], "days_since_last": [10, 57], "weight": [1, 1]}
    )
    neighbours = pandas_work.article_neighbours(sales, popularity)
    # Gaps of 10, 20 and 0 days with a half-life of 7; article 2 is off sale, and so a neighbour of nothing.
    weight = 371_499 + 138_011 + 1_000_000
    assert neighbours.values.tolist() == [[2, 1, 1, pytest.approx(weight / 1e6 / 6**0.5)]]
    lazy = polars_work.article_neighbours(pl.LazyFrame(purchases()), pl.from_pandas(popularity).lazy())
    assert lazy.select("article_key", "neighbour_key", "similarity").collect().rows() == [
        (2, 1, pytest.approx(weight / 1e6 / 6**0.5))
    ]


def test_a_contestant_that_fails_ends_the_comparison(tmp_path, monkeypatch, capsys):
    def fails(*_):
        raise BuildFailed("pandas, features and candidates: no memory")

    monkeypatch.setattr(command.Project, "dbt", lambda *_, **__: "")
    monkeypatch.setattr(command, "compare_peers", fails)
    monkeypatch.setattr(Size, "write", lambda *_: None)
    assert command.main(["--sizes", SMALL, "--folder", str(tmp_path)]) == 1
    assert "no memory" in capsys.readouterr().err


def test_scoring_reads_the_ranker_and_some_of_its_pairs(tmp_path):
    generator = np.random.default_rng(3)
    features = generator.random((400, 2)).astype(np.float32)
    ranker = lgb.train(
        {"objective": "regression", "verbose": -1, "num_threads": 1},
        lgb.Dataset(features, features[:, 0] > features[:, 1], feature_name=["pair_a", "pair_b"]),
        num_boost_round=5,
    )
    with duckdb.connect() as connection:
        connection.execute("create table ranker_model (split text, model_text text)")
        connection.executemany(
            "insert into ranker_model values (?, ?)",
            [["serve", ranker.model_to_string()], ["test", "another"]],
        )
        pairs = pl.DataFrame(  # noqa: F841
            {
                "as_of": [date(2026, 1, 1)] * 400,
                "split": ["serve"] * 399 + ["test"],
                "customer_key": range(400),
                "article_key": range(400),
                # Not in the ranker's order.
                "pair_b": features[:, 1],
                "pair_a": features[:, 0],
            }
        )
        connection.execute("create table pair_features as select * from pairs")
        write_pairs(connection, tmp_path)
    expected = ranker.predict(features[:399], num_threads=1)
    assert scoring_work.make_tables(tmp_path, tmp_path, "lightgbm") > 0
    assert sorted(np.load(tmp_path / scoring_work.SCORES)) == sorted(expected)
    pytest.importorskip("python_ml.trees")
    scoring_work.make_tables(tmp_path, tmp_path, "project")
    assert np.load(tmp_path / scoring_work.SCORES) == pytest.approx(expected, abs=1e-12)
