"""Metrics of customers as a dense matrix, and as the long frame that people read."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

COLUMN_KEY = ["recommender", "metric", "k"]


@dataclass(frozen=True)
class CustomerValues:
    """One value a customer for each of c columns (recommender, metric, k).

    Attributes
    ----------
    customers
        Shape (n,), the customer keys, ascending.
    columns
        c rows: recommender, metric, k.
    values
        Shape (c, n); NaN where the metric is not defined for the customer.
    """

    customers: np.ndarray
    columns: pl.DataFrame
    values: np.ndarray

    @classmethod
    def of(cls, customers: np.ndarray, rows: dict[tuple[str, str, int], np.ndarray]) -> Self:
        """Stack one array of shape (n,) for each (recommender, metric, k)."""
        schema = {"recommender": pl.String, "metric": pl.String, "k": pl.Int32}
        columns = pl.DataFrame(list(rows), schema=schema, orient="row")
        values = np.stack(list(rows.values())) if rows else np.empty((0, len(customers)))
        return cls(customers, columns, values)

    @classmethod
    def from_frame(cls, per_customer: pl.DataFrame) -> Self:
        """Read a long frame recommender, metric, k, customer_key, value; row order does not matter.

        Raises
        ------
        ValueError
            If there is no row, a value is null or not finite, or a (recommender, metric, k, customer_key)
            occurs twice.
        """
        if per_customer.is_empty():
            raise ValueError("There is nothing to average: no customer has a value.")
        customers = per_customer["customer_key"].unique().sort()
        columns = per_customer.select(COLUMN_KEY).unique().sort(COLUMN_KEY)
        customer_index = pl.DataFrame({"customer_key": customers}).with_row_index("customer_index")
        cells = per_customer.join(columns.with_row_index("column_index"), on=COLUMN_KEY).join(
            customer_index, on="customer_key"
        )
        values = np.full((columns.height, customers.len()), np.nan)
        values[cells["column_index"], cells["customer_index"]] = cells["value"].to_numpy()
        if np.isfinite(values).sum() != per_customer.height:
            raise ValueError(
                "Each (recommender, metric, k, customer_key) needs one finite value, not none or two."
            )
        return cls(customers.to_numpy(), columns, values)

    def to_frame(self) -> pl.DataFrame:
        """Give the long frame recommender, metric, k, customer_key, value, without undefined values."""
        columns, customers = self.values.shape
        return (
            self.columns[np.repeat(np.arange(columns), customers)]
            .with_columns(
                pl.Series("customer_key", np.tile(self.customers, columns)),
                pl.Series("value", self.values.ravel()),
            )
            .filter(pl.col("value").is_not_nan())
        )

    def beside(self, other: Self) -> Self:
        """Add the columns of ``other``, which is about the same customers."""
        columns = pl.concat([self.columns, other.columns])
        return type(self)(self.customers, columns, np.concatenate([self.values, other.values]))
