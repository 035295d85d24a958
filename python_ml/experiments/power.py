"""How many customers and days it takes to see an effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from python_ml.experiments.metrics import Metric


@dataclass(frozen=True)
class Plan:
    """What an experiment takes.

    Attributes
    ----------
    metric
        Its name.
    relative_effect
        What is to be found, as a share of the control's value.
    value
        The shop's own value of the metric.
    customers
        Customers of all arms together.
    days
        Days until that many have taken part and each has been watched; None if it can't be said.
    variance_reduction
        The share of the variance that what customers did before explains; 0 without it.
    """

    metric: str
    relative_effect: float
    value: float
    customers: int
    days: int | None
    variance_reduction: float


def plan(
    units: pl.DataFrame,
    metric: Metric,
    relative_effect: float,
    shares: Mapping[str, float],
    *,
    customers_per_day: float | None = None,
    days_watched: int = 0,
    power: float = 0.8,
    level: float = 0.05,
    uses_before: bool = True,
) -> Plan:
    """Plan an experiment from the shop's own customers, as they are without one.

    Parameters
    ----------
    units
        A row a customer of a past window as long as the experiment's: the columns of the metric, and the same before
        that window, as in `results.compare`; no arms.
    relative_effect
        What is to be found, such as 0.05 for five percent more.
    shares
        The planned share of each arm, the control first; the smallest other arm decides.
    customers_per_day
        How many take part for the first time each day.
    days_watched
        How long each is watched after that.
    power
        How often the effect is to be found, if it is there.
    """
    raise NotImplementedError
