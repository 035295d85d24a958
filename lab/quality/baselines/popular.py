"""The same list for everybody: what was bought most of late."""

import numpy as np

from lab.quality.baselines.history import History, Scorer


def popular(history: History, window_days: float) -> Scorer:
    """Count the purchases of each article in the last ``window_days``."""
    purchases = _purchases(history, window_days).astype(np.float64)
    return lambda customers: np.broadcast_to(purchases, (len(customers), history.articles))


def popular_first(history: History, window_days: float) -> np.ndarray:
    """All articles, the most bought in the last ``window_days`` first, then the most bought ever: shape (articles,)."""
    ever = _purchases(history, np.inf)
    return np.lexsort((np.arange(history.articles), -ever, -_purchases(history, window_days)))


def _purchases(history: History, window_days: float) -> np.ndarray:
    return np.bincount(history.article[history.days_ago <= window_days], minlength=history.articles)
