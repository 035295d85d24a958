"""From scores to lists."""

import numpy as np

from lab.quality.baselines.history import Scorer

# Scores of as many customers at once as fit into this many cells.
CELLS = 4_000_000
# Scores are compared to this share of the row's largest one: sums of doubles differ in their last bits.
STEPS = 2**40


def best_columns(scores: np.ndarray, preferred: np.ndarray, depth: int) -> np.ndarray:
    """Columns of the highest scores in each row, best first, in a total order.

    Parameters
    ----------
    scores
        Shape (n, m), finite.
    preferred
        Shape (m,), every column once: of columns with the same score the one that comes first here is better.
    depth
        How many; no more than m are given.

    Returns
    -------
    Shape (n, min(depth, m)).
    """
    columns = scores.shape[1]
    depth = min(depth, columns)
    place = np.empty(columns, dtype=np.int64)
    place[preferred] = np.arange(columns)
    largest = np.abs(scores).max(axis=1, initial=0.0, keepdims=True)
    steps = np.rint(scores / np.where(largest > 0, largest, 1.0) * STEPS).astype(np.int64)
    keys = place - steps * columns
    chosen = np.argpartition(keys, depth - 1, axis=1)[:, :depth]
    order = np.argsort(np.take_along_axis(keys, chosen, axis=1), axis=1)
    return np.take_along_axis(chosen, order, axis=1)


def recommend(scorer: Scorer, customers: np.ndarray, popular_first: np.ndarray, depth: int) -> np.ndarray:
    """List the articles of the highest scores for each customer.

    Articles of the same score stand in the order of ``popular_first``, shape (articles,): so a customer of whom the
    recommender says nothing gets what is popular, and a short list goes on with it.

    Returns
    -------
    Shape (len(customers), depth), numbers of articles, best first.
    """
    block = max(1, CELLS // len(popular_first))
    blocks = [
        best_columns(scorer(customers[start : start + block]), popular_first, depth)
        for start in range(0, len(customers), block)
    ]
    return np.concatenate(blocks)
