from datetime import date

import polars as pl
import pyarrow as pa
import pytest
import yaml
from polars.testing import assert_frame_equal

from lab.ablation.measuring import (
    GROUPS,
    RETRIEVAL,
    feature_groups,
    retrieval_by_customer,
    retrievers_of,
    without_group,
    without_retriever,
)
from python_ml.problems import BadInput
from python_ml.ranking.pairs import feature_names
from tests.python.house.rooms import ROOT

ROWS = [
    # customer, article, rank by own, rank by near
    (1, 10, 1, None),
    (1, 11, 2, 1),
    (1, 12, None, 2),
    (2, 10, None, 1),
    (2, 12, 1, None),
    (3, 13, 1, None),
]


def pairs_table() -> pa.Table:
    """The pairs above, of one window; an article's popularity is its key."""
    customer, article, own, near = (list(values) for values in zip(*ROWS, strict=True))
    return pa.table(
        {
            "as_of": pa.array([date(2024, 6, 1)] * len(ROWS), pa.date32()),
            "split": ["validation"] * len(ROWS),
            "customer_key": pa.array(customer, pa.int32()),
            "article_key": pa.array(article, pa.int32()),
            "is_bought": [True] * len(ROWS),
            "own_rank": pa.array(own, pa.float32()),
            "own_score": pa.array([None if rank is None else 1 / rank for rank in own], pa.float32()),
            "near_rank": pa.array(near, pa.float32()),
            "near_score": pa.array([None if rank is None else 1 / rank for rank in near], pa.float32()),
            "retrievers": pa.array([(a is not None) + (b is not None) for _, _, a, b in ROWS], pa.float32()),
            "article_popularity": pa.array(article, pa.float32()),
            "article_rank_7d": pa.array(article, pa.float32()),
        }
    )


def marked_features():
    """Columns that the YAML of the models marks as features."""
    columns = [
        column
        for path in (ROOT / "models").rglob("*.yml")
        for model in yaml.safe_load(path.read_text()).get("models") or []
        for column in model.get("columns") or []
    ]
    return [
        column["name"]
        for column in columns
        if column.get("config", {}).get("meta", {}).get("feature") is True
    ]


# --- groups


def test_every_marked_feature_is_in_one_group():
    marked = marked_features()
    assert len(marked) > 90
    held = [name for group in feature_groups(marked).values() for name in group]
    assert sorted(held) == sorted(marked)


def test_every_group_is_used():
    assert list(feature_groups(marked_features())) == [RETRIEVAL, *GROUPS]


def test_feature_of_no_group_is_named():
    with pytest.raises(BadInput, match=r"^No group holds the feature moon_phase, tide: write what "):
        feature_groups(["customer_age", "moon_phase", "tide"])


@pytest.mark.parametrize(
    ("feature", "group"),
    [
        ("article_buyers_7d", "article: sales"),
        ("article_buyers_age_mean", "price and age"),
        ("article_first_buyers_28d", "article: repurchase"),
        ("article_rank_7d", "article: sales"),
        ("pair_days_since_last", "own purchases"),
        ("pair_days_to_article_gap", "rhythm"),
        ("pair_product_days_since_last", "taste"),
        ("pair_visits_since_first", "own purchases"),
        ("popular_rank", RETRIEVAL),
        ("retrievers", RETRIEVAL),
    ],
)
def test_group_of_a_feature(feature, group):
    others = ["popular_rank", "popular_score"]
    assert feature in feature_groups([*others, *({feature} - set(others))])[group]


def test_retriever_has_a_rank_and_a_score():
    assert retrievers_of(pairs_table().column_names) == ["own", "near"]


def test_without_a_group_only_its_features_are_gone():
    left = without_group(pairs_table(), RETRIEVAL)
    assert feature_names(left.column_names) == ["article_popularity", "article_rank_7d"]
    assert left.num_rows == len(ROWS)


# --- a retriever less


def test_without_a_retriever_its_own_pairs_are_gone_and_no_others():
    left = without_retriever(pairs_table(), "own")
    assert list(
        zip(*(left.column(key).to_pylist() for key in ("customer_key", "article_key")), strict=True)
    ) == [
        (1, 11),
        (1, 12),
        (2, 10),
    ]


def test_without_a_retriever_nothing_tells_of_it():
    before, left = pairs_table(), without_retriever(pairs_table(), "own")
    assert left.schema == before.schema
    assert left.column("own_rank").null_count == left.column("own_score").null_count == 3
    assert left.column("near_rank").to_pylist() == [1, 2, 1]
    assert left.column("near_score").to_pylist() == [1, 0.5, 1]
    assert left.column("retrievers").to_pylist() == [1, 1, 1]
    assert left.column("article_popularity").to_pylist() == [11, 12, 10]


# --- recall


def test_recall_alone_and_added_by_hand():
    # Customer 1 bought 10 (own alone), 11 (both), 12 (near alone) and 99 (nobody); customer 2 bought 10 (near alone);
    # customer 4 has no candidates.
    truth = pl.DataFrame(
        [(1, 10), (1, 11), (1, 12), (1, 99), (2, 10), (3, 14), (4, 10)],
        schema={"customer_key": pl.Int32, "article_key": pl.Int32},
        orient="row",
    )
    expected = pl.DataFrame(
        [
            ("all_retrievers", 1, 3, 3 / 4, None),
            ("all_retrievers", 2, 2, 1.0, None),
            ("all_retrievers", 3, 1, 0.0, None),
            ("all_retrievers", 4, None, 0.0, None),
            ("near", 1, 2, 2 / 4, 1 / 4),
            ("near", 2, 1, 1.0, 1.0),
            ("near", 3, 0, 0.0, 0.0),
            ("near", 4, None, 0.0, 0.0),
            ("own", 1, 2, 2 / 4, 1 / 4),
            ("own", 2, 1, 0.0, 0.0),
            ("own", 3, 1, 0.0, 0.0),
            ("own", 4, None, 0.0, 0.0),
        ],
        schema={
            "retriever": pl.String,
            "customer_key": pl.Int32,
            "candidates": pl.UInt32,
            "recall": pl.Float64,
            "added_recall": pl.Float64,
        },
        orient="row",
    )
    assert_frame_equal(retrieval_by_customer(pairs_table(), truth), expected, check_dtypes=False)


def test_a_retriever_that_adds_nothing_has_no_added_recall():
    truth = pl.DataFrame({"customer_key": [1], "article_key": [11]}).cast(pl.Int32)
    both = pairs_table().slice(1, 1)
    found = retrieval_by_customer(both, truth)
    assert found["recall"].to_list() == [1, 1, 1]
    assert found["added_recall"].to_list() == [None, 0, 0]
