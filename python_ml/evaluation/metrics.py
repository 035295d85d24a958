"""Ranking metrics of one list a customer, one formula each.

Every function takes the same two arrays and gives one number a customer:

- ``hits``, shape (n, k), boolean: whether the article at rank 1..k of the customer's list was bought. A list
  shorter than k, or empty, is filled with False, so that a missing article counts as a miss;
- ``bought``, shape (n,), integer >= 1: how many articles the customer bought.

Relevance is binary and the cutoff k is the width of ``hits``.
"""

from collections.abc import Callable

import numpy as np

Metric = Callable[[np.ndarray, np.ndarray], np.ndarray]


def hit_rate(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Whether any of the k articles was bought: ``max_i hits_i``, shape (n,).

    References
    ----------
    Deshpande & Karypis (2004), Item-based top-N recommendation algorithms, ACM TOIS 22(1).
    """
    return hits.any(axis=1).astype(np.float64)


def precision(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Share of the k places that hold a bought article: ``sum_i hits_i / k``, shape (n,).

    The divisor is k for a shorter list too.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 8.4.
    """
    return hits.sum(axis=1) / hits.shape[1]


def recall(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Share of the bought articles that are among the k: ``sum_i hits_i / bought``, shape (n,).

    It can't reach 1 for a customer who bought more than k articles.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 8.3.
    """
    return hits.sum(axis=1) / bought


def mean_average_precision(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Average precision: ``sum_i hits_i * precision@i / min(k, bought)``, shape (n,).

    Its mean over customers is MAP@k. The divisor is the greatest number of hits possible, so a perfect list
    scores 1; trec_eval's ``map_cut`` divides by ``bought`` instead.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 8.4; the divisor as in
    Kaggle's MAP@12 for "H&M Personalized Fashion Recommendations" (2022).
    """
    k = hits.shape[1]
    precision_at_rank = hits.cumsum(axis=1) / np.arange(1, k + 1)
    return (hits * precision_at_rank).sum(axis=1) / np.minimum(k, bought)


def mean_reciprocal_rank(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """One over the rank of the first hit, 0 without one: ``max_i hits_i / i``, shape (n,).

    Its mean over customers is MRR@k.

    References
    ----------
    Voorhees (1999), The TREC-8 question answering track report.
    """
    return (hits / np.arange(1, hits.shape[1] + 1)).max(axis=1)


def ndcg(hits: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Discounted gain over the ideal one: ``DCG / IDCG``, shape (n,).

    ``DCG = sum_i hits_i / log2(i + 1)``, and IDCG is the DCG of a list whose first ``min(k, bought)``
    articles are hits.

    References
    ----------
    Järvelin & Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4); the
    discount log2(i + 1) as in Burges et al. (2005), Learning to rank using gradient descent, ICML.
    """
    k = hits.shape[1]
    discounts = 1 / np.log2(np.arange(2, k + 2))
    # Summed as the lists are, zeros included: a perfect list then scores exactly 1.
    ideal_by_hits = (np.tri(k, dtype=bool) * discounts).sum(axis=1)
    return (hits * discounts).sum(axis=1) / ideal_by_hits[np.minimum(k, bought) - 1]


METRICS: dict[str, Metric] = {
    "hit_rate": hit_rate,
    "map": mean_average_precision,
    "mrr": mean_reciprocal_rank,
    "ndcg": ndcg,
    "precision": precision,
    "recall": recall,
}
