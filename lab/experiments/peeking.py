"""A/A experiments at which somebody looks every day: how often they ever report a difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import norm

from lab.experiments.shop import DAYS, to_date
from python_ml.experiments.capping import capped, caps
from python_ml.experiments.metrics import METRICS
from python_ml.experiments.results import CAPPED_SHARE, FEWEST_CUSTOMERS, LEVEL, TUNED_FOR
from python_ml.experiments.sequence import sequence_multiplier

READ = ("conversion", "revenue")


@dataclass(frozen=True)
class EverReported:
    """The share of runs that report a difference at any of the daily looks, by each reading."""

    metric: str
    setting: str
    fixed: float
    sequence: float


def ever_beyond(scores: np.ndarray, customers: np.ndarray, tuned_for: int) -> tuple[float, float]:
    """The share of runs with a score beyond the fixed test's bound at any look, and beyond the sequence's.

    Parameters
    ----------
    scores
        Differences in standard errors, shape (runs, looks); NaN where a look has too few customers.
    customers
        In both arms, of the same shape or of looks alone.
    """
    sizes = np.abs(np.nan_to_num(scores))
    bound = sequence_multiplier(customers, tuned_for, LEVEL)
    return float((sizes > norm.isf(LEVEL / 2)).any(axis=1).mean()), float((sizes > bound).any(axis=1).mean())


def as_customers_come(values: np.ndarray, runs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of looks at customers who come in an order drawn by lot, evenly over the days, each known as a whole.

    Returns
    -------
    tuple
        Scores, shape (runs, days), and how many customers have come by each day.
    """
    rng = np.random.default_rng(seed)
    ends = np.linspace(0, len(values), DAYS + 1).round().astype(int)[1:]
    order = rng.permuted(np.tile(np.arange(len(values)), (runs, 1)), axis=1)
    in_arm = rng.random(order.shape) < 0.5
    come = values[order]
    sums = [_at(half * power, ends) for half in (in_arm, ~in_arm) for power in (1.0, come, come**2)]
    return scores(*sums), ends


def as_days_pass(by_day: np.ndarray, runs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of looks at customers who are all there from the first day, with what they did to date."""
    in_arm = (np.random.default_rng(seed).random((runs, len(by_day))) < 0.5).astype(float)
    powers = (np.ones_like(by_day), by_day, by_day**2)
    return scores(*(half @ power for half in (in_arm, 1 - in_arm) for power in powers)), np.full(
        DAYS, len(by_day)
    )


def scores(
    arm_count: np.ndarray,
    arm_sum: np.ndarray,
    arm_squares: np.ndarray,
    count: np.ndarray,
    total: np.ndarray,
    squares: np.ndarray,
) -> np.ndarray:
    """Differences of means in standard errors, as `difference` has them; NaN where it would not be read."""
    with np.errstate(divide="ignore", invalid="ignore"):
        means = arm_sum / arm_count, total / count
        variances = (
            (arm_squares / arm_count - means[0] ** 2) / (arm_count - 1),
            (squares / count - means[1] ** 2) / (count - 1),
        )
        found = (means[0] - means[1]) / np.sqrt(variances[0] + variances[1])
    is_read = (np.minimum(arm_count, count) >= FEWEST_CUSTOMERS) & (np.minimum(arm_sum, total) > 0)
    return np.where(is_read, found, np.nan)


def measure(units: pl.DataFrame, sold: pl.DataFrame, runs: int) -> list[EverReported]:
    """Look daily at A/A runs, while customers come and while days pass."""
    rows = []
    for seed, name in enumerate(READ):
        by_day = _capped(to_date(sold, units["customer_id"], name), METRICS[name].has_outliers)
        settings = {
            "customers come day by day": as_customers_come(by_day[:, -1], runs, seed),
            "all there, outcomes to date": as_days_pass(by_day, runs, seed),
        }
        for setting, (found, customers) in settings.items():
            rows.append(EverReported(name, setting, *ever_beyond(found, customers, TUNED_FOR)))
    return rows


def report(measured: list[EverReported], runs: int, customers: int) -> str:
    """Return what was measured as Markdown."""
    lines = [
        f"{runs:,} A/A runs of {customers:,} customers, {DAYS} daily looks each.",
        "",
        "| metric | setting | ever significant by the fixed test | ever outside the sequence |",
        "|---|---|--:|--:|",
        *(
            f"| {each.metric} | {each.setting} | {each.fixed:.1%} | {each.sequence:.1%} |"
            for each in measured
        ),
    ]
    return "\n".join(lines)


def _capped(by_day: np.ndarray, has_outliers: bool) -> np.ndarray:
    if not has_outliers:
        return by_day
    days = pl.DataFrame({str(day): by_day[:, day] for day in range(by_day.shape[1])})
    return capped(days, caps(days, days.columns, CAPPED_SHARE)).to_numpy()


def _at(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return values.cumsum(axis=1)[:, ends - 1]
