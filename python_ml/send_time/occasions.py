"""What is known of an occasion, and how occasions are counted."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from python_ml.send_time.habit_mixture import Counts

TRAITS = {"hour": range(24), "weekday": range(1, 8), "size": range(16), "spend": range(64)}
"""What is known of an occasion, and the values it has; size and spend are logarithms to base 2, rounded down."""
ANSWERED = ("hour", "weekday")


def count_occasions(occasions: pl.DataFrame, traits: Iterable[str], half_life_days: float) -> Counts:
    """Occasions of each customer by trait, an occasion weighing half after every half-life.

    Customers stand in ascending order of `customer_key`.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    customers = occasions["customer_key"].rank("dense").to_numpy().astype(np.int64) - 1
    weights = 0.5 ** (occasions["days_ago"].to_numpy() / half_life_days)
    return sum_by_value(occasions, customers, weights, traits)


def is_known(occasions: pl.DataFrame, trait: str) -> bool:
    """Whether a trait is known of any occasion, as the hour is not where a shop notes dates alone."""
    return occasions[trait].null_count() < occasions.height


def known_values(occasions: pl.DataFrame, trait: str) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Of each occasion, whether a trait is known, and its value counted from the lowest; 0 where it is not.

    Both of shape (occasions,).
    """
    lowest = TRAITS[trait].start
    known = occasions[trait].is_not_null().to_numpy()
    return known, occasions[trait].fill_null(lowest).to_numpy() - lowest


def sum_by_value(
    occasions: pl.DataFrame,
    rows: NDArray[np.int64],
    weights: NDArray[np.float64],
    traits: Iterable[str],
    customers: int | None = None,
) -> Counts:
    """By trait, the weights of the occasions of each customer and value, shape (customers, values).

    Parameters
    ----------
    occasions
        The traits of each occasion; one that is null counts towards no value.
    rows, weights
        The row that an occasion's customer has in the result, and what it weighs; shape (occasions,).
    traits
        Which to sum by.
    customers
        Number of customers; without it, as many as `rows` needs.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    customers = rows.max() + 1 if customers is None else customers
    counts = {}
    for trait in traits:
        known, values = known_values(occasions, trait)
        size = len(TRAITS[trait])
        if not ((values >= 0) & (values < size)).all():
            raise ValueError(f"{trait} is not within {TRAITS[trait].start} to {TRAITS[trait].stop - 1}.")
        counts[trait] = np.bincount(rows * size + values, weights * known, customers * size).reshape(-1, size)
    return counts
