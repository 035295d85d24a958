"""Distances and their nulls, against samples drawn from one distribution."""

import numpy as np
import pytest
from scipy import stats

from python_ml.drift.distances import (
    joint_size,
    kolmogorov_smirnov,
    population_stability_index,
    squared_distance,
)
from python_ml.drift.nulls import (
    largest_index_by_chance,
    p_of_chi_square,
    p_of_chi_square_among_weeks,
    p_of_kolmogorov_smirnov,
    p_of_kolmogorov_smirnov_among_weeks,
)

SHARES = np.array([0.1, 0.2, 0.3, 0.25, 0.15])
DRAWS = 4_000


def two_samples(n, m, draws=DRAWS):
    rng = np.random.default_rng(3)
    return rng.multinomial(n, SHARES, draws) / n, rng.multinomial(m, SHARES, draws) / m


@pytest.mark.parametrize(("n", "m"), [(400, 400), (5_000, 300)])
def test_the_index_of_two_samples_of_one_distribution_exceeds_its_null_as_often_as_said(n, m):
    reference, today = two_samples(n, m)
    index = population_stability_index(reference, today, 1e-6)
    for level in (0.05, 0.01):
        exceeded = (index > largest_index_by_chance(len(SHARES), joint_size(n, m), level)).mean()
        assert exceeded == pytest.approx(level, abs=4 * np.sqrt(level / DRAWS))


def test_the_usual_rule_cries_wolf_on_small_samples_alone():
    small = population_stability_index(*two_samples(100, 100), 1e-6)
    large = population_stability_index(*two_samples(3_000, 3_000), 1e-6)
    assert (small > 0.1).mean() > 0.2
    assert (large > 0.1).mean() == 0


def test_chi_square_is_that_of_scipy():
    counts = np.array([[30, 50, 20], [25, 20, 15]])
    sizes = counts.sum(axis=1)
    shares = counts / sizes[:, None]
    expected = counts.sum(axis=0) / counts.sum()
    distance = joint_size(*sizes) * squared_distance(shares[0], shares[1], expected)
    known = stats.chi2_contingency(counts, correction=False)
    assert distance == pytest.approx(known.statistic)
    assert p_of_chi_square(distance, 2) == pytest.approx(known.pvalue)


def test_kolmogorov_smirnov_is_that_of_scipy():
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 6, 400), rng.integers(0, 6, 300)
    shares = [np.bincount(values, minlength=6) / len(values) for values in (first, second)]
    assert kolmogorov_smirnov(*shares) == pytest.approx(stats.ks_2samp(first, second).statistic)


def test_p_values_are_small_for_large_distances_alone():
    assert p_of_kolmogorov_smirnov(0.5) > 0.9
    assert p_of_kolmogorov_smirnov(2.5) < 1e-4
    assert p_of_chi_square(1.0, 4) > 0.9
    assert p_of_chi_square(60.0, 4) < 1e-9


def test_what_weeks_differ_in_anyway_is_no_finding():
    quiet, restless = np.full(9, 4.0), np.full(9, 40.0)
    assert p_of_chi_square_among_weeks(60.0, 4, quiet) < 0.001
    assert p_of_chi_square_among_weeks(60.0, 4, restless) > 0.2
    assert p_of_kolmogorov_smirnov_among_weeks(5.0, np.full(9, 0.9)) < 0.001
    assert p_of_kolmogorov_smirnov_among_weeks(5.0, np.full(9, 5.0)) > 0.1


def test_many_weeks_tell_as_much_as_the_distribution_itself():
    weeks = np.full(100_000, np.sqrt(np.pi**2 / 12))
    for distance in (1.0, 1.5, 2.0):
        assert p_of_kolmogorov_smirnov_among_weeks(distance, weeks) == pytest.approx(
            p_of_kolmogorov_smirnov(distance), rel=0.02
        )


def test_weeks_that_are_all_alike_forgive_nothing():
    assert p_of_chi_square_among_weeks(5.0, 3, np.zeros(9)) == 0
    assert p_of_kolmogorov_smirnov_among_weeks(0.5, np.zeros(9)) == 0
