"""Diversity: how different the articles of one list are from each other."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from python_ml.evaluation.checks import check_article_groups, check_cutoffs, check_lists
from python_ml.evaluation.customer_values import CustomerValues
from python_ml.evaluation.rank_cube import rank_cube, recommenders_of


def diversity_per_customer(
    lists: pl.DataFrame, article_groups: pl.DataFrame, ks: Sequence[int]
) -> pl.DataFrame:
    """Intra-list diversity: share of the pairs within a customer's first k articles that differ in their group.

    ``sum_{i<j} [g(i) != g(j)] / |{i<j}|`` over the articles whose group is known. One kind of group is, say, the
    product of which an article is a variant.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key.
    article_groups
        article_key, and a column of whole numbers for each kind of group; null, or an article left out, is unknown.
    ks
        Cutoffs, at least 1.

    Returns
    -------
    recommender, metric (``<kind>_diversity``), k, customer_key, value from 0 to 1: one row for every customer with
    two articles of a known group among the first k.

    Raises
    ------
    ValueError
        If ``lists`` or ``article_groups`` hold a repeated row, ``lists`` a null, or a rank is below 1.

    References
    ----------
    Ziegler et al. (2005), Improving recommendation lists through topic diversification, WWW (intra-list
    similarity, of which this is the complement); Smyth & McClave (2001), Similarity vs. diversity, ICCBR.
    """
    cutoffs = check_cutoffs(ks)
    check_lists(lists)
    check_article_groups(article_groups)
    customers = lists["customer_key"].unique().sort().to_numpy()
    return diversity_values(lists, customers, article_groups, cutoffs).to_frame()


def diversity_values(
    lists: pl.DataFrame, customers: np.ndarray, article_groups: pl.DataFrame, cutoffs: list[int]
) -> CustomerValues:
    """Do what ``diversity_per_customer`` does, on checked input, as a matrix over ``customers``."""
    recommenders = recommenders_of(lists)
    rows = {}
    for kind in article_groups.columns:
        if kind == "article_key":
            continue
        groups = article_groups.select("article_key", value=pl.col(kind))
        cube = rank_cube(lists.join(groups, on="article_key"), recommenders, customers, cutoffs[-1])
        for index, recommender in enumerate(recommenders):
            for k in cutoffs:
                rows[recommender, f"{kind}_diversity", k] = _share_that_differs(cube[index, :, :k])
    return CustomerValues.of(customers, rows)


def _share_that_differs(groups: np.ndarray) -> np.ndarray:
    """Share of each row's pairs of known groups that are not the same, NaN for a row without a pair."""
    known = (~np.isnan(groups)).sum(axis=1)
    pairs = known * (known - 1) // 2
    same = np.zeros(len(groups), dtype=np.int64)
    for gap in range(1, groups.shape[1]):
        same += (groups[:, gap:] == groups[:, :-gap]).sum(axis=1)
    return np.divide(pairs - same, pairs, out=np.full(len(groups), np.nan), where=pairs > 0)
