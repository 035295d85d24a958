"""Groups of vectors that lie close together."""

import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score

# Two clusters have the best silhouette nearly always, and say nearly nothing.
FEWEST_CLUSTERS = 4
MOST_CLUSTERS = 12
SEED = 7
STARTS = 4


def cluster_centres(
    vectors: np.ndarray, fewest: int = FEWEST_CLUSTERS, most: int = MOST_CLUSTERS, seed: int = SEED
) -> np.ndarray:
    """Find the centres of the k-means clusters, as many as have the best silhouette, the largest cluster first.

    Parameters
    ----------
    vectors
        A row each.
    fewest, most
        How many clusters may be tried.
    seed
        Of the starts.

    Returns
    -------
    numpy.ndarray
        A row for each cluster; the mean of all where too few vectors differ.

    Examples
    --------
    >>> corners = np.array([[0.0, 1.0], [0.0, 1.1], [0.1, 1.0], [1.0, 0.0], [1.1, 0.0]])
    >>> cluster_centres(corners, fewest=2).round(2)
    array([[0.03, 1.03],
           [1.05, 0.  ]])
    """
    different = len(np.unique(vectors, axis=0))
    if different <= fewest:
        return vectors.mean(axis=0, keepdims=True)
    best = max(
        (_fitted(vectors, count, seed) for count in range(fewest, min(most, different - 1) + 1)),
        key=lambda fit: silhouette_score(vectors, fit.labels_),
    )
    sizes = np.bincount(best.labels_, minlength=best.n_clusters)
    return best.cluster_centers_[np.lexsort((np.arange(len(sizes)), -sizes))]


def nearest(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Number the centre that is nearest to each vector, from 0.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.9], [0.8, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]))
    array([0, 1])
    """
    return ((vectors[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)


def _fitted(vectors: np.ndarray, count: int, seed: int) -> KMeans:
    with warnings.catch_warnings():
        # Fewer clusters than were asked for have the silhouette that they have.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(count, n_init=STARTS, random_state=seed).fit(vectors)
