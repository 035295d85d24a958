"""Sums over the customers of many runs at once, as the comparison of two arms takes them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from tea_tasting.aggr import Aggregates


def aggregates(weights: np.ndarray, columns: Mapping[str, np.ndarray]) -> list[Aggregates]:
    """Counts, means, variances and covariances of each run.

    Parameters
    ----------
    weights
        How often each customer is part of each run, shape (runs, customers).
    columns
        Values of each customer, by name.

    Examples
    --------
    >>> run = aggregates(np.array([[1, 1, 0], [1, 0, 3]]), {"orders": np.array([1.0, 3.0, 2.0])})[1]
    >>> run.count(), run.mean("orders"), run.var("orders")
    (4, 1.75, 0.25)
    """
    counts = weights.sum(axis=1)
    centres = {name: values.mean() for name, values in columns.items()}
    centred = {name: values - centres[name] for name, values in columns.items()}
    means = {name: weights @ values / counts for name, values in centred.items()}
    pairs = [*((name, name) for name in columns), *combinations(sorted(columns), 2)]
    spreads = {
        (left, right): (weights @ (centred[left] * centred[right]) / counts - means[left] * means[right])
        * (counts / (counts - 1))
        for left, right in pairs
    }
    return [
        Aggregates(
            count_=int(counts[run]),
            mean_={name: float(means[name][run] + centres[name]) for name in columns},
            var_={name: float(spreads[name, name][run]) for name in columns},
            cov_={pair: float(spread[run]) for pair, spread in spreads.items() if pair[0] != pair[1]},
        )
        for run in range(len(weights))
    ]
