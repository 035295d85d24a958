"""The buckets of each arm, from the seed `experiments`."""

from __future__ import annotations

from datetime import date

import polars as pl

from python_ml.experiments.assignment import slots
from python_ml.experiments.faults import shares_of

SCHEMA = {
    "experiment": pl.String,
    "arm": pl.String,
    "valid_from": pl.Date,
    "first_bucket": pl.Int32,
    "end_bucket": pl.Int32,
}


def slot_table(experiments: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each run of buckets of an arm.

    Parameters
    ----------
    experiments
        Rows of the seed, without a fault.
    """
    phases = [
        {
            "experiment": row["name"],
            "valid_from": date.fromisoformat(row["from"]),
            "arms": shares_of(row["arms"]),
            "holdout": float(row["holdout"] or 0),
        }
        for row in experiments.to_dicts()
    ]
    return pl.DataFrame(slots(phases), schema=SCHEMA, orient="row")
