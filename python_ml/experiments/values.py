"""Values of customers on one metric, as they are compared."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from python_ml.experiments.capping import capped, caps
from python_ml.experiments.metrics import Metric


class Values(NamedTuple):
    """Customers whose metric is known.

    Attributes
    ----------
    units
        A row a customer.
    columns
        What the metric needs, and the same before where it is known.
    capped_at
        The cap on the numerator; None if it has none.
    """

    units: pl.DataFrame
    columns: list[str]
    capped_at: float | None


def values_of(units: pl.DataFrame, metric: Metric, capped_share: float) -> Values:
    """Values of a metric with outliers capped, each column by itself; what is not known before counts as nothing.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"orders": [1, None, 2], "orders_before": [None, 3, 4]})
    >>> values_of(units, METRICS["orders"], 0.01).units.rows()
    [(1, 0), (2, 4)]
    """
    before = metric.columns_before if set(metric.columns_before) <= set(units.columns) else ()
    columns = [*metric.columns, *before]
    at = caps(units, columns, capped_share) if metric.has_outliers else {}
    known = capped(units, at).drop_nulls(metric.columns).with_columns(pl.col(columns).fill_null(0))
    return Values(known, columns, at.get(metric.numerator))
