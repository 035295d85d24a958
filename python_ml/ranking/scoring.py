"""Scoring candidate pairs as a stream: batches in, batches out, never all pairs at once."""

from collections.abc import Callable, Iterator, Mapping

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pairs import feature_matrix

KEYS = pa.schema(
    [
        ("as_of", pa.date32()),
        ("split", pa.string()),
        ("customer_key", pa.int32()),
        ("article_key", pa.int32()),
        ("last_event_at", pa.timestamp("us")),
    ]
)
SCORED = KEYS.append(pa.field("score", pa.float64()))


def score_batches(
    batches: pa.RecordBatchReader,
    model_texts: Mapping[str, str],
    on_progress: Callable[[str], None] = lambda _: None,
) -> pa.RecordBatchReader:
    """Score every pair with the ranker that was trained for its split.

    Parameters
    ----------
    batches
        Pairs with the key columns, `last_event_at` and every feature the model was trained on, in any order.
    model_texts
        For each split a LightGBM model as text, all with the same features.
    on_progress
        Called with a line of text after every batch.

    Returns
    -------
    pyarrow.RecordBatchReader
        `as_of`, `split`, `customer_key`, `article_key`, `last_event_at`, `score`: one row a pair, in the
        order they came. Scores compare only within one customer and cutoff.

    Raises
    ------
    KeyError
        If a feature of the models is missing among the columns, or a pair is of a split without a model.
    """
    boosters = {split: lgb.Booster(model_str=text) for split, text in model_texts.items()}
    (features,) = {tuple(booster.feature_name()) for booster in boosters.values()}
    missing = sorted(set(features) - set(batches.schema.names))
    if missing:
        raise KeyError(f"The pairs lack the ranker's features {missing}: train the ranker again.")

    def scored() -> Iterator[pa.RecordBatch]:
        pairs = 0
        for batch in batches:
            if batch.num_rows == 0:
                continue
            scores = np.empty(batch.num_rows)
            for split in pc.unique(batch.column("split")).to_pylist():
                rows = pc.equal(batch.column("split"), split)
                scores[rows.to_numpy(zero_copy_only=False)] = boosters[split].predict(
                    feature_matrix(batch.filter(rows), features)
                )
            keys = [batch.column(field.name).cast(field.type) for field in KEYS]
            pairs += batch.num_rows
            on_progress(f"{pairs:,} pairs scored")
            yield pa.RecordBatch.from_arrays([*keys, pa.array(scores, pa.float64())], schema=SCORED)

    return pa.RecordBatchReader.from_batches(SCORED, scored())
