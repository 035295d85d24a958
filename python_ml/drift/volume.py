"""Whether a shop sells as much as it did, by its own variation from week to week."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

# Weeks whose mean is what is expected; more would lag behind a shop that grows.
LEVEL_WEEKS = 8
# Weeks that say how far one lies from the next.
VARIATION_WEEKS = 52
# Fewer weeks say nothing.
FEWEST_WEEKS = 6
# A smaller change is no news.
FLOOR = 0.15
LEVEL = 0.05


@dataclass(frozen=True)
class Volume:
    """The latest weeks beside what was to be expected.

    Attributes
    ----------
    weeks
        How many of the latest.
    count, expected
        What was sold in them, and what the weeks before let expect.
    low, high
        What it lies between by chance.
    is_unusual
        Whether it lies outside, and more than `FLOOR` away.
    """

    weeks: int
    count: float
    expected: float
    low: float
    high: float
    is_unusual: bool


def latest_volumes(weekly: np.ndarray, level: float = LEVEL) -> list[Volume]:
    """Compare the latest week, and the latest two, with those before.

    Weeks vary as the counts of a Poisson process times a factor, which is estimated from how far each week lies from
    the next: a season or a growth that takes months does not count as variation.

    Parameters
    ----------
    weekly
        What was sold in each whole week, the latest last, shape (weeks,).
    level
        Probability of calling usual weeks unusual, of both comparisons together.

    Returns
    -------
    list of Volume
        None of a history that is too short.

    References
    ----------
    von Neumann (1941), "Distribution of the ratio of the mean square successive difference to the variance", Annals
    of Mathematical Statistics 12(4). McCullagh & Nelder (1989), "Generalized Linear Models", section 9.2.

    Examples
    --------
    >>> usual = [60, 55, 63, 58, 61, 57, 62, 59, 60, 58]
    >>> [volume.is_unusual for volume in latest_volumes(np.array([*usual, 59, 61]))]
    [False, False]
    >>> [volume.is_unusual for volume in latest_volumes(np.array([*usual, 40, 39]))]
    [True, True]
    """
    return [
        volume
        for weeks in (1, 2)
        if (volume := _compared(weekly[-weeks:], weekly[:-weeks][-VARIATION_WEEKS:], level / 2)) is not None
    ]


def _compared(latest: np.ndarray, before: np.ndarray, level: float) -> Volume | None:
    if len(before) < FEWEST_WEEKS:
        return None
    base = before[-LEVEL_WEEKS:]
    mean, weeks = float(base.mean()), len(latest)
    if not mean:
        return None
    # A count is no Poisson process of a smaller variance.
    dispersion = max(1.0, _successive_variance(before) / float(before.mean()))
    spread = np.sqrt(dispersion * mean * weeks * (1 + weeks / len(base)))
    # Differences of neighbours, each of which is in two, are worth two thirds of their number.
    reach = spread * stats.t.ppf(1 - level / 2, max(1.0, (len(before) - 1) * 2 / 3))
    count, expected = float(latest.sum()), mean * weeks
    difference = abs(count - expected)
    return Volume(
        weeks,
        count,
        expected,
        max(0.0, expected - float(reach)),
        expected + float(reach),
        bool(difference > reach and difference > FLOOR * expected),
    )


def _successive_variance(weekly: np.ndarray) -> float:
    return float((np.diff(weekly.astype(float)) ** 2).mean() / 2)
