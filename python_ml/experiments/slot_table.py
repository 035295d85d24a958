"""The buckets of each arm, as a table."""

from __future__ import annotations

import polars as pl

from python_ml.experiments.assignment import phases_of, slots

SCHEMA = {
    "experiment": pl.String,
    "salt": pl.String,
    "arm": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "first_bucket": pl.Int32,
    "end_bucket": pl.Int32,
}


def slot_table(experiments: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each run of buckets of an arm.

    Parameters
    ----------
    experiments
        Rows of the seed `experiments`, without a fault.
    """
    return pl.DataFrame(slots(phases_of(experiments.to_dicts())), schema=SCHEMA, orient="row")
