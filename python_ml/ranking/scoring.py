"""Scoring candidate pairs as a stream: ranges of customers in, their best pairs out, never all pairs at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pairs import feature_matrix
from python_ml.trees import Scorer

KEYS = pa.schema(
    [
        ("as_of", pa.date32()),
        ("split", pa.string()),
        ("cohort", pa.string()),
        ("customer_key", pa.int32()),
        ("article_key", pa.int32()),
        ("last_event_at", pa.timestamp("us")),
    ]
)
SCORED = KEYS.append(pa.field("score", pa.float64()))
# Who ranks by score rounds it to nine decimals first.
ALIKE = 2e-9
_BITS = np.uint64(32)
_SIGN = np.uint32(1 << 31)


def score_batches(
    ranges: Iterable[Iterable[pa.Table | pa.RecordBatch]],
    model_texts: Mapping[str, str],
    depth: int,
    on_progress: Callable[[str], None] = lambda _: None,
    on_notice: Callable[[str], None] = lambda _: None,
) -> pa.RecordBatchReader:
    """Score pairs with the ranker that was trained for their split, and keep the best of each customer.

    Features are held for one batch at a time, keys and scores for one range.

    Parameters
    ----------
    ranges
        Each gives batches of pairs with the key columns, `last_event_at` and every feature the model was trained on, in
        any order, but all pairs of a customer and cutoff in one range.
    model_texts
        For each split a LightGBM model as text, all with the same features.
    depth
        How many pairs of a customer and cutoff to keep; of those as good as alike with the last, all.
    on_progress
        Called with a line of text after every range.
    on_notice
        Called with a line of text if the trees can't be compiled.

    Returns
    -------
    pyarrow.RecordBatchReader
        `as_of`, `split`, `cohort`, `customer_key`, `article_key`, `last_event_at`, `score`: one row a pair, in the
        order they came, the best of a range in one batch. Scores compare only within one customer and cutoff.

    Raises
    ------
    KeyError
        If a feature of the models is missing among the columns, or a pair is of a split without a model.
    """
    scorers = {text: Scorer(text, on_notice) for text in sorted(set(model_texts.values()))}
    by_split = {split: scorers[text] for split, text in model_texts.items()}
    (features,) = {tuple(scorer.features) for scorer in scorers.values()}

    def scored(batch: pa.Table | pa.RecordBatch) -> pa.Table:
        if missing := sorted(set(features) - set(batch.schema.names)):
            raise KeyError(f"The pairs lack the ranker's features {missing}: train the ranker again.")
        keys = pa.table({field.name: batch.column(field.name) for field in KEYS}).cast(KEYS)
        # Copied: as long as a column of a batch is held, so are all of them.
        held = keys.take(pa.array(np.arange(batch.num_rows)))
        return held.append_column(SCORED.field("score"), pa.array(_scores(batch, by_split, features)))

    def best() -> Iterator[pa.RecordBatch]:
        pairs = 0
        for batches in ranges:
            of_range = pa.concat_tables([SCORED.empty_table(), *map(scored, _read_ahead(batches))])
            pairs += of_range.num_rows
            on_progress(f"{pairs:,} pairs scored")
            yield from of_range.filter(pa.array(are_best(of_range, depth))).combine_chunks().to_batches()

    return pa.RecordBatchReader.from_batches(SCORED, best())


def _read_ahead(batches: Iterable[pa.Table | pa.RecordBatch]) -> Iterator[pa.Table | pa.RecordBatch]:
    """The same batches, each read while the one before it is scored."""
    reader = iter(batches)
    with ThreadPoolExecutor(max_workers=1) as reading:
        coming = reading.submit(next, reader, None)
        while (batch := coming.result()) is not None:
            coming = reading.submit(next, reader, None)
            yield batch


def are_best(scored: pa.Table, depth: int) -> np.ndarray:
    """Whether each pair is among the best of its customer and cutoff, shape (pairs,).

    All are that any order by rounded scores can have in its first `depth` places, however it breaks ties, and those
    that only more digits than a float32 has would distinguish from the last of them.

    Parameters
    ----------
    scored
        `as_of`, `customer_key` and `score`, in any order.
    depth
        How many places count.
    """
    as_of, customers, scores = (
        scored.column(name).combine_chunks().cast(kind).to_numpy()
        for name, kind in (("as_of", pa.int32()), ("customer_key", pa.int32()), ("score", pa.float64()))
    )
    is_best = np.empty(len(scores), dtype=bool)
    for cutoff in np.unique(as_of):
        rows = as_of == cutoff
        is_best[rows] = scores[rows] >= _lowest_kept(customers[rows], scores[rows], depth)
    return is_best


def _lowest_kept(customers: np.ndarray, scores: np.ndarray, depth: int) -> np.ndarray:
    """The least score that is kept of each row's customer, shape (rows,).

    Sorting one number a row, the customer before the score, is ten times as fast as sorting rows by two.
    """
    ordered = np.sort(customers.astype(np.uint64) << _BITS | _falling(scores))
    of_customer = ordered >> _BITS
    starts = np.flatnonzero(np.r_[True, of_customer[1:] != of_customer[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    last_kept = _rising(ordered[starts + np.minimum(sizes, depth) - 1])
    least_key = customers.min()
    by_key = np.empty(customers.max() - least_key + 1)
    lowest = last_kept.astype(np.float64) - ALIKE - np.spacing(np.abs(last_kept))
    by_key[of_customer[starts].astype(np.int64) - least_key] = lowest
    return by_key[customers - least_key]


def _falling(scores: np.ndarray) -> np.ndarray:
    """Scores as whole numbers of 32 bits, the highest first: the bits of a float32 rise with it, but for its sign."""
    bits = (-scores).astype(np.float32).view(np.uint32)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN).astype(np.uint64)


def _rising(falling: np.ndarray) -> np.ndarray:
    """The scores that `_falling` made such numbers of, as float32; of numbers with more bits, the lowest 32 count."""
    bits = falling.astype(np.uint32)
    return -np.where(bits & _SIGN, bits ^ _SIGN, ~bits).astype(np.uint32).view(np.float32)


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
