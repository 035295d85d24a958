"""Caps on what one customer may count for."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


def caps(units: pl.DataFrame, columns: Iterable[str], share: float) -> dict[str, float]:
    """Value of each column above which the given share of its values above 0 lies, over all arms together.

    Zeros are left out: where most customers buy nothing, the largest percent of all values would be all purchases.

    Examples
    --------
    >>> caps(pl.DataFrame({"revenue": [0, 0, 1, 2, 3, 4, 100]}), ["revenue"], 0.2)
    {'revenue': 4.0}
    """
    if not share:
        return {}
    found = {
        column: units[column].filter(units[column] > 0).quantile(1 - share, "lower") for column in columns
    }
    return {column: float(cap) for column, cap in found.items() if cap is not None}


def capped(units: pl.DataFrame, at: dict[str, float]) -> pl.DataFrame:
    """Units with each column at most at its cap.

    Examples
    --------
    >>> capped(pl.DataFrame({"revenue": [0, 4, 100]}), {"revenue": 4.0})["revenue"].to_list()
    [0.0, 4.0, 4.0]
    """
    return units.with_columns(
        pl.col(column).cast(pl.Float64).clip(upper_bound=cap) for column, cap in at.items()
    )
