"""The whole table: its parts are those the single functions give."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from python_ml.evaluation import (
    bootstrap_means,
    coverage,
    diversity_per_customer,
    evaluate_rankings,
    measured_lengths,
    novelty_per_customer,
    paired_differences,
    per_customer_metrics,
)

KEY = ["recommender", "metric", "k", "segment"]
KS = (1, 5)


def _evaluate(shop, **changes):
    arguments = {
        "lists": shop.lists,
        "truth": shop.truth,
        "segments": shop.segments,
        "article_buyers": shop.article_buyers,
        "total_buyers": shop.total_buyers,
        "article_groups": shop.article_groups,
        "ks": KS,
        "samples": 100,
    }
    return evaluate_rankings(**(arguments | changes))


@pytest.fixture(scope="module")
def table(shop):
    return _evaluate(shop)


def test_grain_and_order(table):
    assert table.schema == {
        "recommender": pl.String,
        "metric": pl.String,
        "k": pl.Int32,
        "segment": pl.String,
        "value": pl.Float64,
        "ci_low": pl.Float64,
        "ci_high": pl.Float64,
        "customers": pl.Int64,
    }
    assert table.select(KEY).equals(table.select(KEY).unique().sort(KEY))
    assert set(table["recommender"]) == {
        "ranker",
        "popular",
        "item_cf",
        "ranker_minus_popular",
        "ranker_minus_item_cf",
    }
    diversity = 5 * 2 * 4  # no list of one article has any
    assert table.height == 5 * 7 * len(KS) * 4 + diversity + 3 * len(KS)


def test_accuracy_and_differences_are_those_of_the_single_functions(shop, table):
    per_customer = per_customer_metrics(shop.lists, shop.truth, KS)
    parts = [
        bootstrap_means(per_customer, shop.segments, samples=100),
        paired_differences(per_customer, "ranker", shop.segments, samples=100),
    ]
    beyond = pl.col("metric").is_in(["novelty", "coverage", "product_diversity", "category_diversity"])
    assert table.filter(~beyond).equals(pl.concat(parts).sort(KEY))


def test_novelty_counts_customers_with_a_list(shop, table):
    per_customer = novelty_per_customer(shop.lists, shop.article_buyers, shop.total_buyers, KS)
    expected = (
        per_customer.group_by("recommender", "metric", "k")
        .agg(pl.col("value").mean(), customers=pl.len().cast(pl.Int64))
        .sort("recommender", "k")
    )
    own = (pl.col("metric") == "novelty") & (pl.col("segment") == "all")
    novelty = table.filter(own & ~pl.col("recommender").str.contains("_minus_"))
    assert_frame_equal(novelty.select(expected.columns), expected, rel_tol=1e-12, abs_tol=0)
    assert novelty["customers"].max() < shop.truth["customer_key"].n_unique()
    assert novelty.filter(~pl.col("value").is_between("ci_low", "ci_high")).is_empty()


def test_diversity_is_that_of_the_single_function(shop, table):
    per_customer = diversity_per_customer(shop.lists, shop.article_groups, KS)
    parts = [
        bootstrap_means(per_customer, shop.segments, samples=100),
        paired_differences(per_customer, "ranker", shop.segments, samples=100),
    ]
    rows = table.filter(pl.col("metric").str.ends_with("_diversity"))
    assert_frame_equal(
        rows.select(*KEY, "value", "customers"), pl.concat(parts).sort(KEY).select(*KEY, "value", "customers")
    )
    assert rows.filter(~pl.col("value").is_between("ci_low", "ci_high")).is_empty()


def test_without_groups_diversity_is_not_measured(shop, table):
    diverse = pl.col("metric").str.ends_with("_diversity")
    assert _evaluate(shop, article_groups=None).equals(table.filter(~diverse))


def test_coverage_has_no_interval_and_no_segment(shop, table):
    rows = table.filter(pl.col("metric") == "coverage")
    assert rows.select("recommender", "metric", "k", "value").equals(
        coverage(shop.lists, shop.article_buyers["article_key"], KS)
    )
    assert rows["segment"].unique().to_list() == ["all"]
    assert rows["ci_low"].null_count() == rows["ci_high"].null_count() == rows.height
    assert rows["customers"].unique().to_list() == [300]


def test_same_bytes_in_any_row_order(shop, table):
    names = ("lists", "truth", "segments", "article_buyers", "article_groups")
    shuffled = {name: getattr(shop, name).sample(fraction=1, shuffle=True, seed=4) for name in names}
    assert _evaluate(shop, **shuffled).equals(table)


def test_an_oracle_scores_one(shop):
    oracle = shop.truth.select(
        pl.lit("oracle").alias("recommender"),
        "customer_key",
        pl.int_range(1, pl.len() + 1).over("customer_key").alias("rank"),
        "article_key",
    )
    lists = pl.concat([shop.lists, oracle])
    rows = _evaluate(shop, lists=lists).filter(
        (pl.col("recommender") == "oracle") & pl.col("metric").is_in(["hit_rate", "map", "mrr", "ndcg"])
    )
    assert rows.height == 4 * len(KS) * 4
    assert set(rows["value"]) == set(rows["ci_low"]) == set(rows["ci_high"]) == {1.0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda shop: {"truth": shop.truth.clear()}, r"^There is nothing to evaluate: .*\.$"),
        (lambda shop: {"ours": "nobody"}, "'nobody' has no list"),
        (lambda shop: {"truth": pl.concat([shop.truth, shop.truth[:1]])}, "occurs twice in truth"),
        (lambda shop: {"truth": shop.truth[:5]}, "not in the truth"),
        (lambda shop: {"total_buyers": 3}, "0 to 3 buyers"),
        (
            lambda shop: {"article_groups": pl.concat([shop.article_groups, shop.article_groups[:1]])},
            "occurs twice in article_groups",
        ),
        (lambda shop: {"lists": pl.concat([shop.lists, shop.lists[:1]])}, "occurs twice in lists"),
    ],
)
def test_bad_input_is_refused(shop, change, message):
    with pytest.raises(ValueError, match=message):
        _evaluate(shop, **change(shop))


@pytest.mark.parametrize(
    ("longest", "lengths"),
    [(1, [1]), (2, [1, 2]), (10, [1, 3, 5, 10]), (12, [1, 3, 5, 10, 12]), (20, [1, 3, 5, 10, 20])],
)
def test_lists_are_measured_at_the_length_they_have(longest, lengths):
    assert measured_lengths(longest) == lengths
