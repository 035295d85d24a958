"""Hand-computed values of each formula."""

from math import log2

import numpy as np
import pytest

from python_ml.evaluation import (
    hit_rate,
    mean_average_precision,
    mean_reciprocal_rank,
    ndcg,
    precision,
    recall,
)

# Three customers, three ranks: hits at 1 and 3 of two bought, at 2 of five bought, no list.
HITS = np.array([[True, False, True], [False, True, False], [False, False, False]])
BOUGHT = np.array([2, 5, 1])
IDEAL_OF_TWO = 1 + 1 / log2(3)
IDEAL_OF_THREE = IDEAL_OF_TWO + 1 / 2


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (hit_rate, [1, 1, 0]),
        (precision, [2 / 3, 1 / 3, 0]),
        (recall, [2 / 2, 1 / 5, 0]),
        (mean_average_precision, [(1 + 2 / 3) / 2, (1 / 2) / 3, 0]),
        (mean_reciprocal_rank, [1, 1 / 2, 0]),
        (ndcg, [(1 + 1 / 2) / IDEAL_OF_TWO, (1 / log2(3)) / IDEAL_OF_THREE, 0]),
    ],
)
def test_formula(metric, expected):
    np.testing.assert_allclose(metric(HITS, BOUGHT), expected, rtol=1e-14)


@pytest.mark.parametrize("metric", [hit_rate, mean_average_precision, mean_reciprocal_rank, ndcg])
@pytest.mark.parametrize("bought", [1, 2, 7, 12, 30])
def test_perfect_list_scores_exactly_one(metric, bought):
    hits = np.arange(12)[None, :] < bought
    assert metric(hits, np.array([bought])).tolist() == [1.0]


def test_order_matters_where_it_should():
    first, last = np.array([[True, False, False]]), np.array([[False, False, True]])
    one = np.array([1])
    for metric in (mean_average_precision, mean_reciprocal_rank, ndcg):
        assert metric(first, one) > metric(last, one)
    for metric in (hit_rate, precision, recall):
        assert metric(first, one) == metric(last, one)
