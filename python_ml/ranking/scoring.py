"""Scoring candidate pairs as a stream: batches in, batches out, never all pairs at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pairs import feature_matrix
from python_ml.trees import Scorer

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
# Who ranks by score rounds it to nine decimals first.
ALIKE = 2e-9


def score_batches(
    batches: Iterable[pa.Table | pa.RecordBatch],
    model_texts: Mapping[str, str],
    depth: int,
    on_progress: Callable[[str], None] = lambda _: None,
    on_notice: Callable[[str], None] = lambda _: None,
) -> pa.RecordBatchReader:
    """Score pairs with the ranker that was trained for their split, and keep the best of each customer.

    Parameters
    ----------
    batches
        Pairs with the key columns, `last_event_at` and every feature the model was trained on, in any order, but all
        pairs of a customer and cutoff in one batch.
    model_texts
        For each split a LightGBM model as text, all with the same features.
    depth
        How many pairs of a customer and cutoff to keep; of those as good as alike with the last, all.
    on_progress
        Called with a line of text after every batch.
    on_notice
        Called with a line of text if the trees can't be compiled.

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
    scorers = {text: Scorer(text, on_notice) for text in sorted(set(model_texts.values()))}
    by_split = {split: scorers[text] for split, text in model_texts.items()}
    (features,) = {tuple(scorer.features) for scorer in scorers.values()}

    def scored() -> Iterator[pa.RecordBatch]:
        pairs = 0
        for batch in batches:
            if missing := sorted(set(features) - set(batch.schema.names)):
                raise KeyError(f"The pairs lack the ranker's features {missing}: train the ranker again.")
            scores = _scores(batch, by_split, features)
            keys = pa.table({field.name: batch.column(field.name) for field in KEYS}).cast(KEYS)
            best = keys.append_column(SCORED.field("score"), pa.array(scores)).filter(
                pa.array(are_best(keys, scores, depth))
            )
            pairs += batch.num_rows
            on_progress(f"{pairs:,} pairs scored")
            yield from best.to_batches()

    return pa.RecordBatchReader.from_batches(SCORED, scored())


def are_best(keys: pa.Table, scores: np.ndarray, depth: int) -> np.ndarray:
    """Whether each pair is among the best of its customer and cutoff, shape (pairs,).

    All are that any order by rounded scores can have in its first `depth` places, however it breaks ties.
    """
    as_of = keys.column("as_of").cast(pa.int32()).to_numpy().astype(np.int64)
    customer = (as_of << 32) | keys.column("customer_key").to_numpy()
    order = np.lexsort((-scores, customer))
    ordered = customer[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    sizes = np.diff(np.r_[starts, len(ordered)])
    last_kept = order[starts + np.minimum(sizes, depth) - 1]
    is_best = np.empty(len(scores), dtype=bool)
    is_best[order] = scores[order] >= np.repeat(scores[last_kept] - ALIKE, sizes)
    return is_best


def _scores(
    batch: pa.Table | pa.RecordBatch, by_split: Mapping[str, Scorer], features: tuple[str, ...]
) -> np.ndarray:
    scores = np.empty(batch.num_rows)
    splits = pc.unique(batch.column("split")).to_pylist()
    for split in splits:
        rows = pc.equal(batch.column("split"), split)
        of_split = batch if len(splits) == 1 else batch.filter(rows)
        scores[rows.to_numpy(zero_copy_only=False)] = by_split[split].scores(
            feature_matrix(of_split, features)
        )
    return scores
