"""From hazards of stretches of days to probabilities within horizons, and back."""

from collections.abc import Sequence

import numpy as np

SMALLEST = 1e-9


def chances_within(hazards: np.ndarray) -> np.ndarray:
    """Probability of an order by the end of each stretch: `1 - prod(1 - hazard)`, which never falls with the horizon.

    Parameters
    ----------
    hazards
        Probability of an order within a stretch, given none before it; shape (customers, stretches).

    Returns
    -------
    numpy.ndarray
        Shape (customers, stretches).
    """
    return 1.0 - np.cumprod(1.0 - hazards, axis=1)


def hazards_between(chances: np.ndarray) -> np.ndarray:
    """Probability of an order within each stretch, given none before it, from those by its end; the same shape."""
    before = np.hstack([np.zeros((len(chances), 1)), chances[:, :-1]])
    return np.clip((chances - before) / np.maximum(1.0 - before, SMALLEST), SMALLEST, 1.0 - SMALLEST)


def median_days(chances: np.ndarray, horizons: Sequence[int]) -> np.ndarray:
    """Day by which an order is as likely as not, NaN where it is less likely within the last horizon.

    Within a stretch the hazard is taken to be the same on every day.

    Parameters
    ----------
    chances
        By each horizon, rising; shape (customers, horizons).
    horizons
        In days, rising.

    Returns
    -------
    numpy.ndarray
        Days from the cutoff, shape (customers,).
    """
    edges = np.array([0, *horizons], dtype=float)
    remaining = -np.log1p(-np.clip(np.hstack([np.zeros((len(chances), 1)), chances]), 0, 1 - SMALLEST))
    stretch = (remaining < np.log(2)).sum(axis=1)
    is_within = stretch < len(edges)
    place = np.minimum(stretch, len(edges) - 1)
    rows = np.arange(len(chances))
    below, above = remaining[rows, place - 1], remaining[rows, place]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.log(2) - below) / (above - below)
    days = edges[place - 1] + share * (edges[place] - edges[place - 1])
    return np.where(is_within, days, np.nan)
