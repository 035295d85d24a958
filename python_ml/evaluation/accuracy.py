"""Accuracy of lists, customer by customer."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from python_ml.evaluation.checks import check_customers_known, check_cutoffs, check_lists, check_truth
from python_ml.evaluation.customer_values import CustomerValues
from python_ml.evaluation.metrics import METRICS
from python_ml.evaluation.rank_cube import rank_cube, recommenders_of


def per_customer_metrics(lists: pl.DataFrame, truth: pl.DataFrame, ks: Sequence[int]) -> pl.DataFrame:
    """Hit rate, MAP, MRR, NDCG, precision and recall of every list at every cutoff.

    Every recommender is judged on all customers of ``truth``: without a list a customer counts 0.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key. A list may be shorter than k; a rank left out
        is a miss.
    truth
        customer_key, article_key: each article a customer bought, once.
    ks
        Cutoffs, at least 1.

    Returns
    -------
    recommender, metric, k, customer_key, value: one row for every customer of ``truth``, in this order.

    Raises
    ------
    ValueError
        If ``truth`` is empty, or ``lists`` or ``truth`` hold a repeated row, a null, a rank below 1 or a
        customer who is not in ``truth``.
    """
    cutoffs = check_cutoffs(ks)
    check_truth(truth)
    check_lists(lists)
    check_customers_known(lists, truth, "lists")
    return accuracy_values(lists, truth, cutoffs).to_frame()


def accuracy_values(lists: pl.DataFrame, truth: pl.DataFrame, cutoffs: list[int]) -> CustomerValues:
    """Do what ``per_customer_metrics`` does, on checked input, as a matrix."""
    baskets = truth.group_by("customer_key").len("bought").sort("customer_key")
    customers, bought = baskets["customer_key"].to_numpy(), baskets["bought"].to_numpy().astype(np.int64)
    recommenders = recommenders_of(lists)
    hit_cells = lists.join(truth, on=["customer_key", "article_key"], how="semi").with_columns(value=1.0)
    hits = ~np.isnan(rank_cube(hit_cells, recommenders, customers, cutoffs[-1]))
    return CustomerValues.of(
        customers,
        {
            (recommender, metric, k): formula(hits[index, :, :k], bought)
            for index, recommender in enumerate(recommenders)
            for metric, formula in METRICS.items()
            for k in cutoffs
        },
    )
