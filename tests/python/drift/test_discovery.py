"""False discovery rates, against their definition and on tests of nothing."""

import numpy as np
import pytest
from scipy import stats

from python_ml.drift.discovery import equal_weights, false_discovery_rates


def test_rates_are_those_of_scipy():
    p = np.random.default_rng(1).random(50) ** 3
    assert false_discovery_rates(p) == pytest.approx(stats.false_discovery_control(p))


def test_a_small_group_is_not_drowned_by_a_large_one():
    p = np.array([0.004, *np.full(99, 0.9)])
    groups = np.array(["sales"] + ["features"] * 99)
    assert false_discovery_rates(p)[0] == pytest.approx(0.4)
    assert false_discovery_rates(p, equal_weights(groups))[0] == pytest.approx(0.008)


def test_weights_keep_the_rate_where_nothing_is_to_be_found():
    rng = np.random.default_rng(2)
    weights = equal_weights(np.repeat(["a", "b"], [5, 45]))
    found = [(false_discovery_rates(rng.random(50), weights) <= 0.1).any() for _ in range(2_000)]
    assert np.mean(found) == pytest.approx(0.1, abs=0.025)


def test_weights_add_up_to_the_number_of_tests():
    assert equal_weights(np.array(["a", "b", "b"])).tolist() == [1.5, 0.75, 0.75]
