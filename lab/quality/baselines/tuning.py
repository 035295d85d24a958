"""Choice of a baseline's parameters on weeks before those it is tested on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from lab.quality.baselines.baseline import Baseline
from lab.quality.baselines.history import History
from lab.quality.baselines.lists import recommend
from lab.quality.baselines.popular import popular_first
from python_ml.evaluation import ndcg

DEPTH = 10


@dataclass(frozen=True, eq=False)
class Week:
    """A cutoff to tune on.

    Attributes
    ----------
    history
        Purchases before it.
    customers
        Shape (n,), numbers of those who bought in the window after it.
    bought
        Shape (n, articles), true where the customer bought the article.
    basket_sizes
        Shape (n,), how many articles each bought, with those that nobody had bought before.
    """

    history: History
    customers: np.ndarray
    bought: sparse.csr_array
    basket_sizes: np.ndarray


@dataclass(frozen=True)
class Trial:
    """Values of the parameters, and the mean NDCG@10 over the weeks with them."""

    parameters: Mapping[str, float]
    ndcg: float


def tune(baseline: Baseline, weeks: Sequence[Week], popular_days: float) -> list[Trial]:
    """Try values of one parameter after the other, keeping the best, until a round changes none of them.

    With one parameter that is the whole grid. Short lists are filled up with what was popular in the last
    ``popular_days``.

    Returns
    -------
    Every trial, the best first, the earlier of two that are as good.
    """
    tried: dict[tuple[float, ...], Trial] = {}

    def trial(parameters: dict[str, float]) -> Trial:
        key = tuple(parameters.values())
        if key not in tried:
            values = [_ndcg(baseline, parameters, week, popular_days) for week in weeks]
            tried[key] = Trial(parameters, float(np.mean(values)))
        return tried[key]

    best, before = trial({name: values[0] for name, values in baseline.grid.items()}), None
    while best is not before:
        before = best
        for name, values in baseline.grid.items():
            trials = [trial({**best.parameters, name: value}) for value in values]
            best = max([best, *trials], key=lambda one: one.ndcg)
    return sorted(tried.values(), key=lambda one: -one.ndcg)


def _ndcg(baseline: Baseline, parameters: Mapping[str, float], week: Week, popular_days: float) -> float:
    scorer = baseline.fit(week.history, **parameters)
    lists = recommend(scorer, week.customers, popular_first(week.history, popular_days), DEPTH)
    # A shop with fewer articles than places leaves the last places empty.
    hits = np.zeros((len(lists), DEPTH), dtype=bool)
    hits[:, : lists.shape[1]] = week.bought[np.arange(len(lists))[:, None], lists].toarray()
    return float(ndcg(hits, week.basket_sizes).mean())
