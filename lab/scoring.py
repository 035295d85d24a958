"""Compare compiled trees with LightGBM's own predict: the same ranker, the same pairs of a built shop, side by side."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import lightgbm as lgb
import numpy as np

from python_ml.ranking.pairs import feature_matrix
from python_ml.trees import Scorer

ROUNDS = 5


def main(arguments: list[str] | None = None) -> int:
    """Print rows a second of both by number of threads, and their ratio; the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", type=Path, default=Path("build/helix.duckdb"), help="a built shop")
    options.add_argument("--rows", type=int, default=200_000, help="pairs to score")
    options.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    given = options.parse_args(arguments)
    try:
        text, matrix = read(given.database, given.rows)
    except duckdb.Error as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{len(matrix):,} pairs, {matrix.shape[1]} features")
    for threads in given.threads:
        ours, theirs, furthest = compare(text, matrix, threads)
        print(
            f"{threads} threads: compiled {len(matrix) / ours:,.0f} pairs/s, LightGBM {len(matrix) / theirs:,.0f}, "
            f"ratio {theirs / ours:.1f}, largest difference {furthest:.1e}"
        )
    return 0


def read(database: Path, rows: int) -> tuple[str, np.ndarray]:
    """The ranker for `serve` as text, and pairs as a matrix."""
    with duckdb.connect(str(database), read_only=True) as connection:
        ((text,),) = connection.execute(
            "select model_text from ranker_model where split = 'serve'"
        ).fetchall()
        pairs = connection.sql(
            f"select * from pair_features where split = 'serve' limit {rows}"
        ).to_arrow_table()
    return text, feature_matrix(pairs, lgb.Booster(model_str=text).feature_name())


def compare(text: str, matrix: np.ndarray, threads: int) -> tuple[float, float, float]:
    """Seconds of the compiled trees and of LightGBM, and how far their scores lie apart at most.

    They take turns, and of each the quickest round counts.
    """
    scorer, booster = Scorer(text, print, threads), lgb.Booster(model_str=text)
    functions = (scorer.scores, lambda rows: booster.predict(rows, raw_score=True, num_threads=threads))
    rounds = [[timed(function, matrix) for function in functions] for _ in range(ROUNDS)]
    ours, theirs = (min(seconds for seconds, _ in of_one) for of_one in zip(*rounds, strict=True))
    (_, compiled), (_, by_lightgbm) = rounds[0]
    return ours, theirs, float(np.abs(compiled - by_lightgbm).max())


def timed(function: Callable[[np.ndarray], np.ndarray], matrix: np.ndarray) -> tuple[float, np.ndarray]:
    """Seconds that a function takes, and what it returns."""
    started = time.perf_counter()
    scores = function(matrix)
    return time.perf_counter() - started, scores


if __name__ == "__main__":
    sys.exit(main())
