"""What the shop earns and keeps, and what of it lists and pushes account for: each figure with its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp, log, nan, sqrt
from typing import Any, NamedTuple

import polars as pl

Z = 1.959963984540054
MILLION = 1e6
SHARE, MONEY, POINTS, RELATIVE = "share", "money", "difference of shares", "relative difference"
NO_FIGURE = (nan, nan, nan)

# By metric and reading, the unit and what is divided by what.
DEFINITIONS = {
    ("order_value", "sales"): (MONEY, "revenue of the last 28 days of sales, over their orders"),
    ("repeat_rate", "sales"): (
        SHARE,
        "customers who ordered on two days or more, over those who ordered at all, in the last 365 days of sales",
    ),
    ("retention", "sales"): (
        SHARE,
        "customers who ordered in the last 90 days of sales, over all who ordered in the 90 days before those",
    ),
    ("list_share_of_revenue", "last touch"): (
        SHARE,
        "revenue of articles that a list showed the customer within label_days before, over all revenue of known "
        "customers, in the last 28 days of sales; what they would have bought without the list is in it",
    ),
    ("click_through", "lists"): (
        SHARE,
        "lists that were clicked, or an article of which was clicked, liked, rated, added or bought, over lists shown",
    ),
    ("recommendation_conversion", "last touch"): (
        SHARE,
        "lists of which an article was bought within label_days, each purchase counted for the list that showed it "
        "last, over lists shown; what they would have bought without the list is in it, so read it beside the holdout",
    ),
    ("recommendation_conversion", "holdout"): (
        POINTS,
        "share of customers outside the holdout who ordered, less the share of those in it who did",
    ),
    ("revenue_lift", "holdout"): (
        RELATIVE,
        "revenue per customer outside the holdout, over that of those in it, less 1",
    ),
}
SCHEMA = {
    "metric": pl.String,
    "reading": pl.String,
    "experiment": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
    "customers": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "definition": pl.String,
}


class Ratio(NamedTuple):
    """A ratio of two sums over customers, and its variance by the delta method.

    Attributes
    ----------
    value
        The ratio.
    variance
        Of the ratio; not a number of fewer than two customers.
    """

    value: float
    variance: float


def ratio(counts: Mapping[str, Any]) -> Ratio:
    """Return a ratio of sums over customers.

    Parameters
    ----------
    counts
        `customers`, the sums `x` and `y`, and those of the products `xx`, `xy` and `yy`.

    Examples
    --------
    >>> ratio({"customers": 100, "x": 20, "y": 100, "xx": 20, "xy": 20, "yy": 100}).value
    0.2
    """
    number, x, y = counts["customers"], counts["x"], counts["y"]
    if number < 2 or not y:
        return Ratio(nan, nan)
    value = x / y
    residual = counts["xx"] - 2 * value * counts["xy"] + value**2 * counts["yy"]
    return Ratio(value, max(residual, 0.0) * number / (number - 1) / y**2)


def business_metrics(counts: pl.DataFrame) -> pl.DataFrame:
    """Return every figure with its interval and its definition.

    Parameters
    ----------
    counts
        A row a metric, reading, experiment and arm, as the model `business_counts` has them; only what is read by a
        holdout has arms, `reached` and `holdout`.
    """
    groups: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    for row in counts.to_dicts():
        groups.setdefault((row["metric"], row["reading"], row["experiment"]), []).append(row)
    return pl.DataFrame(list(_rows(groups)), schema=SCHEMA, orient="row").fill_nan(None)


def _rows(groups: Mapping[tuple[str, str, str | None], Sequence[Mapping[str, Any]]]) -> Iterator[tuple]:
    for (metric, reading, experiment), rows in groups.items():
        unit, definition = DEFINITIONS[metric, reading]
        figure = _figure(unit, rows)
        customers = sum(row["customers"] for row in rows)
        yield (
            metric,
            reading,
            experiment,
            rows[0]["starts_on"],
            rows[0]["ends_on"],
            customers,
            *figure,
            unit,
            definition,
        )


def _figure(unit: str, rows: Sequence[Mapping[str, Any]]) -> tuple[float, float, float]:
    if unit in (SHARE, MONEY):
        found = ratio(rows[0])
        low, high = _interval(found.value, found.variance)
        if unit == MONEY:
            return found.value / MILLION, low / MILLION, high / MILLION
        return found.value, max(low, 0.0), min(high, 1.0)
    arms = {row["arm"]: ratio(row) for row in rows}
    if set(arms) != {"reached", "holdout"}:
        return NO_FIGURE
    return (_difference if unit == POINTS else _lift)(arms["reached"], arms["holdout"])


def _difference(reached: Ratio, held_out: Ratio) -> tuple[float, float, float]:
    value = reached.value - held_out.value
    return (value, *_interval(value, reached.variance + held_out.variance))


def _lift(reached: Ratio, held_out: Ratio) -> tuple[float, float, float]:
    """The relative difference, with an interval on the scale of logarithms, where it is symmetric."""
    if not (reached.value > 0 and held_out.value > 0):
        return NO_FIGURE
    spread = reached.variance / reached.value**2 + held_out.variance / held_out.value**2
    middle = log(reached.value / held_out.value)
    low, high = _interval(middle, spread)
    return exp(middle) - 1, exp(low) - 1, exp(high) - 1


def _interval(value: float, variance: float) -> tuple[float, float]:
    half = Z * sqrt(variance)
    return value - half, value + half
