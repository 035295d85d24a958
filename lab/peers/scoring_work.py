"""Scores of candidate pairs by the ranker: by LightGBM itself, and by the project's own scorer."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import numpy as np

from python_ml.ranking.pairs import feature_matrix

PAIRS, MODEL, SCORES = "pairs.npy", "ranker.txt", "scores.npy"
MOST_PAIRS = 1_000_000
Scoring = Callable[[np.ndarray], np.ndarray]


def write_pairs(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the ranker of the last cutoff, and the matrix of some of its pairs, shape (pairs, features), float32."""
    import lightgbm as lgb  # A contestant imports only what it needs.

    ((text,),) = connection.execute("select model_text from ranker_model where split = 'serve'").fetchall()
    (folder / MODEL).write_text(text)
    pairs = connection.sql(
        f"select * from pair_features where split = 'serve' limit {MOST_PAIRS}"
    ).to_arrow_table()
    np.save(folder / PAIRS, feature_matrix(pairs, lgb.Booster(model_str=text).feature_name()))


def make_tables(shop: Path, out: Path, scorer: str) -> float:
    """Score the pairs; the seconds that this alone took."""
    score = {"project": _project, "lightgbm": _lightgbm}[scorer]((shop / MODEL).read_text())
    matrix = np.load(shop / PAIRS)
    started = time.perf_counter()
    scores = score(matrix)
    seconds = time.perf_counter() - started
    np.save(out / SCORES, scores)
    return seconds


def _project(text: str) -> Scoring:
    from python_ml.trees import Scorer

    return Scorer(text).scores


def _lightgbm(text: str) -> Scoring:
    import lightgbm as lgb

    return partial(lgb.Booster(model_str=text).predict, raw_score=True)
