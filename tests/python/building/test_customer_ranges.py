from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from python_ml.building.customer_ranges import customer_ranges


@pytest.fixture
def pairs():
    """Ten thousand pairs of customers at three cutoffs, a customer having up to 20 at each, in no order."""
    generator = np.random.default_rng(4)
    customers = np.repeat(np.arange(960) * 3, generator.integers(1, 21, 960))
    rows = generator.permutation(len(customers))
    cutoff = customers % 7 % 3
    return pa.table(
        {
            "as_of": pa.array(np.array([date(2024, 3, 3), date(2024, 3, 10), date(2024, 3, 10)])[cutoff]),
            "split": pa.array(np.array(["train", "test", "serve"])[cutoff]),
            "customer_key": pa.array(customers, pa.int32()),
            "article_key": pa.array(np.arange(len(customers)), pa.int32()),
        }
    ).take(rows)


def sizes_of(pairs):
    keys = ["as_of", "split", "customer_key"]
    return pairs.group_by(keys).aggregate([("article_key", "count")]).rename_columns([*keys, "size"])


@pytest.mark.parametrize("most", [1, 20, 50, 333, 10**9])
def test_every_pair_is_in_one_range_and_none_is_much_too_long(pairs, most):
    connection = duckdb.connect()
    connection.register("pairs", pairs)
    ranges = customer_ranges(sizes_of(pairs), most)
    parts = [
        connection.sql(f"select as_of, split, customer_key, article_key from pairs where {each}").fetchall()
        for each in ranges
    ]
    everything = connection.sql("select as_of, split, customer_key, article_key from pairs").fetchall()
    assert sorted(pair for part in parts for pair in part) == sorted(everything)
    customers = [{pair[:3] for pair in part} for part in parts]
    assert sum(map(len, customers)) == len(set().union(*customers))
    assert all(len({pair[:2] for pair in part}) == 1 for part in parts)
    assert all(0 < len(part) < most + 20 for part in parts)
    assert len(ranges) <= 3 + len(everything) / most


def test_nobody_makes_no_range(pairs):
    assert customer_ranges(sizes_of(pairs.slice(0, 0)), 10) == []
