"""Novelty: how unexpected the listed articles are, given what people bought before."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from python_ml.evaluation.checks import check_article_buyers, check_cutoffs, check_lists
from python_ml.evaluation.customer_values import CustomerValues
from python_ml.evaluation.rank_cube import rank_cube, recommenders_of


def novelty_per_customer(
    lists: pl.DataFrame, article_buyers: pl.DataFrame, total_buyers: int, ks: Sequence[int]
) -> pl.DataFrame:
    """Mean self-information of a customer's first k articles, in bits: ``mean_i -log2 p(article_i)``.

    ``p = (buyers + 1) / (total_buyers + 2)`` is the share of past buyers who bought the article, smoothed by
    one buyer who did and one who did not (Laplace's rule of succession), so that an article nobody bought yet
    is finite.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key.
    article_buyers
        article_key, buyers: distinct past buyers of each article; an article left out has none.
    total_buyers
        Distinct past buyers of any article.
    ks
        Cutoffs, at least 1.

    Returns
    -------
    recommender, metric (``novelty``), k, customer_key, value in bits: one row for every customer with an
    article among the first k, sorted in this order.

    Raises
    ------
    ValueError
        If ``lists`` or ``article_buyers`` hold a repeated row or a null, a rank is below 1, or ``buyers``
        lies outside 0..``total_buyers``.

    References
    ----------
    Zhou et al. (2010), Solving the apparent diversity-accuracy dilemma of recommender systems, PNAS 107(10);
    Vargas & Castells (2011), Rank and relevance in novelty and diversity metrics for recommender systems,
    RecSys.
    """
    cutoffs = check_cutoffs(ks)
    check_lists(lists)
    check_article_buyers(article_buyers, total_buyers)
    customers = lists["customer_key"].unique().sort().to_numpy()
    return novelty_values(lists, customers, article_buyers, total_buyers, cutoffs).to_frame()


def novelty_values(
    lists: pl.DataFrame,
    customers: np.ndarray,
    article_buyers: pl.DataFrame,
    total_buyers: int,
    cutoffs: list[int],
) -> CustomerValues:
    """Do what ``novelty_per_customer`` does, on checked input, as a matrix over ``customers``."""
    recommenders = recommenders_of(lists)
    cells = lists.join(article_buyers, on="article_key", how="left").with_columns(
        value=pl.col("buyers").fill_null(0)
    )
    buyers = rank_cube(cells, recommenders, customers, cutoffs[-1])
    bits = np.log2(total_buyers + 2) - np.log2(buyers + 1)
    listed = ~np.isnan(bits)
    return CustomerValues.of(
        customers,
        {
            (recommender, "novelty", k): _mean_where(bits[index, :, :k], listed[index, :, :k])
            for index, recommender in enumerate(recommenders)
            for k in cutoffs
        },
    )


def _mean_where(values: np.ndarray, defined: np.ndarray) -> np.ndarray:
    """Mean of each row's defined values, NaN for a row without one."""
    count = defined.sum(axis=1)
    total = values.sum(axis=1, where=defined)
    return np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
