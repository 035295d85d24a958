"""Effects of customers as a stream: a trial in, batches of customers in, their effects out."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa

from python_ml.uplift.effects import Effects, learn_effects
from python_ml.uplift.trial import Floats, Trial

KEYS = ["as_of", "customer_key", "last_event_at"]
NOT_FEATURES = {*KEYS, "split", "known_on", "is_treated", "propensity", "is_pushed", "is_ordered"}

EFFECT = pa.schema(
    [
        ("as_of", pa.date32()),
        ("customer_key", pa.int32()),
        ("last_event_at", pa.timestamp("us")),
        ("effect", pa.float64()),
        ("effect_low", pa.float64()),
        ("effect_high", pa.float64()),
        ("basis", pa.string()),
        ("learner", pa.string()),
    ]
)


def score_batches(batches: pa.RecordBatchReader, trials: pl.DataFrame) -> pa.RecordBatchReader:
    """What a push does to each customer's probability to order, where the trials say anything.

    Parameters
    ----------
    batches
        Customers with `KEYS` and the features of the trials, in any order.
    trials
        `push_trials`.

    Returns
    -------
    pyarrow.RecordBatchReader
        As `EFFECT`; no row at all where there is too little to learn from.
    """
    names = [name for name in trials.columns if name not in NOT_FEATURES]
    effects = learn_effects(trial_of(trials, names))

    def score() -> Iterator[pa.RecordBatch]:
        for batch in batches if effects.basis != "none" else ():
            yield from _scored(pl.from_arrow(batch), names, effects)

    return pa.RecordBatchReader.from_batches(EFFECT, score())


def trial_of(trials: pl.DataFrame, names: list[str]) -> Trial:
    """`push_trials` as a trial, with these columns for features."""
    rows = trials.sort("as_of", "customer_key")
    return Trial(
        _features(rows, names),
        rows["is_treated"].to_numpy(),
        rows["is_ordered"].cast(pl.Float64).to_numpy(),
        rows["propensity"].to_numpy(),
        rows["customer_key"].cast(pl.Int64).to_numpy(),
        rows["as_of"].to_physical().cast(pl.Int64).to_numpy(),
        rows["is_pushed"].to_numpy(),
    )


def _features(rows: pl.DataFrame, names: list[str]) -> Floats:
    return rows.select(pl.col(names).cast(pl.Float64)).fill_null(np.nan).to_numpy()


def _scored(rows: pl.DataFrame, names: list[str], effects: Effects) -> Iterator[pa.RecordBatch]:
    effect, low, high = effects.of(_features(rows, names))
    scored = rows.select(KEYS).with_columns(
        effect=pl.Series(effect),
        effect_low=pl.Series(low),
        effect_high=pl.Series(high),
        basis=pl.lit(effects.basis),
        learner=pl.lit(effects.learner, pl.String),
    )
    yield from scored.to_arrow().cast(EFFECT).to_batches()
