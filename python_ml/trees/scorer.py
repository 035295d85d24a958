"""Scoring rows with a LightGBM model: compiled, and checked against LightGBM, or by LightGBM itself."""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import lightgbm as lgb
import numpy as np

from python_ml.trees.compiling import NotCompiledError, compiled, find_compiler
from python_ml.trees.forest import Forest, UnsupportedModel

# Rows of the first matrix that LightGBM scores as well, and how far scores may lie apart.
CHECKED_ROWS = 2000
TOLERANCE = 1e-12
# Rows of a block in trees.c.
BLOCK = 64


class Scorer:
    """A LightGBM model that gives raw scores.

    Attributes
    ----------
    features
        Names of the columns that it was trained on, in their order.
    instead
        Why LightGBM itself scores; None if compiled trees do.
    """

    def __init__(
        self,
        model_text: str,
        on_notice: Callable[[str], None] = lambda _: None,
        threads: int | None = None,
    ) -> None:
        """Compile a model given in LightGBM's text format.

        Parameters
        ----------
        model_text
            The model.
        on_notice
            Called with a line of text if LightGBM itself has to score.
        threads
            How many to score with; by default as LightGBM, OMP_NUM_THREADS or one a core. Scores don't depend on it.
        """
        self._booster = lgb.Booster(model_str=model_text)
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        self._on_notice = on_notice
        self._is_checked = False
        self.features: list[str] = self._booster.feature_name()
        self.instead: str | None = None
        try:
            self._library = compiled(find_compiler())
            self._forest = Forest.of(self._booster)
        except (NotCompiledError, UnsupportedModel) as error:
            self._leave_to_lightgbm(str(error))

    def scores(self, matrix: np.ndarray) -> np.ndarray:
        """Raw scores of rows, those of LightGBM's own predict.

        Parameters
        ----------
        matrix
            Values of `features`, shape (rows, features), float32, NaN where a value is missing. Rows are read
            fastest from a matrix in Fortran's order.

        Returns
        -------
        numpy.ndarray
            Shape (rows,), float64.
        """
        if matrix.dtype != np.float32 or matrix.ndim != 2 or matrix.shape[1] != len(self.features):
            raise ValueError(f"Expected a float32 matrix of {len(self.features)} columns.")
        if self.instead is None and not self._is_checked and len(matrix):
            self._check(matrix[:CHECKED_ROWS])
        return self._by_lightgbm(matrix) if self.instead is not None else self._compiled(matrix)

    def _compiled(self, matrix: np.ndarray) -> np.ndarray:
        scores = np.empty(len(matrix))
        step = max(BLOCK, -(-len(matrix) // (self._threads * BLOCK)) * BLOCK)
        starts = range(0, len(matrix), step)
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(lambda i: self._score_rows(matrix[i : i + step], scores[i : i + step]), starts))
        return scores

    def _score_rows(self, matrix: np.ndarray, scores: np.ndarray) -> None:
        """Fill in the scores; other threads go on meanwhile."""
        rows, features = matrix.shape
        columns = np.zeros(BLOCK * features, np.float32)
        row_step, feature_step = (step // matrix.itemsize for step in matrix.strides)
        self._library.score(
            ctypes.byref(self._forest.pointers()),
            ctypes.c_void_p(matrix.ctypes.data),
            *(ctypes.c_int64(number) for number in (rows, features, row_step, feature_step)),
            ctypes.c_void_p(columns.ctypes.data),
            ctypes.c_void_p(scores.ctypes.data),
        )

    def _by_lightgbm(self, matrix: np.ndarray) -> np.ndarray:
        return self._booster.predict(matrix, raw_score=True, num_threads=self._threads)

    def _check(self, sample: np.ndarray) -> None:
        """Leave scoring to LightGBM if the compiled trees say anything else on a sample."""
        self._is_checked = True
        apart = np.abs(self._compiled(sample) - self._by_lightgbm(sample)).max()
        if not apart <= TOLERANCE:
            self._leave_to_lightgbm(f"compiled scores lie {apart:.1e} from its own")

    def _leave_to_lightgbm(self, reason: str) -> None:
        self.instead = reason
        self._on_notice(f"LightGBM itself scores, which takes several times as long: {reason}")
