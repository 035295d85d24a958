import numpy as np
import pytest

from python_ml.demo_shop.targeting import added, compare_targeting

RNG = np.random.default_rng(1)
TRUTH = RNG.normal(0.0, 0.2, 400)


def test_the_truth_itself_earns_most():
    noise = RNG.normal(size=400)
    found = compare_targeting(TRUTH, noise, TRUTH, share=0.2, seed=1)
    assert (found.pushes, found.customers) == (80, 400)
    assert found.first == found.best == pytest.approx(np.sort(TRUTH)[-80:].sum())
    assert 0 < found.low < found.difference < found.high


def test_a_priority_does_not_beat_itself():
    noise = RNG.normal(size=400)
    found = compare_targeting(noise, noise, TRUTH, share=0.2, seed=1)
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)


def test_priorities_that_know_nothing_are_rarely_told_apart():
    rng = np.random.default_rng(3)
    apart = 0
    for seed in range(40):
        first, second, truth = rng.normal(size=(3, 100))
        found = compare_targeting(first, second, truth, share=0.2, seed=seed)
        apart += not found.low <= 0.0 <= found.high
    assert apart <= 6


def test_equal_priorities_go_by_the_order_of_the_rows():
    assert added(np.zeros(4), np.array([1.0, 2.0, 4.0, 8.0]), pushes=2) == 3.0
