"""Splits of customers who all get the same: how often a difference is reported where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import kstest

from lab.experiments.sums import aggregates
from python_ml.experiments.assignment import BUCKETS, unit_bucket
from python_ml.experiments.differences import difference
from python_ml.experiments.metrics import METRICS, Metric
from python_ml.experiments.power import plan
from python_ml.experiments.results import CAPPED_SHARE, LEVEL
from python_ml.experiments.values import values_of

READ = ("conversion", "revenue", "order_value")


@dataclass(frozen=True)
class FalseAlarms:
    """How often splits into two equal arms report a difference.

    Attributes
    ----------
    metric, uses_before
        What was compared, and whether adjusted by what customers did before.
    share
        Of the splits with p at most 5 %.
    uniform_p
        Of the test by Kolmogorov and Smirnov that p-values are uniform.
    variance_reduction
        By the adjustment.
    """

    metric: str
    uses_before: bool
    share: float
    uniform_p: float
    variance_reduction: float


def halves(ids: pl.Series, splits: int) -> np.ndarray:
    """Who is in the second arm in each split, by the hash that experiments use, shape (splits, customers)."""
    return np.array(
        [[unit_bucket(f"aa {split}", each) < BUCKETS // 2 for each in ids] for split in range(splits)],
        dtype=float,
    )


def p_values(units: pl.DataFrame, metric: Metric, halves: np.ndarray, uses_before: bool) -> np.ndarray:
    """p-value of each split, by the comparison that `experiment_results` uses."""
    arms, controls = (aggregates(weights, columns_of(units, metric)) for weights in (halves, 1 - halves))
    return np.array(
        [
            difference(metric, control, arm, level=LEVEL, uses_before=uses_before).pvalue
            for control, arm in zip(controls, arms, strict=True)
        ]
    )


def columns_of(units: pl.DataFrame, metric: Metric) -> dict[str, np.ndarray]:
    """Values of the metric, now and before, with outliers capped."""
    known, columns, _ = values_of(units, metric, CAPPED_SHARE)
    return {column: known[column].to_numpy().astype(float) for column in columns}


def measure(units: pl.DataFrame, splits: int) -> list[FalseAlarms]:
    """Split the customers again and again, and compare their halves on each of `READ`."""
    drawn = halves(units["customer_id"], splits)
    return [
        _measured(units, METRICS[name], drawn, uses_before) for name in READ for uses_before in (False, True)
    ]


def _measured(units: pl.DataFrame, metric: Metric, drawn: np.ndarray, uses_before: bool) -> FalseAlarms:
    p = p_values(units, metric, drawn, uses_before)
    planned = plan(units, metric, 0.1, {"control": 1, "same": 1}, uses_before=uses_before)
    return FalseAlarms(
        metric.name,
        uses_before,
        float((p <= LEVEL).mean()),
        float(kstest(p, "uniform").pvalue),
        planned.variance_reduction,
    )


def report(measured: list[FalseAlarms], splits: int, customers: int) -> str:
    """Return what was measured as Markdown."""
    lines = [
        f"{splits:,} A/A splits of {customers:,} customers.",
        "",
        "| metric | CUPED | p <= 5 % | uniform (KS), p | variance explained |",
        "|---|---|--:|--:|--:|",
        *(
            f"| {each.metric} | {'yes' if each.uses_before else 'no'} | {each.share:.1%} | {each.uniform_p:.2f} "
            f"| {each.variance_reduction:.0%} |"
            for each in measured
        ),
    ]
    return "\n".join(lines)
