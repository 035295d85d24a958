"""What a timing model learns from: customers, one row for each stretch of days in which they could have bought."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

KEYS = ("as_of", "split", "cohort", "customer_key", "last_event_at")
# Known of a stretch of days, beside what is known of the customer.
OF_STRETCH = ("days_until", "season_index", "holidays")
LABEL = "is_bought"


# What a row of training periods holds beside features.
NO_FEATURES = {*KEYS, *OF_STRETCH, "target", "learned_for", "purpose", "known_on", "days_to_next", LABEL}


def feature_names(columns: Sequence[str]) -> list[str]:
    """The columns that are features of the customer, in the order they come in."""
    return [column for column in columns if column not in NO_FEATURES]


@dataclass(frozen=True)
class Rhythm:
    """The three numbers that BG/NBD knows of a customer, each of shape (rows,), in days.

    Attributes
    ----------
    repeats
        Days with an order after the first such day.
    last
        Days from the first order to the latest.
    age
        Days from the first order to the cutoff.
    """

    repeats: np.ndarray
    last: np.ndarray
    age: np.ndarray

    @classmethod
    def of(cls, customers: pl.DataFrame) -> "Rhythm":
        """From the columns `visits`, `days_since_first` and `days_since_last` of customers who have ordered."""
        age = customers["days_since_first"].to_numpy().astype(float)
        return cls(
            repeats=customers["visits"].to_numpy().astype(float) - 1,
            last=age - customers["days_since_last"].to_numpy(),
            age=age,
        )


def stretch_of(periods: pl.DataFrame, horizons: Sequence[int]) -> np.ndarray:
    """Number of each row's stretch, 0 for the first, from the day it ends on; shape (rows,)."""
    return np.searchsorted(horizons, periods["days_until"].to_numpy())


def every_stretch(customers: pl.DataFrame, seasons: pl.DataFrame) -> pl.DataFrame:
    """Each customer with each stretch of the cutoff, sorted by customer and stretch.

    Parameters
    ----------
    customers
        Rows of `timing_features`.
    seasons
        `as_of`, `days_until`, `season_index`, `holidays`; one row for each cutoff and stretch.
    """
    return customers.join(seasons, on="as_of", how="inner").sort("as_of", "customer_key", "days_until")


def waits(periods: pl.DataFrame) -> pl.DataFrame:
    """One row for each customer and cutoff, the last of its periods, with how long the wait was.

    `days` reach to the day after the order, or to the end of what is known; `is_bought` says which.
    """
    return (
        periods.sort("as_of", "customer_key", "days_until")
        .group_by("as_of", "customer_key", maintain_order=True)
        .last()
        .with_columns(days=pl.when(LABEL).then(pl.col("days_to_next") + 1).otherwise("days_until"))
    )
