"""The models of the library `implicit` that people reach for first."""

import warnings

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, ItemItemRecommender
from implicit.utils import ParameterWarning
from scipy import sparse
from threadpoolctl import threadpool_limits

from lab.quality.baselines.history import History, Scorer

SEED = 20
# One thread: with more, sums come out in another order from run to run.
THREADS = 1


def cosine(history: History, neighbours: int, half_life_days: float) -> Scorer:
    """Score articles by the cosine similarity of their buyers to those of what the customer bought.

    Deshpande & Karypis (2004), Item-based top-N recommendation algorithms, ACM TOIS 22(1).
    """
    return _item_item(CosineRecommender(K=neighbours, num_threads=THREADS), history, half_life_days)


def bm25(history: History, neighbours: int, k1: float, b: float, half_life_days: float) -> Scorer:
    """Like ``cosine``, with purchases weighted as the words of a document are by BM25."""
    return _item_item(BM25Recommender(K=neighbours, K1=k1, B=b, num_threads=THREADS), history, half_life_days)


def als(history: History, factors: int, regularization: float, alpha: float, half_life_days: float) -> Scorer:
    """Factorise the purchases by alternating least squares, with confidence ``1 + alpha * weight``.

    Hu, Koren & Volinsky (2008), Collaborative filtering for implicit feedback datasets, ICDM.
    """
    model = AlternatingLeastSquares(
        factors=factors, regularization=regularization, alpha=alpha, random_state=SEED, num_threads=THREADS
    )
    with threadpool_limits(THREADS):
        model.fit(_purchases(history, half_life_days), show_progress=False)

    def scores(customers: np.ndarray) -> np.ndarray:
        # Whoever bought nothing keeps the random factors of the start.
        own = np.where(history.is_known[customers, None], model.user_factors[customers], 0)
        return (own @ model.item_factors.T).astype(np.float64)

    return scores


def _item_item(model: ItemItemRecommender, history: History, half_life_days: float) -> Scorer:
    purchases = _purchases(history, half_life_days)
    with warnings.catch_warnings():
        # The library warns of the form that it gave the matrix itself.
        warnings.simplefilter("ignore", ParameterWarning)
        model.fit(purchases, show_progress=False)
    return lambda customers: (purchases[customers] @ model.similarity).toarray()


def _purchases(history: History, half_life_days: float) -> sparse.csr_matrix:
    """Decayed purchases by customer and article, of the older class that `implicit` knows."""
    return sparse.csr_matrix(history.matrix(history.decay(half_life_days)))
