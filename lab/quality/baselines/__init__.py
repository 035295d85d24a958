"""Recommenders from the literature and from libraries: purchases in, scores or lists out."""

from lab.quality.baselines.baseline import Baseline
from lab.quality.baselines.history import History, Scorer
from lab.quality.baselines.implicit_models import als, bm25, cosine
from lab.quality.baselines.lists import best_columns, recommend
from lab.quality.baselines.own_frequency import own_frequency
from lab.quality.baselines.popular import popular, popular_first
from lab.quality.baselines.tifu_knn import tifu_knn
from lab.quality.baselines.tuning import Trial, Week, tune

FOREVER = float("inf")

# The first value of each parameter is its author's or its library's; own_frequency and popular begin with no decay.
BASELINES = (
    Baseline("popular", popular, {"window_days": (FOREVER, 7, 14, 28, 56, 112)}),
    Baseline("own_frequency", own_frequency, {"half_life_days": (FOREVER, 7, 14, 30, 60, 120, 240)}),
    Baseline(
        "tifu_knn",
        tifu_knn,
        {
            "group_size": (7, 1, 2, 3, 5, 10, 15, 25),
            "within_decay": (0.9, 0.5, 0.6, 0.7, 0.8, 0.95, 1.0),
            "group_decay": (0.7, 0.1, 0.3, 0.5, 0.6, 0.8, 0.9, 1.0),
            "neighbours": (300, 20, 50, 100, 200, 500, 900, 1300),
            "alpha": (0.7, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0),
        },
    ),
    Baseline(
        "implicit_cosine",
        cosine,
        {"neighbours": (20, 2, 3, 5, 10, 50, 100, 200, 500), "half_life_days": (FOREVER, 30, 60, 120, 240)},
    ),
    Baseline(
        "implicit_bm25",
        bm25,
        {
            "neighbours": (20, 5, 10, 50, 100, 200, 500, 1000),
            "k1": (1.2, 0.1, 0.3, 0.6, 2.5, 5.0, 20.0, 100.0),
            "b": (0.75, 0.0, 0.25, 0.5, 1.0),
            "half_life_days": (FOREVER, 30, 60, 120, 240),
        },
    ),
    Baseline(
        "implicit_als",
        als,
        {
            "factors": (100, 32, 64, 200),
            "regularization": (0.01, 0.1, 1.0, 10.0, 30.0),
            "alpha": (1.0, 0.3, 5.0, 20.0, 40.0),
            "half_life_days": (FOREVER, 30, 60, 120, 240),
        },
    ),
)

__all__ = [
    "BASELINES",
    "Baseline",
    "History",
    "Scorer",
    "Trial",
    "Week",
    "best_columns",
    "popular_first",
    "recommend",
    "tune",
]
