"""What effect a shop of a given size can see at all."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from python_ml.experiments.metrics import Metric
from python_ml.experiments.power import plan
from python_ml.problems import BadInput

# Customers needed go about with one over the square of the effect, so that a few steps are enough.
STEPS = 12


def smallest_effect(
    units: pl.DataFrame, metric: Metric, shares: Mapping[str, float], **settings: float
) -> float | None:
    """Return the smallest relative effect that the customers of a window are enough for.

    Parameters
    ----------
    units, metric, shares, settings
        As for `power.plan`.

    Returns
    -------
    float or None
        None where even the largest that there could be is too small.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"conversion": [0, 0, 0, 0, 1] * 2_000})
    >>> round(smallest_effect(units, METRICS["conversion"], {"no": 0.5, "yes": 0.5}), 3)
    0.114
    """
    effect = 0.05
    try:
        for _ in range(STEPS):
            needed = plan(units, metric, effect, shares, **settings).customers
            effect *= (needed / len(units)) ** 0.5
    except BadInput:
        return None
    return effect
