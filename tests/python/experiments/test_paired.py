import numpy as np
import pytest
from scipy import stats

from python_ml.experiments.paired import paired_difference, preference


def test_it_is_the_t_test_of_differences():
    differences = np.random.default_rng(1).normal(0.1, 1.0, 40)
    found = paired_difference(differences)
    expected = stats.ttest_1samp(differences, 0.0)
    interval = expected.confidence_interval(0.95)
    assert (found.mean, found.p, found.units) == (
        pytest.approx(differences.mean()),
        pytest.approx(expected.pvalue),
        40,
    )
    assert (found.low, found.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_units_that_agree_leave_no_doubt():
    assert paired_difference([0.0, 0.0]).p == 1.0
    found = paired_difference([0.5, 0.5])
    assert (found.low, found.high, found.p) == (0.5, 0.5, 0.0)


def test_one_unit_says_nothing():
    found = paired_difference([0.5])
    assert (found.low, found.high, found.p) == (-np.inf, np.inf, 1.0)


def test_false_positives_are_as_many_as_they_may_be():
    draws = np.random.default_rng(2).normal(size=(4000, 30))
    share = np.mean([paired_difference(row).p < 0.05 for row in draws])
    assert 0.04 < share < 0.06


def test_who_leans_to_neither_side_has_no_say():
    assert preference([0.0, 0.0]) == preference([0.0] * 2)
    assert preference([0.0]).p == 1.0
    assert preference([1.0, 1.0, -1.0, 0.0]).statistic == preference([1.0, 1.0, -1.0]).statistic
    assert preference([1.0] * 10).p == pytest.approx(stats.chisquare([10, 0]).pvalue)
