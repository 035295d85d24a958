"""The confidence sequence, against its definition."""

import numpy as np
import pytest

from python_ml.experiments.sequence import sequence_multiplier


def test_it_is_the_published_formula():
    customers, tuned_for, level = 3_000.0, 5_000.0, 0.05
    rho = np.sqrt((-2 * np.log(level) + np.log(-2 * np.log(level) + 1)) / tuned_for)
    n = customers
    half_width = np.sqrt(n) * np.sqrt(
        2 * (n * rho**2 + 1) / (n**2 * rho**2) * np.log(np.sqrt(n * rho**2 + 1) / level)
    )
    assert sequence_multiplier(customers, tuned_for, level) == pytest.approx(half_width)


def test_it_is_narrowest_where_it_is_tuned_for():
    customers = np.arange(100, 50_000)
    width = sequence_multiplier(customers, 5_000, 0.05) / np.sqrt(customers)
    assert (np.diff(width) < 0).all()
    tuned = [float(sequence_multiplier(5_000, size, 0.05)) for size in (1_000, 5_000, 25_000)]
    assert min(tuned) == tuned[1]


def test_it_is_wider_than_a_test_that_is_read_once():
    assert sequence_multiplier(5_000, 5_000, 0.05) > 1.96
    assert sequence_multiplier(5_000, 5_000, 0.01) > sequence_multiplier(5_000, 5_000, 0.05)


def test_peeking_at_every_customer_reports_no_more_than_the_level():
    rng = np.random.default_rng(4)
    looks = np.arange(100, 4_001)
    scores = rng.standard_normal((1_000, 4_000)).cumsum(axis=1)[:, looks - 1] / np.sqrt(looks)
    ever = (np.abs(scores) > sequence_multiplier(looks, 2_000, 0.05)).any(axis=1).mean()
    fixed = (np.abs(scores) > 1.96).any(axis=1).mean()
    assert ever <= 0.05
    assert fixed > 0.3
