"""A map of a shop: its best-selling articles and some of its customers, in one plane."""

import numpy as np
import polars as pl

from python_ml.embeddings.clusters import cluster_centres, nearest
from python_ml.embeddings.plane import in_the_plane
from python_ml.embeddings.vectors import article_vectors, customer_vectors

# Customers drawn; all others of the sample only say which articles go together.
CUSTOMERS_DRAWN = 300
DIGITS = 4
SCHEMA = {
    "as_of": pl.Date,
    "article_key": pl.Int32,
    "customer_key": pl.Int32,
    "x": pl.Float64,
    "y": pl.Float64,
    "cluster": pl.Int32,
    "last_event_at": pl.Datetime("us"),
}


def map_points(purchases: pl.DataFrame, customers_drawn: int = CUSTOMERS_DRAWN) -> pl.DataFrame:
    """Place articles and customers in the plane, near to each other if the same people buy them.

    Parameters
    ----------
    purchases
        Who bought what before one cutoff: ``as_of``, ``customer_key``, ``article_key``, ``last_event_at`` and
        ``customer_place``, the customer's place in the sample, 1 first. A row for each pair.
    customers_drawn
        How many customers of the sample, by their place, get a point.

    Returns
    -------
    polars.DataFrame
        A row for each article (``customer_key`` null), then for each customer (``article_key`` null): ``as_of``,
        ``article_key``, ``customer_key``, ``x`` and ``y`` between -1 and 1, ``cluster`` from 1, the one with most
        articles first, and ``last_event_at``, the newest event of all, as each point has its place by all of them.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> purchases = pl.DataFrame(
    ...     {"as_of": [date(2026, 1, 1)] * 4, "customer_key": [1, 1, 2, 2], "article_key": [5, 6, 7, 8],
    ...      "last_event_at": [datetime(2025, 12, 31)] * 4, "customer_place": [1, 1, 2, 2]}
    ... )
    >>> map_points(purchases, customers_drawn=1).select("article_key", "customer_key").rows()
    [(5, None), (6, None), (7, None), (8, None), (None, 1)]
    """
    if purchases.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    customers = purchases.select("customer_key", "customer_place").unique().sort("customer_place")
    articles = purchases["article_key"].unique().sort()
    bought = _bought(purchases, customers["customer_key"], articles)
    drawn = customers.head(customers_drawn)["customer_key"]
    of_articles = article_vectors(bought)
    vectors = np.vstack([of_articles, customer_vectors(bought[: len(drawn)], of_articles)])
    points = in_the_plane(vectors).round(DIGITS)
    return pl.DataFrame(
        {
            "as_of": [purchases["as_of"][0]] * len(vectors),
            "article_key": [*articles, *[None] * len(drawn)],
            "customer_key": [*[None] * len(articles), *drawn],
            "x": points[:, 0],
            "y": points[:, 1],
            "cluster": nearest(vectors, cluster_centres(of_articles)) + 1,
            "last_event_at": [purchases["last_event_at"].max()] * len(vectors),
        },
        schema=SCHEMA,
    )


def _bought(purchases: pl.DataFrame, customers: pl.Series, articles: pl.Series) -> np.ndarray:
    """Whether a customer, by row, bought an article, by column."""
    bought = np.zeros((len(customers), len(articles)))
    rows = {key: row for row, key in enumerate(customers)}
    bought[
        [rows[key] for key in purchases["customer_key"]],
        articles.search_sorted(purchases["article_key"]),
    ] = 1
    return bought
