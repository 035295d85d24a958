"""Scoring rows with a LightGBM model: compiled, and checked against LightGBM, or by LightGBM itself."""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import lightgbm as lgb
import numpy as np

from python_ml.trees.compiling import NotCompiledError, compiled, find_compiler
from python_ml.trees.forest import Forest, UnsupportedModel

# Of every matrix, LightGBM scores one row in so many as well, drawn at random, but this many of a small one.
CHECKED_SHARE = 100
LEAST_CHECKED = 500
# How far scores may lie apart.
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
        self._has_scored = False
        self._draw = np.random.default_rng(20)
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

        Raises
        ------
        RuntimeError
            If compiled trees say anything else than LightGBM once scores of theirs have been given away.
        """
        if matrix.dtype != np.float32 or matrix.ndim != 2 or matrix.shape[1] != len(self.features):
            raise ValueError(f"Expected a float32 matrix of {len(self.features)} columns.")
        if not len(matrix):
            return np.empty(0)
        if self.instead is None:
            scores = self._compiled(matrix)
            self._check(matrix, scores)
        if self.instead is not None:
            return self._by_lightgbm(matrix)
        self._has_scored = True
        return scores

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

    def _check(self, matrix: np.ndarray, scores: np.ndarray) -> None:
        """Leave scoring to LightGBM if the compiled trees say anything else of some of the rows."""
        rows = self._draw.integers(0, len(matrix), max(LEAST_CHECKED, len(matrix) // CHECKED_SHARE))
        rows = np.unique(rows) if len(matrix) > LEAST_CHECKED else np.arange(len(matrix))
        apart = np.abs(scores[rows] - self._by_lightgbm(matrix[rows])).max()
        if not apart <= TOLERANCE:
            reason = f"compiled scores lie {apart:.1e} from its own"
            if self._has_scored:
                raise RuntimeError(f"{reason}, and some have been used: set CC=none, and build again.")
            self._leave_to_lightgbm(reason)

    def _leave_to_lightgbm(self, reason: str) -> None:
        self.instead = reason
        self._on_notice(f"LightGBM itself scores, which takes several times as long: {reason}")
