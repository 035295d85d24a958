from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from python_ml.ranking.pairs import feature_matrix, feature_names, labelled_through, of_splits, query_sizes


def keys(as_of, customer_key):
    return pa.table(
        {
            "as_of": pa.array([date(2024, 1, day) for day in as_of], pa.date32()),
            "customer_key": pa.array(customer_key, pa.int32()),
        }
    )


def test_features_are_what_is_neither_key_nor_time_nor_label():
    columns = ["is_bought", "b", "as_of", "split", "a", "customer_key", "article_key", "customer_age"]
    columns += ["last_event_at", "label_until"]
    assert feature_names(columns) == ["b", "a", "customer_age"]


def test_pairs_are_labelled_through_the_last_day_of_their_last_window():
    days = [date(2024, 3, 8), date(2024, 3, 15), date(2024, 3, 1)]
    assert labelled_through(pa.table({"label_until": days})) == date(2024, 3, 14)


@pytest.mark.parametrize(
    ("splits", "articles"),
    [(["train", "validation"], [1, 2, 3]), (["train", "test"], [1, 2, 4]), (["test"], [4]), (["serve"], [])],
)
def test_pairs_of_some_splits_keep_their_order(splits, articles):
    pairs = pa.table({"split": ["train", "train", "validation", "test"], "article_key": [1, 2, 3, 4]})
    assert of_splits(pairs, splits).column("article_key").to_pylist() == articles


def test_pairs_that_stand_together_are_not_copied():
    pairs = pa.table({"split": ["train", "train", "test"], "article_key": pa.array([1, 2, 3], pa.int32())})
    (whole,), (some,) = (table.column("article_key").chunks for table in (pairs, of_splits(pairs, ["train"])))
    assert some.buffers()[1].address == whole.buffers()[1].address


def test_matrix_has_the_asked_columns_in_the_asked_order():
    table = pa.table({"a": [1.0, 2.0], "b": [3.0, 4.0], "unused": [5.0, 6.0]})
    matrix = feature_matrix(table, ["b", "a"])
    assert matrix.dtype == np.float32
    assert matrix.tolist() == [[3.0, 1.0], [4.0, 2.0]]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, None, 0], pa.int32()),
        pa.array([1, None, 0], pa.int64()),
        pa.array([1, None, 0], pa.float64()),
        pa.array([True, None, False]),
        pa.chunked_array([pa.array([1, None], pa.int16()), pa.array([0], pa.int16())]),
    ],
    ids=["integer", "bigint", "double", "boolean", "chunks"],
)
def test_null_is_nan_and_zero_stays_zero(column):
    np.testing.assert_array_equal(feature_matrix(pa.table({"x": column}), ["x"])[:, 0], [1, np.nan, 0])


def test_a_batch_gives_the_matrix_of_its_table():
    table = pa.table({"a": [1.5, None, -3.0], "b": [1, 2, None]})
    (batch,) = table.to_batches()
    np.testing.assert_array_equal(feature_matrix(batch, ["a", "b"]), feature_matrix(table, ["a", "b"]))


def test_a_customer_is_one_query_at_each_cutoff():
    assert query_sizes(keys([1, 1, 1, 2, 2, 2], [3, 3, 5, 5, 5, 6])).tolist() == [2, 1, 2, 1]


def test_one_query():
    assert query_sizes(keys([1, 1], [7, 7])).tolist() == [2]


def test_no_query():
    assert query_sizes(keys([], [])).tolist() == []


def test_queries_run_across_chunks():
    whole = keys([1, 1, 1, 1], [1, 2, 2, 3])
    assert query_sizes(pa.concat_tables([whole.slice(0, 2), whole.slice(2)])).tolist() == [1, 2, 1]
