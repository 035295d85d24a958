"""TIFU-kNN: own frequency with decay in two steps, and that of customers alike.

Hu, He, Gao & Zhang (2020), Modeling Personalized Item Frequency Information for Next-basket Recommendation, SIGIR.
"""

import numpy as np
from scipy import sparse

from lab.quality.baselines.history import History, Scorer
from lab.quality.baselines.lists import best_columns


def tifu_knn(
    history: History, group_size: int, within_decay: float, group_decay: float, neighbours: int, alpha: float
) -> Scorer:
    """Mix a customer's vector with the mean of the nearest others': ``alpha * own + (1 - alpha) * mean``.

    Nearest are those at the smallest Euclidean distance, and only customers with a purchase are anybody's neighbour. A
    customer without one has no vector to be near to, and scores 0 everywhere.
    """
    vectors = user_vectors(history, group_size, within_decay, group_decay)
    known = np.flatnonzero(history.is_known)
    crowd = vectors[known]
    squared_length = crowd.multiply(crowd).sum(axis=1)

    def scores(customers: np.ndarray) -> np.ndarray:
        own = vectors[customers]
        # Less the customer's own squared length, which is the same for every neighbour.
        distance = squared_length - 2 * (own @ crowd.T).toarray()
        distance[customers[:, None] == known] = distance.max() + 1
        nearest = _nearest(distance, min(neighbours, len(known) - 1))
        mixed = alpha * own + (1 - alpha) * (nearest @ crowd)
        return mixed.toarray() * history.is_known[customers, None]

    return scores


def user_vectors(
    history: History, group_size: int, within_decay: float, group_decay: float
) -> sparse.csr_array:
    """Give each customer the decayed frequency of articles in the baskets, shape (customers, articles).

    Baskets form groups of ``group_size``, counted from the newest; the oldest group may be smaller. A group is the mean
    of its baskets, each times ``within_decay`` for every later one in the group; a customer is the mean of the groups,
    each times ``group_decay`` for every later group.
    """
    later_baskets, baskets = history.baskets
    later_groups, later_in_group = np.divmod(later_baskets, group_size)
    baskets = baskets[history.customer]
    groups = -(-baskets // group_size)
    in_group = np.minimum(group_size, baskets - later_groups * group_size)
    weight = within_decay**later_in_group / in_group * group_decay**later_groups / groups
    return history.matrix(weight)


def _nearest(distance: np.ndarray, count: int) -> sparse.csr_array:
    """Weights of the ``count`` nearest in each row of ``distance`` (n, m), together 1: shape (n, m)."""
    rows, columns = distance.shape
    if count < 1:
        return sparse.csr_array((rows, columns))
    chosen = best_columns(-distance, np.arange(columns), count)
    return sparse.csr_array(
        (np.full(rows * count, 1 / count), chosen.ravel(), np.arange(rows + 1) * count), shape=(rows, columns)
    )
