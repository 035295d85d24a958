"""Novelty, coverage and candidate recall by hand."""

from math import log2

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from python_ml.evaluation import (
    candidate_recall_per_customer,
    coverage,
    diversity_per_customer,
    novelty_per_customer,
)

LISTS = pl.DataFrame(
    {
        "recommender": ["a", "a", "a", "b"],
        "customer_key": [1, 1, 2, 1],
        "rank": [1, 2, 1, 2],
        "article_key": [10, 11, 11, 12],
    }
)
CATALOGUE = pl.Series([10, 11, 12, 13])
BUYERS = pl.DataFrame({"article_key": [10, 11], "buyers": [6, 1]})


def test_novelty_by_hand():
    result = novelty_per_customer(LISTS, BUYERS, 6, [1, 2])
    popular, rare, never = -log2(7 / 8), -log2(2 / 8), -log2(1 / 8)
    expected = pl.DataFrame(
        {
            "recommender": ["a", "a", "a", "a", "b"],
            "metric": ["novelty"] * 5,
            "k": [1, 1, 2, 2, 2],
            "customer_key": [1, 2, 1, 2, 1],
            "value": [popular, rare, (popular + rare) / 2, rare, never],
        },
        schema_overrides={"k": pl.Int32},
    )
    assert_frame_equal(result, expected)


@pytest.mark.parametrize(
    ("buyers", "message"),
    [
        ({"article_key": [10], "buyers": [7]}, "0 to 6 buyers, .* article_key 10, buyers 7"),
        ({"article_key": [10], "buyers": [-1]}, "0 to 6 buyers, .* article_key 10, buyers -1"),
        ({"article_key": [10, 10], "buyers": [1, 2]}, r"\(article_key\) occurs twice in article_buyers"),
    ],
)
def test_novelty_refuses_impossible_buyers(buyers, message):
    with pytest.raises(ValueError, match=message):
        novelty_per_customer(LISTS, pl.DataFrame(buyers), 6, [1])


# Customer 1 of a: products 1 1 2 and a gap, categories 5 5 unknown. Customer 1 of b: one article with a known product.
MIXED_LISTS = pl.DataFrame(
    {
        "recommender": ["a", "a", "a", "a", "b", "b"],
        "customer_key": [1, 1, 1, 2, 1, 1],
        "rank": [1, 2, 4, 1, 1, 2],
        "article_key": [10, 11, 12, 10, 12, 13],
    }
)
GROUPS = pl.DataFrame({"article_key": [10, 11, 12], "product": [1, 1, 2], "category": [5, 5, None]})


def test_diversity_by_hand():
    result = diversity_per_customer(MIXED_LISTS, GROUPS, [4, 1, 2])
    assert result.rows() == [
        ("a", "product_diversity", 2, 1, 0.0),
        ("a", "product_diversity", 4, 1, 2 / 3),
        ("a", "category_diversity", 2, 1, 0.0),
        ("a", "category_diversity", 4, 1, 0.0),
    ]


def test_diversity_of_a_list_without_two_alike_is_one():
    different = MIXED_LISTS.filter(pl.col("article_key") != 11)
    result = diversity_per_customer(different, GROUPS.select("article_key", "product"), [12])
    assert result.rows() == [("a", "product_diversity", 12, 1, 1.0)]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"article_key": [10, 10], "product": [1, 2]}, r"\(article_key\) occurs twice in article_groups"),
        ({"article_key": [10, None], "product": [1, 2]}, "null is not allowed in article_groups"),
    ],
)
def test_diversity_refuses_articles_that_stand_twice(groups, message):
    with pytest.raises(ValueError, match=message):
        diversity_per_customer(MIXED_LISTS, pl.DataFrame(groups), [2])


def test_coverage_by_hand():
    assert coverage(LISTS, CATALOGUE, [2, 1]).rows() == [
        ("a", "coverage", 1, 0.5),
        ("a", "coverage", 2, 0.5),
        ("b", "coverage", 1, 0.0),
        ("b", "coverage", 2, 0.25),
    ]


def test_coverage_counts_what_the_catalogue_lacks_for_nothing():
    assert coverage(LISTS, pl.Series([10, 13]), [2]).rows() == [
        ("a", "coverage", 2, 0.5),
        ("b", "coverage", 2, 0.0),
    ]


@pytest.mark.parametrize("ks", [[], [0], [3, -1]])
def test_cutoffs_below_one_are_refused(ks):
    with pytest.raises(ValueError, match="at least 1"):
        coverage(LISTS, CATALOGUE, ks)


CANDIDATES = pl.DataFrame(
    {
        "retriever": ["popular", "popular", "popular", "repurchase", "repurchase"],
        "customer_key": [1, 1, 2, 1, 1],
        "article_key": [10, 98, 99, 10, 11],
    }
)
TRUTH = pl.DataFrame({"customer_key": [1, 1, 1, 1, 2], "article_key": [10, 11, 12, 13, 10]})


def test_candidate_recall_by_hand():
    assert candidate_recall_per_customer(CANDIDATES, TRUTH).rows() == [
        ("all_retrievers", "candidate_recall", 3, 1, 0.5),
        ("all_retrievers", "candidate_recall", 3, 2, 0.0),
        ("popular", "candidate_recall", 2, 1, 0.25),
        ("popular", "candidate_recall", 2, 2, 0.0),
        ("repurchase", "candidate_recall", 2, 1, 0.5),
        ("repurchase", "candidate_recall", 2, 2, 0.0),
    ]


@pytest.mark.parametrize(
    ("candidates", "message"),
    [
        (
            pl.concat([CANDIDATES, CANDIDATES[:1]]),
            "occurs twice in candidates: retriever 'popular', customer_key 1",
        ),
        (
            CANDIDATES.with_columns(customer_key=pl.col("customer_key") + 1),
            "not in the truth: .* customer_key 3",
        ),
        (CANDIDATES.with_columns(retriever=pl.lit("all_retrievers")).unique(), "reserved for the union"),
    ],
)
def test_candidate_recall_refuses_bad_candidates(candidates, message):
    with pytest.raises(ValueError, match=message):
        candidate_recall_per_customer(candidates, TRUTH)
