"""A generated supermarket: full baskets, bought again and again, and every customer in the shop in the last week."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from python_ml.demo_shop.folder import whole_folder

CUSTOMERS, LINES, ARTICLES = 13_858, 572_000, 11_997
DAYS, LAST_DAY = 112, dt.date(2025, 12, 31)
WEEK = 7
LINES_OF_A_TRIP = 5.0
# A customer's own articles, and the share of a basket that is one of them.
STAPLES, STAPLE_SHARE = 24, 0.6
VARIANTS, AISLES, DEPARTMENTS = 3, 134, 21
OPENS_AT, OPEN_SECONDS = 7 * 3600, 14 * 3600
SEED = 7

Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Supermarket:
    """A shop of a size; the same size gives the same bytes.

    Parameters
    ----------
    customers
        All of them buy in the last week.
    lines
        Sale lines; by default as many a customer as at the size of `CUSTOMERS`.
    articles
        On sale all the time, and bought as Zipf has it.
    """

    customers: int = CUSTOMERS
    lines: int | None = None
    articles: int = ARTICLES

    @property
    def sale_lines(self) -> int:
        """Exact number of lines, at least one a customer."""
        return max(self.customers, self.lines or round(LINES * self.customers / CUSTOMERS))

    def write(self, out: Path) -> None:
        """Write the Parquet files that the source `files` reads.

        Raises
        ------
        BadInput
            If `out` exists and is not an empty folder.
        """
        draw = np.random.default_rng(SEED)
        with whole_folder(out) as folder:
            pq.write_table(self._articles(), folder / "articles.parquet")
            pq.write_table(self._transactions(draw), folder / "transactions.parquet")

    def _articles(self) -> pa.Table:
        keys = np.arange(self.articles)
        products = keys // VARIANTS
        return pa.table(
            {
                "article_id": _ids("A", keys),
                "name": _ids("Article ", keys),
                "product_code": _ids("P", products),
                "category": _ids("Aisle ", products % AISLES),
                "department": _ids("Department ", products % AISLES % DEPARTMENTS),
            }
        )

    def _transactions(self, draw: np.random.Generator) -> pa.Table:
        customer, sold_at = self._trips(draw)
        trip = np.sort(
            np.r_[
                np.arange(len(customer)), draw.integers(len(customer), size=self.sale_lines - len(customer))
            ]
        )
        article = self._baskets(draw, customer[trip])
        price_cents = np.round(np.exp(np.random.default_rng(SEED).normal(5.5, 0.7, self.articles)))
        return pa.table(
            {
                "customer_id": _ids("C", customer[trip]),
                "article_id": _ids("A", article),
                "sold_at": pa.array(sold_at[trip], pa.timestamp("us")),
                "quantity": pa.array(1 + draw.poisson(0.3, len(trip)), pa.int32()),
                "unit_price_micros": pa.array(price_cents.astype(np.int64)[article] * 10_000),
            }
        )

    def _trips(self, draw: np.random.Generator) -> tuple[Keys, NDArray[np.datetime64]]:
        """Customer and moment of each trip, by customer: one of each in the last week, the others at any time."""
        everybody = np.arange(self.customers)
        others = max(0, round(self.sale_lines / LINES_OF_A_TRIP) - self.customers)
        habit = draw.gamma(1.5, size=self.customers)
        customer = np.r_[everybody, draw.choice(self.customers, others, p=habit / habit.sum())]
        days_ago = np.r_[draw.integers(WEEK, size=self.customers), draw.integers(DAYS, size=others)]
        seconds = OPENS_AT + draw.integers(OPEN_SECONDS, size=len(customer))
        moment = (
            np.datetime64(LAST_DAY, "us")
            - days_ago * np.timedelta64(1, "D")
            + seconds * np.timedelta64(1, "s")
        )
        order = np.lexsort((moment, customer))
        return customer[order], moment[order]

    def _baskets(self, draw: np.random.Generator, customer: Keys) -> Keys:
        """Article of each line: one of the customer's staples, or any."""
        staples = self._popular(draw, self.customers * STAPLES).reshape(self.customers, STAPLES)
        own = staples[customer, draw.integers(STAPLES, size=len(customer))]
        return np.where(draw.random(len(customer)) < STAPLE_SHARE, own, self._popular(draw, len(customer)))

    def _popular(self, draw: np.random.Generator, size: int) -> Keys:
        """Articles, each drawn in inverse proportion to its place and ten more."""
        weight = np.cumsum(1.0 / (10 + np.arange(self.articles)))
        return np.searchsorted(weight, draw.random(size) * weight[-1], side="right")


def _ids(word: str, keys: Keys) -> pa.Array:
    return pa.array([f"{word}{key + 1:06d}" for key in range(int(keys.max()) + 1)]).take(pa.array(keys))
