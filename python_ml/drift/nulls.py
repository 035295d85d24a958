"""How far apart two samples of a shop that does not change lie, by chance and from week to week.

Two samples of n and m independent rows of the same distribution have a PSI of about (1/n + 1/m) times a chi-square of
bins - 1 degrees of freedom. A shop's weeks differ by more: by holidays, by weather, and as customers grow older. So the
second null takes its scale from how far the weeks that were learned from lie apart.
"""

import numpy as np
from scipy import stats

# Mean of the square of the statistic of Kolmogorov and Smirnov, times the joint size of the samples.
MEAN_SQUARED_KS = np.pi**2 / 12


def largest_index_by_chance(bins: int, joint: float, level: float) -> float:
    """PSI that two samples of one distribution exceed with a probability of ``level``.

    Examples
    --------
    >>> round(largest_index_by_chance(bins=10, joint=100 * 100 / 200, level=0.05), 3)
    0.338
    """
    return float(stats.chi2.ppf(1 - level, bins - 1) / joint)


def p_of_chi_square(distance: float, degrees: int) -> float:
    """Probability of so large a chi-square among independent rows of one distribution."""
    return float(stats.chi2.sf(distance, degrees))


def p_of_chi_square_among_weeks(distance: float, degrees: int, past: np.ndarray) -> float:
    """Probability of so large a chi-square, if the weeks of the shop differ as they did.

    Parameters
    ----------
    distance
        Chi-square of today.
    degrees
        Its degrees of freedom.
    past
        Chi-square of each week that was learned from against the others, shape (weeks,).

    Returns
    -------
    float
        By Fisher's F, whose second degrees of freedom are those of the weeks: what they have in common, such as a
        holiday, may move all bins at once.
    """
    # Weeks that are all alike say that a shop cannot move.
    usual = past.mean()
    return float(stats.f.sf(distance / usual, degrees, len(past) - 1)) if usual else 0.0


def p_of_kolmogorov_smirnov(distance: float) -> float:
    """Probability of so large a distance, times the root of the joint size, among rows of one distribution."""
    return float(stats.kstwobign.sf(distance))


def p_of_kolmogorov_smirnov_among_weeks(distance: float, past: np.ndarray) -> float:
    """Probability of so large a distance, if the weeks of the shop differ as they did.

    Parameters
    ----------
    distance
        Of today, times the root of the joint size.
    past
        The same of each week that was learned from against the others, shape (weeks,).

    Returns
    -------
    float
        By the leading term of Kolmogorov's series, 2 exp(-2 x²), with a scale that is itself estimated from the weeks:
        averaged over its distribution, the exponential becomes a power.
    """
    degrees = len(past) - 1
    scale = (past**2).mean() / MEAN_SQUARED_KS
    if not scale:
        return 0.0
    return float(min(1.0, 2 * (1 + 4 * distance**2 / (scale * degrees)) ** (-degrees / 2)))
