"""Pairs as LightGBM bins them: some rows at a time, so that their matrix is never held whole."""

from collections.abc import Sequence
from typing import Any

import lightgbm as lgb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.ranking.pairs import feature_matrix

ROWS_AT_ONCE = 50_000


class PairRows(lgb.Sequence):
    """Feature values of some pairs, in the order of the table.

    LightGBM asks for rows one by one in ascending order, to choose bins, and then for blocks, to fill them. It learns
    the same trees as from the whole matrix.

    Parameters
    ----------
    pairs
        With a column for each feature.
    features
        Their names, in the model's order.
    kept
        Positions of the rows that count, ascending, shape (rows,).
    """

    batch_size = ROWS_AT_ONCE

    def __init__(self, pairs: pa.Table, features: Sequence[str], kept: NDArray[np.int64]) -> None:
        self._pairs, self._features, self._kept = pairs, features, kept
        self._first, self._block = 0, np.empty((0, len(features)))

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int | slice) -> np.ndarray:
        """Rows of a slice as a matrix of shape (rows, features), float32; one row as shape (features,), float64."""
        if isinstance(index, slice):
            return self._rows(index.start or 0, index.stop)
        place = index - self._first
        if not 0 <= place < len(self._block):
            self._first, place = index, 0
            self._block = self._rows(index, index + ROWS_AT_ONCE)
        return self._block[place].astype(np.float64)

    def _rows(self, start: int, stop: int) -> np.ndarray:
        kept = self._kept[start:stop]
        first, last = int(kept[0]), int(kept[-1])
        between = self._pairs.slice(first, last - first + 1)
        if between.num_rows > len(kept):
            between = between.take(pa.array(kept - first))
        return feature_matrix(between, self._features)


class BlocksOfPairs(lgb.Dataset):
    """A dataset of `PairRows`, with the bins that their whole matrix would have.

    Of rows that come in blocks LightGBM looks only at some parameters: the seed by which it draws rows to find bins,
    and the least data in a leaf, by which it leaves features out, would be its own defaults.
    """

    def get_params(self) -> dict[str, Any]:
        """All parameters that were given."""
        return dict(self.params or {})
