"""How many customers and days it takes to see an effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from tea_tasting.aggr import Aggregates

from python_ml.experiments.differences import knows_before, summed, tested
from python_ml.experiments.metrics import Metric
from python_ml.experiments.results import CAPPED_SHARE, LEVEL
from python_ml.experiments.sample_ratio import shares_of
from python_ml.experiments.values import values_of
from python_ml.problems import BadInput

POWER = 0.8


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
        The shop's own value of the metric, with outliers capped.
    customers
        Customers of all arms together.
    days
        Days until that many have taken part and each has been watched; None where it was not said how many come.
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
    power: float = POWER,
    level: float = LEVEL,
    capped_share: float = CAPPED_SHARE,
    uses_before: bool = True,
) -> Plan:
    """Plan an experiment from the shop's own customers, as they are without one.

    Parameters
    ----------
    units
        A row a customer of a past window as long as the experiment's: the columns of the metric, and the same before
        that window, as in `results.compare`; no arms.
    metric
        What the experiment is read by.
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
    level, capped_share, uses_before
        As in `results.compare`.

    Raises
    ------
    BadInput
        If there is no effect to find, or no customer to learn the variance from.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"conversion": [0, 0, 0, 0, 1] * 200})
    >>> plan(units, METRICS["conversion"], 0.1, {"no": 0.5, "yes": 0.5}, customers_per_day=500).days
    27
    """
    known, columns, _ = values_of(units, metric, capped_share)
    _check(known, metric, relative_effect)
    shop = summed(known.with_columns(arm=pl.lit("all")), columns)["all"]
    return _planned(
        shop,
        metric,
        relative_effect,
        shares_of(shares),
        adjusts=uses_before and knows_before(metric, shop),
        watching=(customers_per_day, days_watched),
        settings={"power": power, "alpha": level},
    )


def _check(known: pl.DataFrame, metric: Metric, relative_effect: float) -> None:
    if not len(known) or not all(known[column].sum() > 0 for column in metric.columns):
        raise BadInput(f"no customer has any {metric.name} to plan with", "take a longer window")
    if not relative_effect > -1 or not relative_effect:
        raise BadInput(
            f"an effect of {relative_effect:+.0%} can't be planned for", "say another, such as 0.05"
        )
    if metric.is_yes_or_no and known[metric.numerator].mean() * (1 + relative_effect) >= 1:
        raise BadInput(
            f"an effect of {relative_effect:+.0%} would be more than everybody", "say a smaller one"
        )


def _planned(
    shop: Aggregates,
    metric: Metric,
    relative_effect: float,
    shares: Mapping[str, float],
    *,
    adjusts: bool,
    watching: tuple[float | None, int],
    settings: Mapping[str, float],
) -> Plan:
    control, *others = shares.values()
    arm = min(others)
    settings = {**settings, "ratio": arm / control, "rel_effect_size": relative_effect}
    plain, needed = (
        tested(metric, uses_before, **settings).solve_power_from_aggregates(shop, "n_obs")[0].n_obs
        for uses_before in (False, adjusts)
    )
    value = shop.with_zero_div().mean(metric.numerator) / shop.with_zero_div().mean(metric.denominator)
    spread = _spread(metric, float(value), relative_effect, control, arm)
    customers = math.ceil(needed * spread / (control + arm))
    per_day, days_watched = watching
    return Plan(
        metric=metric.name,
        relative_effect=relative_effect,
        value=float(value),
        customers=customers,
        days=math.ceil(customers / per_day) + days_watched if per_day else None,
        variance_reduction=1 - needed / plain,
    )


def _spread(metric: Metric, value: float, relative_effect: float, control: float, arm: float) -> float:
    """How much more variance the effect brings with it: what multiplies values spreads them too."""
    grown = (1 + relative_effect) ** 2
    if metric.is_yes_or_no:
        grown = (1 + relative_effect) * (1 - value * (1 + relative_effect)) / (1 - value)
    return (1 / control + grown / arm) / (1 / control + 1 / arm)
