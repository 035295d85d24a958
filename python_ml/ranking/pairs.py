"""Candidate pairs as matrices: which columns are keys, which are features, and how a batch becomes a matrix."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEY_COLUMNS = ("as_of", "split", "cohort", "customer_key", "article_key")
# The newest event that a pair's features used, and the first day after its label window.
TIME_COLUMNS = ("last_event_at", "label_until")
LABEL_COLUMN = "is_bought"


def feature_names(columns: Sequence[str]) -> list[str]:
    """Names of the feature columns: all but keys, times and the label, in the order of the table."""
    return [name for name in columns if name not in (*KEY_COLUMNS, *TIME_COLUMNS, LABEL_COLUMN)]


def of_splits(pairs: pa.Table, splits: Sequence[str]) -> pa.Table:
    """Pairs of some splits, in their order; without a copy where they stand together, as those sorted by cutoff do."""
    rows = np.flatnonzero(pc.is_in(pairs.column("split"), pa.array(splits)).to_numpy())
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        return pairs.slice(int(rows[0]), len(rows))
    return pairs.take(pa.array(rows))


def labelled_through(pairs: pa.Table) -> date:
    """The last day of the label windows of pairs: what is fitted to them knows sales up to and including it."""
    return pc.max(pairs.column("label_until")).as_py() - timedelta(days=1)


def feature_matrix(pairs: pa.Table | pa.RecordBatch, features: Sequence[str]) -> np.ndarray:
    """Feature values as a matrix of shape (pairs, features), float32, NaN where a value is null.

    Column by column, as the values come.
    """
    matrix = np.empty((pairs.num_rows, len(features)), dtype=np.float32, order="F")
    for position, name in enumerate(features):
        values = pc.cast(pairs.column(name), pa.float32(), safe=False)
        matrix[:, position] = pc.fill_null(values, float("nan")).to_numpy(zero_copy_only=False)
    return matrix


def query_sizes(pairs: pa.Table) -> np.ndarray:
    """Number of consecutive pairs of each (as_of, customer), in the order of the table.

    Parameters
    ----------
    pairs
        Pairs sorted by `as_of` and `customer_key`.
    """
    if pairs.num_rows == 0:
        return np.array([], dtype=np.int64)
    as_of = pairs.column("as_of").cast(pa.date32()).cast(pa.int32()).to_numpy()
    customer = pairs.column("customer_key").to_numpy()
    starts = np.flatnonzero(np.r_[True, (as_of[1:] != as_of[:-1]) | (customer[1:] != customer[:-1])])
    return np.diff(np.r_[starts, pairs.num_rows])
