"""Customers of Online Retail in eight weeks, and what they did before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from python_ml.problems import BadInput

FILE = "online_retail.parquet"
FIRST_DAY = date(2011, 9, 1)
DAYS, DAYS_BEFORE = 56, 180


def sales(folder: Path) -> pl.DataFrame:
    """Sold lines of known customers: `customer_id`, `day`, `order` and `revenue`; cancellations are left out."""
    path = folder / FILE
    if not path.is_file():
        raise BadInput(f"there is no {FILE} in {folder}", "give the folder that holds it")
    return (
        pl.scan_parquet(path)
        .filter(pl.col("Quantity") > 0, pl.col("UnitPrice") > 0, pl.col("CustomerID").is_not_null())
        .select(
            customer_id="CustomerID",
            order="InvoiceNo",
            day=pl.col("InvoiceDate").dt.date(),
            revenue=pl.col("Quantity") * pl.col("UnitPrice"),
        )
        .collect()
    )


def customers(sold: pl.DataFrame) -> pl.DataFrame:
    """A row for each customer who bought before the eight weeks, as experiments compare them."""
    within = _totals(_between(sold, FIRST_DAY, FIRST_DAY + timedelta(DAYS)))
    before = _totals(_between(sold, FIRST_DAY - timedelta(DAYS_BEFORE), FIRST_DAY))
    known = sold.filter(pl.col("day") < FIRST_DAY).select("customer_id").unique()
    joined = known.join(within, on="customer_id", how="left").join(
        before, on="customer_id", how="left", suffix="_before"
    )
    return joined.fill_null(0).sort("customer_id")


def to_date(sold: pl.DataFrame, ids: pl.Series, metric: str) -> np.ndarray:
    """What each customer's conversion or revenue amounts to at the end of each day, shape (customers, days)."""
    row = {customer: number for number, customer in enumerate(ids)}
    within = _between(sold, FIRST_DAY, FIRST_DAY + timedelta(DAYS)).filter(
        pl.col("customer_id").is_in(ids.implode())
    )
    daily = np.zeros((len(ids), DAYS))
    rows = within["customer_id"].replace_strict(row, return_dtype=pl.Int64).to_numpy()
    np.add.at(
        daily, (rows, (within["day"] - FIRST_DAY).dt.total_days().to_numpy()), within["revenue"].to_numpy()
    )
    summed = daily.cumsum(axis=1)
    return (summed > 0).astype(float) if metric == "conversion" else summed


def _between(sold: pl.DataFrame, first: date, end: date) -> pl.DataFrame:
    return sold.filter(pl.col("day") >= first, pl.col("day") < end)


def _totals(sold: pl.DataFrame) -> pl.DataFrame:
    return sold.group_by("customer_id").agg(
        conversion=pl.lit(1.0),
        orders=pl.col("order").n_unique().cast(pl.Float64),
        revenue=pl.col("revenue").sum(),
    )
