"""Accuracy by customer, against trec_eval's and scikit-learn's implementations."""

import numpy as np
import polars as pl
import pytest
import pytrec_eval
from polars.testing import assert_frame_equal
from sklearn.metrics import ndcg_score

from python_ml.evaluation import per_customer_metrics

KS = (1, 3, 5, 10, 12)
KEY = ["recommender", "metric", "k", "customer_key"]
TREC_MEASURES = {
    "hit_rate": "success",
    "ndcg": "ndcg_cut",
    "precision": "P",
    "recall": "recall",
    "map": "map_cut",
}


@pytest.fixture(scope="module")
def values(shop):
    frame = per_customer_metrics(shop.lists, shop.truth, KS)
    return {(r, m, k, c): value for r, m, k, c, value in frame.iter_rows()}


def _qrels(truth):
    baskets = truth.group_by("customer_key").agg("article_key")
    return {str(c): {str(a): 1 for a in articles} for c, articles in baskets.iter_rows()}


def _run(lists):
    run = {}
    for customer, rank, article in lists.select("customer_key", "rank", "article_key").iter_rows():
        run.setdefault(str(customer), {})[str(article)] = float(-rank)
    return run


@pytest.mark.parametrize("metric", TREC_MEASURES)
@pytest.mark.parametrize("recommender", ["ranker", "popular", "item_cf"])
def test_agrees_with_trec_eval(shop, values, recommender, metric):
    measure, qrels = TREC_MEASURES[metric], _qrels(shop.truth)
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {f"{measure}.{','.join(map(str, KS))}"})
    scores = evaluator.evaluate(_run(shop.lists.filter(pl.col("recommender") == recommender)))
    assert 0 < len(scores) < len(qrels), "some customers, but not all, have a list"
    for customer, articles in qrels.items():
        for k in KS:
            expected = scores.get(customer, {}).get(f"{measure}_{k}", 0.0)
            if metric == "map":  # map_cut divides by all bought articles, not by the hits that k allows
                expected *= len(articles) / min(k, len(articles))
            assert values[recommender, metric, k, int(customer)] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", KS)
def test_mrr_agrees_with_trec_eval_on_lists_cut_at_k(shop, values, k):
    cut = shop.lists.filter((pl.col("recommender") == "ranker") & (pl.col("rank") <= k))
    qrels = _qrels(shop.truth)
    scores = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(_run(cut))
    for customer in qrels:
        expected = scores.get(customer, {}).get("recip_rank", 0.0)
        assert values["ranker", "mrr", k, int(customer)] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", KS)
def test_ndcg_agrees_with_scikit_learn_where_lists_reach_k(shop, values, k):
    # Unlisted articles tie at zero there, so only a list that fills the first k places means the same.
    lists = shop.lists.filter(pl.col("recommender") == "ranker")
    full = lists.group_by("customer_key").len().filter(pl.col("len") >= k)["customer_key"].to_list()
    row = {customer: index for index, customer in enumerate(full)}
    relevance, scores = np.zeros((2, len(full), shop.article_buyers.height))
    for customer, article in shop.truth.iter_rows():
        if customer in row:
            relevance[row[customer], article] = 1
    for customer, rank, article in lists.select("customer_key", "rank", "article_key").iter_rows():
        if customer in row:
            scores[row[customer], article] = 100 - rank
    assert len(full) > 50
    for customer, index in row.items():
        expected = ndcg_score(relevance[[index]], scores[[index]], k=k)
        assert values["ranker", "ndcg", k, customer] == pytest.approx(expected, abs=1e-12)


def test_every_customer_counts_for_every_recommender(shop, values):
    customers = shop.truth["customer_key"].unique().to_list()
    expected = {
        (r, m, k, c)
        for r in ("ranker", "popular", "item_cf")
        for m in (*TREC_MEASURES, "mrr")
        for k in KS
        for c in customers
    }
    assert values.keys() == expected


def test_short_and_missing_lists_by_hand():
    truth = pl.DataFrame({"customer_key": [1, 1, 2, 3], "article_key": [10, 11, 10, 12]})
    lists = pl.DataFrame(
        {
            "recommender": ["a", "a", "b"],
            "customer_key": [1, 1, 2],
            "rank": [1, 2, 2],
            "article_key": [99, 11, 10],
        }
    )
    result = per_customer_metrics(lists, truth, [5]).filter(
        pl.col("metric").is_in(["mrr", "precision", "recall"])
    )
    expected = pl.DataFrame(
        {
            "recommender": ["a"] * 9 + ["b"] * 9,
            "metric": (["mrr"] * 3 + ["precision"] * 3 + ["recall"] * 3) * 2,
            "k": [5] * 18,
            "customer_key": [1, 2, 3] * 6,
            "value": [*[0.5, 0, 0, 0.2, 0, 0, 0.5, 0, 0], *[0, 0.5, 0, 0, 0.2, 0, 0, 1.0, 0]],
        },
        schema_overrides={"k": pl.Int32},
    )
    assert_frame_equal(result, expected)


def test_no_list_at_all_gives_no_recommender(shop):
    assert per_customer_metrics(shop.lists.clear(), shop.truth, KS).shape == (0, 5)


def test_row_order_does_not_matter(shop):
    shuffled = [f.sample(fraction=1, shuffle=True, seed=3) for f in (shop.lists, shop.truth)]
    assert per_customer_metrics(*shuffled, KS).equals(per_customer_metrics(shop.lists, shop.truth, KS))


LIST = {"recommender": ["a", "a"], "customer_key": [1, 1], "rank": [1, 2], "article_key": [10, 11]}
TRUTH = {"customer_key": [1, 2], "article_key": [10, 10]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"rank": [2, 2]},
            r"^A \(recommender, customer_key, rank\) occurs twice in lists: "
            r"recommender 'a', customer_key 1, rank 2\.$",
        ),
        (
            {"article_key": [11, 11]},
            r"occurs twice in lists: recommender 'a', customer_key 1, article_key 11\.$",
        ),
        ({"rank": [1, 0]}, r"recommender 'a', customer_key 1, rank 0, article_key 11\.$"),
        (
            {"customer_key": [1, 9]},
            r"not in the truth: recommender 'a', customer_key 9, rank 2, article_key 11\.$",
        ),
        ({"article_key": [10, None]}, r"^A null is not allowed in lists, .* rank 2, article_key None\.$"),
    ],
)
def test_bad_lists_are_refused_by_row(change, message):
    with pytest.raises(ValueError, match=message):
        per_customer_metrics(pl.DataFrame(LIST | change), pl.DataFrame(TRUTH), KS)


def test_the_same_rank_or_article_in_two_lists_is_no_repeat():
    lists = pl.DataFrame(
        {"recommender": ["a", "b", "a"], "customer_key": [1, 1, 2], "rank": 1, "article_key": 10}
    )
    result = per_customer_metrics(lists, pl.DataFrame(TRUTH), [1])
    assert result.filter(pl.col("value") != 1).select("recommender", "customer_key").unique().rows() == [
        ("b", 2)
    ]
