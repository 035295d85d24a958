"""How far two histograms of the same bins lie apart.

Each function takes two arrays of shares of shape (bins,), each of which adds up to 1; any number of histograms may be
compared at once, as arrays of shape (histograms, bins).
"""

import numpy as np


def population_stability_index(reference: np.ndarray, today: np.ndarray, smallest: float) -> np.ndarray:
    """Sum over bins of the difference of shares times the difference of their logarithms.

    Parameters
    ----------
    reference, today
        Shares.
    smallest
        What an empty bin is taken to hold, as the logarithm of nothing is infinite.

    Examples
    --------
    >>> round(float(population_stability_index(np.array([0.5, 0.5]), np.array([0.6, 0.4]), 1e-6)), 4)
    0.0405
    """
    logarithms = np.log(np.maximum(today, smallest)) - np.log(np.maximum(reference, smallest))
    return ((today - reference) * logarithms).sum(axis=-1)


def kolmogorov_smirnov(reference: np.ndarray, today: np.ndarray) -> np.ndarray:
    """Greatest difference of the shares of all that lies at or below an edge.

    Examples
    --------
    >>> round(float(kolmogorov_smirnov(np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5]))), 4)
    0.3
    """
    return np.abs(np.cumsum(today - reference, axis=-1)).max(axis=-1)


def squared_distance(reference: np.ndarray, today: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Squared differences of the shares, each over the ``expected`` share.

    Times `joint_size` it is Pearson's chi-square of homogeneity.

    Examples
    --------
    >>> float(squared_distance(np.array([0.5, 0.5]), np.array([0.7, 0.3]), np.array([0.5, 0.5])).round(4))
    0.16
    """
    return ((today - reference) ** 2 / expected).sum(axis=-1)


def joint_size(first: np.ndarray | float, second: np.ndarray | float) -> np.ndarray | float:
    """How many rows two samples are worth when they are compared: half of the harmonic mean of their sizes.

    Examples
    --------
    >>> joint_size(100, 300)
    75.0
    """
    return first * second / (first + second)
