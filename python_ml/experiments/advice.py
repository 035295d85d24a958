"""What to do about an experiment, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from python_ml.experiments.results import READ, SAMPLE_RATIO

SHIP, STOP, RUN_ON, BROKEN = "ship", "stop", "run_on", "broken"


@dataclass(frozen=True)
class Advice:
    """A verdict, one of `ship`, `stop`, `run_on` and `broken`, and the sentence that says why."""

    verdict: str
    sentence: str


def advise(results: pl.DataFrame, *, today: date, until: date | None) -> Advice:
    """Say what to do about one arm.

    The first metric decides.
    Before the last planned day only the confidence sequence can end an experiment; from it on, the fixed test is read.
    An arm that gains is not shipped while another metric has become worse.

    Parameters
    ----------
    results
        The rows of one arm from `results.compare`, in its order.
    today
        The first day that is not in the results.
    until
        The day after the last planned one; None if the experiment is open, which leaves it to the sequence.

    Examples
    --------
    >>> from python_ml.experiments.metrics import metrics_named
    >>> from python_ml.experiments.results import compare
    >>> units = pl.DataFrame({"arm": ["no", "yes"] * 500, "orders": [1, 0, 1, 1, 0, 1, 1, 2, 0, 0] * 100})
    >>> found = compare(units, metrics_named("orders"), {"no": 0.5, "yes": 0.5}, tuned_for=1_000)
    >>> advise(found, today=date(2026, 2, 1), until=date(2026, 3, 1)).sentence
    'Ship yes: orders +33.3% (+13.1% to +53.6%).'
    """
    rows = results.to_dicts()
    deciding = rows[0]
    if deciding["status"] == SAMPLE_RATIO:
        return Advice(BROKEN, _broken(deciding))
    is_over = until is not None and today >= until
    if deciding["status"] != READ:
        return _too_few(deciding, until, is_over)
    differs = "is_significant" if is_over else "is_always_significant"
    if not deciding[differs]:
        return _undecided(deciding, until, is_over)
    found = f"{deciding['arm']}: {_found(deciding, is_over)}"
    if deciding["difference"] < 0:
        return Advice(STOP, f"Stop {found}{_left_out(deciding)}.")
    worse = [row for row in rows[1:] if row[differs] and row["difference"] < 0]
    if worse:
        losses = " and ".join(_found(row, is_over) for row in worse)
        return Advice(STOP, f"Stop {found}, but {losses}{_left_out(deciding)}.")
    return Advice(SHIP, f"Ship {found}{_left_out(deciding)}.")


def _broken(row: dict) -> str:
    everybody = round(row["customers"] / row["share"]) if row["share"] else row["control_customers"]
    return (
        f"Broken because {row['share']:.1%} of {everybody:,} customers are in {row['arm']} where "
        f"{row['planned_share']:.1%} were planned (p = {row['sample_ratio_p']:.1g}): look for what loses customers."
    )


def _too_few(row: dict, until: date | None, is_over: bool) -> Advice:
    counts = (
        f"{row['customers']:,} customers in {row['arm']} and {row['control_customers']:,} in {row['control']}"
    )
    if is_over:
        return Advice(STOP, f"Stop: {counts} are too few to say anything about {row['metric']}.")
    return Advice(
        RUN_ON, f"Run on{_to(until)}: {counts} are too few yet to say anything about {row['metric']}."
    )


def _undecided(row: dict, until: date | None, is_over: bool) -> Advice:
    found = _found(row, is_over)
    if is_over:
        return Advice(STOP, f"Stop {row['arm']}: no difference found, {found}{_left_out(row)}.")
    return Advice(RUN_ON, f"Run on{_to(until)}: {found} so far, which may be chance{_left_out(row)}.")


def _to(until: date | None) -> str:
    return f" until {until}" if until else ""


def _found(row: dict, is_over: bool) -> str:
    """The difference with the interval that may be read: while the experiment runs, that of the sequence."""
    lower, upper = row["relative_lower"], row["relative_upper"]
    if not is_over:
        lower, upper = (row[f"sequence_{bound}"] / row["control_value"] for bound in ("lower", "upper"))
    return f"{row['metric']} {row['relative_difference']:+.1%} ({lower:+.1%} to {upper:+.1%})"


def _left_out(row: dict) -> str:
    left_out = row["customers_in_two_arms"]
    return f" ({left_out:,} customers who were in two arms are left out)" if left_out else ""
