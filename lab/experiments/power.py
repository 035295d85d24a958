"""Planted lifts, in as many customers as `plan` asks for: how often they are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from lab.experiments.aa import columns_of
from lab.experiments.sums import aggregates
from python_ml.experiments.differences import difference
from python_ml.experiments.metrics import METRICS, Metric
from python_ml.experiments.power import POWER, Plan, plan
from python_ml.experiments.results import LEVEL

READ = ("conversion", "revenue")
LIFTS = (0.02, 0.05, 0.1)
# Runs whose customers are held at once.
BATCH = 250


@dataclass(frozen=True)
class Found:
    """How often a planted lift was found, and the plan it was planted by."""

    planned: Plan
    uses_before: bool
    share: float


def found_share(
    units: pl.DataFrame, metric: Metric, lift: float, planned: Plan, uses_before: bool, runs: int
) -> float:
    """Plant a lift in one of two arms of customers drawn from the shop, and say in which share of runs it is found.

    Customers are drawn with replacement, as the shop has fewer than a plan asks for: how often each is drawn is
    multinomial, and takes no longer for a million.
    Revenue of the arm is multiplied; of its customers who did not convert, some do, by lot.
    """
    columns = columns_of(units, metric)
    rng = np.random.default_rng([round(lift * 100), uses_before, metric.is_yes_or_no])
    found = 0
    for batch in _batches(runs):
        controls = aggregates(_drawn(rng, planned.customers // 2, len(units), batch), columns)
        drawn = _drawn(rng, planned.customers // 2, len(units), batch)
        plant = converted if metric.is_yes_or_no else multiplied
        arms = aggregates(*plant(rng, drawn, columns, metric, lift))
        found += sum(
            difference(metric, control, arm, level=LEVEL, uses_before=uses_before).pvalue <= LEVEL
            for control, arm in zip(controls, arms, strict=True)
        )
    return found / runs


def measure(units: pl.DataFrame, runs: int) -> list[Found]:
    """Plan for each lift, with and without CUPED, and plant it."""
    return [
        _measured(units, METRICS[name], lift, uses_before, runs)
        for name in READ
        for lift in LIFTS
        for uses_before in (False, True)
    ]


def report(measured: list[Found], runs: int) -> str:
    """Return what was measured as Markdown."""
    lines = [
        f"{runs:,} runs each; {POWER:.0%} were promised.",
        "",
        "| metric | lift | CUPED | customers planned | found |",
        "|---|--:|---|--:|--:|",
        *(
            f"| {each.planned.metric} | {each.planned.relative_effect:.0%} | {'yes' if each.uses_before else 'no'} "
            f"| {each.planned.customers:,} | {each.share:.1%} |"
            for each in measured
        ),
    ]
    return "\n".join(lines)


def _measured(units: pl.DataFrame, metric: Metric, lift: float, uses_before: bool, runs: int) -> Found:
    planned = plan(units, metric, lift, {"control": 1, "lifted": 1}, uses_before=uses_before)
    return Found(planned, uses_before, found_share(units, metric, lift, planned, uses_before, runs))


def _drawn(rng: np.random.Generator, customers: int, of: int, runs: int) -> np.ndarray:
    return rng.multinomial(customers, np.full(of, 1 / of), size=runs)


def multiplied(
    _: np.random.Generator, drawn: np.ndarray, columns: dict[str, np.ndarray], metric: Metric, lift: float
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """How often each customer is drawn, with values that are larger by the lift."""
    return drawn, {**columns, metric.numerator: columns[metric.numerator] * (1 + lift)}


def converted(
    rng: np.random.Generator, drawn: np.ndarray, columns: dict[str, np.ndarray], metric: Metric, lift: float
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """How often each customer is drawn, twice: as they were, and converted by lot."""
    share = columns[metric.numerator].mean()
    chance = np.where(columns[metric.numerator] > 0, 0.0, lift * share / (1 - share))
    switched = rng.binomial(drawn, chance)
    twice = {name: np.concatenate([values, values]) for name, values in columns.items()}
    twice[metric.numerator][len(chance) :] = 1.0
    return np.hstack([drawn - switched, switched]), twice


def _batches(runs: int) -> Iterator[int]:
    for first in range(0, runs, BATCH):
        yield min(BATCH, runs - first)
