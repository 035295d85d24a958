"""Vectors in the plane."""

import numpy as np
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from python_ml.embeddings.vectors import upright

FEWEST = 8
PERPLEXITY = 25
SEED = 7


def in_the_plane(vectors: np.ndarray, seed: int = SEED) -> np.ndarray:
    """Draw vectors so that neighbours stay neighbours: t-SNE, begun from the principal components.

    Parameters
    ----------
    vectors
        A row each.
    seed
        Of the descent.

    Returns
    -------
    numpy.ndarray
        x and y of each, between -1 and 1. Fewer than eight vectors are shown by their first two principal components.

    Examples
    --------
    >>> in_the_plane(np.eye(3)).shape
    (3, 2)
    """
    centred = vectors - vectors.mean(axis=0)
    if len(vectors) < FEWEST or not centred.any():
        return _within_one(_principal(centred))
    # Sums in another order than those of one thread would move every point.
    with threadpool_limits(limits=1):
        drawn = TSNE(
            init=_principal(centred) * 1e-2,
            perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
            random_state=seed,
            n_jobs=1,
        ).fit_transform(vectors)
    return _within_one(drawn - drawn.mean(axis=0))


def _principal(centred: np.ndarray) -> np.ndarray:
    """The first two principal components, zeros where there are fewer."""
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    components = np.zeros((len(centred), 2))
    kept = min(2, len(strengths))
    components[:, :kept] = left[:, :kept] * strengths[:kept]
    return upright(components)


def _within_one(points: np.ndarray) -> np.ndarray:
    largest = np.abs(points).max(initial=0)
    return points / largest if largest > 0 else points
