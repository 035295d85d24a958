"""Intervals that hold however often somebody looks at them."""

from __future__ import annotations

import numpy as np


def sequence_multiplier(customers: np.ndarray | float, tuned_for: float, level: float) -> np.ndarray:
    """How many standard errors the asymptotic confidence sequence reaches to each side.

    With probability 1 - `level`, the interval around an estimate covers the truth at every look at once, so that an
    experiment may end as soon as it excludes 0.
    A fixed 95 % interval reaches 1.96 at one look only.

    Parameters
    ----------
    customers
        In both arms at each look.
    tuned_for
        Customers at which the sequence is narrowest, set before the first look.
    level
        The probability of missing the truth at any look.

    References
    ----------
    Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2021), "Time-uniform central limit theory and asymptotic confidence
    sequences", arXiv 2103.06476, section 2; written with the standard error, and tuned, as in GrowthBook's
    documentation, "Sequential testing", docs.growthbook.io/statistics/sequential.

    Examples
    --------
    >>> sequence_multiplier(np.array([500, 5_000, 50_000]), 5_000, 0.05).round(2).tolist()
    [3.86, 3.04, 3.24]
    """
    spread = np.asarray(customers, float) * _rho_squared(tuned_for, level)
    return np.sqrt(2 * (spread + 1) / spread * np.log(np.sqrt(spread + 1) / level))


def _rho_squared(tuned_for: float, level: float) -> float:
    log_level = -2 * np.log(level)
    return (log_level + np.log(log_level + 1)) / tuned_for
