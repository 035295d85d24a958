"""What units say who have seen both sides: each is compared with itself, so that n is the number of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """A mean difference with its interval.

    Attributes
    ----------
    mean
        Of the units' differences.
    low, high
        95 % interval by Student's t; without limits for a single unit.
    p
        Two-sided, of no difference.
    units
        How many there are.
    """

    mean: float
    low: float
    high: float
    p: float
    units: int


@dataclass(frozen=True, slots=True)
class Preference:
    """How many units lean to either side.

    Attributes
    ----------
    first, second, neither
        Units.
    statistic, p
        Pearson's chi-square test of as many for the first as for the second; ``neither`` has no say in it.
    """

    first: int
    second: int
    neither: int
    statistic: float
    p: float


def paired_difference(differences: NDArray[np.float64] | Sequence[float]) -> PairedDifference:
    """Compare two sides that every unit has seen.

    Parameters
    ----------
    differences
        Of each unit, its draws averaged before; at least one.

    Examples
    --------
    >>> found = paired_difference([0.1, 0.3, 0.2])
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3), round(found.p, 3)
    (0.2, -0.048, 0.448, 0.074)
    """
    values = np.asarray(differences, dtype=np.float64)
    mean = float(values.mean())
    if len(values) < 2:
        return PairedDifference(mean, -np.inf, np.inf, 1.0, len(values))
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    if error == 0.0:
        return PairedDifference(mean, mean, mean, 1.0 if mean == 0.0 else 0.0, len(values))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error
    p = float(2 * stats.t.sf(abs(mean) / error, len(values) - 1))
    return PairedDifference(mean, mean - half, mean + half, p, len(values))


def preference(leanings: NDArray[np.float64] | Sequence[float]) -> Preference:
    """Count who leans to which side: above zero to the first, below to the second.

    Examples
    --------
    >>> found = preference([1.0, 0.5, 0.25, -1.0, 0.0])
    >>> found.first, found.second, found.neither, round(found.statistic, 3), round(found.p, 3)
    (3, 1, 1, 1.0, 0.317)
    """
    signs = np.sign(np.asarray(leanings, dtype=np.float64))
    first, second = int((signs > 0).sum()), int((signs < 0).sum())
    neither = len(signs) - first - second
    if first + second == 0:
        return Preference(first, second, neither, 0.0, 1.0)
    tested = stats.chisquare([first, second])
    return Preference(first, second, neither, float(tested.statistic), float(tested.pvalue))
