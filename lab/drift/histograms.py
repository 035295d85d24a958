"""The histograms of a generated shop, by the rule of the macro ``window_histograms``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lab.drift.shops import TODAY, GeneratedShop

TENTHS = np.arange(1, 10) / 10
ORDERED_SALES = ("price_micros", "price_change", "units")


def histograms(shop: GeneratedShop) -> pl.DataFrame:
    """Return the rows that `feature_shifts` takes."""
    sold = [name for name in shop.lines.columns if name not in ("week", "customer")]
    features = [name for name in shop.buyers.columns if name not in ("week", "customer")]
    return pl.concat(
        [
            _population(shop.lines, "sales", sold, ORDERED_SALES),
            _population(shop.buyers, "customer features", features, features),
            _population(shop.known, "orders", ["has_ordered"], ()),
        ]
    )


def _population(
    rows: pl.DataFrame, population: str, features: Sequence[str], ordered: Sequence[str]
) -> pl.DataFrame:
    sizes = rows.group_by("week", "customer").len().group_by("week").agg(sample=_effective("len"))
    learned = rows.filter(pl.col("week") != TODAY)
    reference = learned.group_by("customer").len().select(_effective("len")).item()
    counted = [
        (_ordered(rows, learned, name) if name in ordered else _categories(rows, name)) for name in features
    ]
    return (
        pl.concat(counted)
        .join(sizes, on="week")
        .with_columns(population=pl.lit(population), reference_sample=pl.lit(reference))
        .with_columns(is_today=pl.col("week") == TODAY)
        .rename({"week": "as_of"})
    )


def _effective(rows: str) -> pl.Expr:
    number = pl.col(rows).cast(pl.Float64)
    return number.sum() ** 2 / (number**2).sum()


def _ordered(rows: pl.DataFrame, learned: pl.DataFrame, name: str) -> pl.DataFrame:
    known = learned[name].drop_nulls().to_numpy()
    edges = np.quantile(known, TENTHS) if len(known) else np.zeros(len(TENTHS))
    places = np.searchsorted(edges, rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy(), side="left")
    place = pl.Series("bin_order", places, dtype=pl.Int32).set(rows[name].is_null(), None)
    counted = rows.select("week").with_columns(place).group_by("week", "bin_order").len("rows")
    above = pl.col("bin_order").replace_strict(
        dict(enumerate(edges, 1)), default=None, return_dtype=pl.Float64
    )
    return counted.select(
        "week",
        pl.lit(name).alias("feature"),
        pl.lit(True).alias("is_ordered"),
        pl.col("bin_order").cast(pl.String).fill_null("missing").alias("bin"),
        "bin_order",
        above.alias("bin_above"),
        pl.col("rows").cast(pl.Int64),
    )


def _categories(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        rows.group_by("week", pl.col(name).cast(pl.String).alias("bin"))
        .len("rows")
        .select(
            "week",
            pl.lit(name).alias("feature"),
            pl.lit(False).alias("is_ordered"),
            "bin",
            pl.lit(None, dtype=pl.Int32).alias("bin_order"),
            pl.lit(None, dtype=pl.Float64).alias("bin_above"),
            pl.col("rows").cast(pl.Int64),
        )
    )
