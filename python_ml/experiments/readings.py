"""What came of each experiment: its arms compared, by assignment and by exposure, as a whole and by segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from python_ml.experiments.advice import advise
from python_ml.experiments.assignment import HOLDOUT, Slot, phases_of, slots
from python_ml.experiments.metrics import Metric, metrics_named
from python_ml.experiments.results import RESULT_SCHEMA, compare, compare_segments
from python_ml.experiments.steady import steady_buckets

ASSIGNED, EXPOSED = "assigned", "exposed"
# What is said of a reading beside what `compare` says.
SCHEMA = {
    "experiment": pl.String,
    "reading": pl.String,
    "segment": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
    "customers_moved": pl.Int64,
    "is_simulated": pl.Boolean,
    **RESULT_SCHEMA,
    "q_value": pl.Float64,
    "is_significant": pl.Boolean,
    "is_always_significant": pl.Boolean,
    "verdict": pl.String,
    "advice": pl.String,
}


@dataclass(frozen=True)
class _Design:
    """One experiment as it was planned: its metrics, the steady buckets of each arm, and its last day but one."""

    metrics: Sequence[Metric]
    shares: Mapping[str, float]
    until: date | None


def experiment_results(units: pl.DataFrame, experiments: pl.DataFrame) -> pl.DataFrame:
    """Compare the arms of every experiment with its control.

    Parameters
    ----------
    units
        Customers, as the model `experiment_units` has them.
    experiments
        Rows of the seed `experiments`, without a fault.

    Returns
    -------
    polars.DataFrame
        Rows by experiment, reading, segment, arm and metric. Whoever was moved to another arm is counted, and not
        compared; the planned shares are those of the buckets that stayed.
    """
    planned = slots(phases_of(experiments.to_dicts()))
    found = [
        reading
        for (name,), part in sorted(units.group_by("experiment"), key=lambda group: str(group[0][0]))
        for reading in _readings(part, _design(str(name), part["ends_on"][0], planned, experiments))
    ]
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat([each.select(*SCHEMA).cast(SCHEMA) for each in found])


def _design(name: str, ends_on: date, planned: Sequence[Slot], experiments: pl.DataFrame) -> _Design:
    own = [slot for slot in planned if slot.experiment == name and slot.valid_from < ends_on]
    rows = experiments.filter(pl.col("name") == name).sort("from")
    steady = {arm: float(buckets) for arm, buckets in steady_buckets(own).items() if buckets}
    control = next(iter(phases_of(rows.to_dicts())[0].arms))
    ends = [slot.valid_until for slot in planned if slot.experiment == name]
    return _Design(
        metrics_named(rows["metrics"][0]),
        {control: steady.pop(control, 0.0), **steady},
        None if None in ends else max(end for end in ends if end),
    )


def _readings(units: pl.DataFrame, design: _Design) -> Iterator[pl.DataFrame]:
    steady = units.filter(~pl.col("is_moved"))
    about = [
        pl.lit(units["experiment"][0]).alias("experiment"),
        pl.lit(units["starts_on"][0]).alias("starts_on"),
        pl.lit(units["ends_on"][0]).alias("ends_on"),
        pl.lit(units["is_moved"].sum()).alias("customers_moved"),
        pl.lit(units["is_simulated"].any()).alias("is_simulated"),
    ]
    no_advice = [pl.lit(None).alias(name) for name in ("verdict", "advice")]
    whole = compare(steady, design.metrics, design.shares, tuned_for=len(steady))
    said = _advice(whole, units["ends_on"][0], design.until)
    yield whole.join(said, on="arm").with_columns(*about, _reading(ASSIGNED), pl.lit(None).alias("segment"))
    segments = compare_segments(steady, design.metrics, design.shares, "segment", tuned_for=len(steady))
    yield segments.with_columns(
        *about, *no_advice, _reading(ASSIGNED), pl.col("segment_value").alias("segment")
    )
    # Nobody in the holdout is shown anything as one of it.
    exposed = steady.filter(pl.col("is_exposed") & (pl.col("arm") != HOLDOUT))
    if not exposed.is_empty():
        shares = {arm: share for arm, share in design.shares.items() if arm != HOLDOUT}
        shown = compare(exposed, design.metrics, shares, tuned_for=len(steady))
        yield shown.with_columns(*about, *no_advice, _reading(EXPOSED), pl.lit(None).alias("segment"))


def _reading(name: str) -> pl.Expr:
    return pl.lit(name).alias("reading")


def _advice(whole: pl.DataFrame, today: date, until: date | None) -> pl.DataFrame:
    said = [
        (str(arm), *_said(part, today, until)) for (arm,), part in whole.group_by("arm", maintain_order=True)
    ]
    return pl.DataFrame(said, schema=["arm", "verdict", "advice"], orient="row")


def _said(part: pl.DataFrame, today: date, until: date | None) -> tuple[str, str]:
    advice = advise(part, today=today, until=until)
    return advice.verdict, advice.sentence
