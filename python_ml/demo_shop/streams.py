"""Independent random streams, each named by what it is for, and sampling from tables of them."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Stream(IntEnum):
    """What a random stream is for; the numbers are part of what a seed means."""

    ARTICLES = 1
    COMPLEMENTS = 2
    TRENDS = 3
    HABITS = 4
    RHYTHM = 5
    TASTE = 6
    PROFILE = 7
    TRIPS = 8
    EXTRA_ITEMS = 9
    BASKETS = 10
    IDS = 11
    EFFECTS = 12


def generator(seed: int, stream: Stream, block: int = 0) -> np.random.Generator:
    """Return the generator of a stream for a block of customers; streams don't influence each other."""
    return np.random.default_rng([seed, int(stream), block])


def cumulative_rows(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Flatten a table of weights into one rising array, row r in (r, r + 1], for `draw_from_rows`.

    Parameters
    ----------
    weights
        Shape (rows, columns), none negative, no row all zero.
    """
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    return (cumulative + np.arange(len(weights))[:, None]).ravel()


def draw_from_rows(
    cumulative: NDArray[np.float64], columns: int, rows: NDArray[np.int64], uniform: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Draw one column for each row number, with that row's probabilities.

    Parameters
    ----------
    cumulative
        Result of `cumulative_rows`.
    columns
        Number of columns of its table.
    rows, uniform
        Row numbers and uniform numbers in [0, 1), shape (n,).

    Returns
    -------
    Column numbers, shape (n,).
    """
    drawn = np.searchsorted(cumulative, rows + uniform, side="right") - rows * columns
    return np.clip(drawn, 0, columns - 1)
