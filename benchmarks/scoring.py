"""Compare compiled trees with LightGBM's own predict: the same ranker, the same pairs of a built shop, side by side."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import lightgbm as lgb
import numpy as np

# Run as a file, Python looks for packages in the file's own folder only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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
        scorer = Scorer(text, print, threads)
        booster = lgb.Booster(model_str=text)
        ours, theirs, furthest = compare(
            lambda: scorer.scores(matrix),  # noqa: B023
            lambda: booster.predict(matrix, raw_score=True, num_threads=threads),  # noqa: B023
        )
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


def compare(ours: Callable[[], np.ndarray], theirs: Callable[[], np.ndarray]) -> tuple[float, float, float]:
    """The quickest of some rounds of each, in seconds, taken in turn, and how far their scores lie apart at most."""
    seconds: dict[Callable, list[float]] = {ours: [], theirs: []}
    scores = {}
    for _ in range(ROUNDS):
        for function, times in seconds.items():
            started = time.perf_counter()
            scores[function] = function()
            times.append(time.perf_counter() - started)
    return min(seconds[ours]), min(seconds[theirs]), float(np.abs(scores[ours] - scores[theirs]).max())


if __name__ == "__main__":
    sys.exit(main())
