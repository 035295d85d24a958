"""What pushes earn by the truth of the generated shop, when two priorities choose as many of the same customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLES = 1000
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Targeting:
    """Orders that pushes add, for the same number of them.

    Attributes
    ----------
    pushes, customers
        How many are pushed, and of how many.
    first, second
        Orders added when either priority chooses.
    best
        When the truth chooses.
    difference, low, high
        First less second, with its 95 % interval over customers.
    """

    pushes: int
    customers: int
    first: float
    second: float
    best: float
    difference: float
    low: float
    high: float


def compare_targeting(first: Floats, second: Floats, truth: Floats, share: float, seed: int) -> Targeting:
    """Compare two priorities at equal pushes.

    Parameters
    ----------
    first, second
        Priorities of each customer, the highest chosen first; ties by the order of the rows.
    truth
        Orders that a push adds.
    share
        Of the customers who are pushed.
    seed
        Of the bootstrap over customers, which chooses anew in every sample.

    Examples
    --------
    >>> truth = np.array([1.0, 0.0, 0.0, 0.0])
    >>> found = compare_targeting(truth, -truth, truth, share=0.25, seed=1)
    >>> found.pushes, found.first, found.second, found.best
    (1, 1.0, 0.0, 1.0)
    """
    rng = np.random.default_rng(seed)
    rows = len(truth)
    pushes = round(share * rows)
    draws = np.sort(rng.integers(rows, size=(SAMPLES, rows)), axis=1)
    differences = [
        added(first[draw], truth[draw], pushes) - added(second[draw], truth[draw], pushes) for draw in draws
    ]
    low, high = np.percentile(differences, INTERVAL)
    of_first, of_second = added(first, truth, pushes), added(second, truth, pushes)
    best = added(truth, truth, pushes)
    return Targeting(pushes, rows, of_first, of_second, best, of_first - of_second, float(low), float(high))


def added(priority: Floats, truth: Floats, pushes: int) -> float:
    """Return the orders that pushes add to the customers of the highest priority.

    Examples
    --------
    >>> added(np.array([0.1, 0.9, 0.5]), np.array([1.0, 2.0, 4.0]), pushes=2)
    6.0
    """
    chosen = np.argsort(-priority, kind="stable")[:pushes]
    return float(truth[chosen].sum())
