"""The histograms of a generated shop, by the rule of the macro ``window_histograms``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lab.drift.shops import TODAY, GeneratedShop

TENTHS = np.arange(1, 10) / 10
BIN = ("bin", "bin_order", "bin_above", "is_ordered")
SQUARES = (pl.col("len").cast(pl.Float64) ** 2).sum()
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
    edges = {name: _edges(rows, name) for name in ordered}
    binned = {
        name: _ordered(rows, name, edges[name]) if name in ordered else _categories(rows, name)
        for name in features
    }
    counted = [_counted(each).with_columns(feature=pl.lit(name)) for name, each in binned.items()]
    return (
        pl.concat(counted)
        .with_columns(population=pl.lit(population), is_today=pl.col("week") == TODAY)
        .rename({"week": "as_of"})
    )


def _counted(binned: pl.DataFrame) -> pl.DataFrame:
    """Rows of each week and bin, and what each week, and all that were learned from, are worth."""
    learned = binned.filter(pl.col("week") != TODAY).with_columns(week=pl.lit(0))
    reference = _samples(learned)["sample"].item()
    rows = binned.group_by("week", *BIN).len("rows").with_columns(pl.col("rows").cast(pl.Int64))
    return rows.join(_samples(binned), on="week").with_columns(reference_sample=pl.lit(reference))


def _samples(binned: pl.DataFrame) -> pl.DataFrame:
    """How many independent rows each week is worth, as the macro ``effective_size`` says."""
    of_units = (
        binned.group_by("week", "customer")
        .len()
        .group_by("week")
        .agg(rows=pl.col("len").sum(), squares=SQUARES)
    )
    of_bins = (
        binned.group_by("week", "bin", "customer")
        .len()
        .group_by("week", "bin")
        .agg(each=SQUARES / pl.col("len").sum())
        .group_by("week")
        .agg(bins=pl.len(), varied=pl.col("each").sum())
    )
    rows = pl.col("rows").cast(pl.Float64)
    kish = rows**2 / pl.col("squares")
    spread = rows * pl.col("varied") - pl.col("squares")
    scott = pl.when(spread > 0).then(rows**2 * (pl.col("bins") - 1) / spread).otherwise(rows)
    return of_units.join(of_bins, on="week").select(
        "week", sample=pl.min_horizontal(rows, pl.max_horizontal(kish, scott))
    )


def _edges(rows: pl.DataFrame, name: str) -> np.ndarray:
    known = rows.filter(pl.col("week") != TODAY)[name].drop_nulls().to_numpy()
    return np.quantile(known, TENTHS) if len(known) else np.zeros(len(TENTHS))


def _ordered(rows: pl.DataFrame, name: str, edges: np.ndarray) -> pl.DataFrame:
    places = np.searchsorted(edges, rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy(), side="left")
    place = pl.Series("bin_order", places, dtype=pl.Int32).set(rows[name].is_null(), None)
    above = pl.col("bin_order").replace_strict(
        dict(enumerate(edges, 1)), default=None, return_dtype=pl.Float64
    )
    return (
        rows.select("week", "customer")
        .with_columns(place)
        .with_columns(
            bin=pl.col("bin_order").cast(pl.String).fill_null("missing"),
            bin_above=above,
            is_ordered=pl.lit(True),
        )
    )


def _categories(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.select(
        "week",
        "customer",
        pl.lit(None, dtype=pl.Int32).alias("bin_order"),
        pl.col(name).cast(pl.String).alias("bin"),
        pl.lit(None, dtype=pl.Float64).alias("bin_above"),
        pl.lit(False).alias("is_ordered"),
    )
