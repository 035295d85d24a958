"""Candidate recall: how much of what was bought the retrievers put before the ranker."""

import numpy as np
import polars as pl

from python_ml.evaluation.checks import check_candidates, check_customers_known, check_truth
from python_ml.evaluation.customer_values import CustomerValues

ALL_RETRIEVERS = "all_retrievers"


def candidate_recall_per_customer(candidates: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Share of a customer's bought articles that a retriever proposed: ``|proposed and bought| / |bought|``.

    Parameters
    ----------
    candidates
        retriever, customer_key, article_key; an article proposed by two retrievers has two rows.
    truth
        customer_key, article_key: each article a customer bought, once.

    Returns
    -------
    recommender (the retriever, or ``all_retrievers`` for the union), metric (``candidate_recall``), k,
    customer_key, value: one row for every customer of ``truth``, sorted in this order, as ``bootstrap_means``
    takes it. There is no cutoff; k is the largest number of articles proposed to any one customer, and the
    value is recall at that k.

    Raises
    ------
    ValueError
        If ``truth`` is empty, either frame holds a repeated row or a null, a candidate's customer is not in
        ``truth``, or a retriever is called ``all_retrievers``.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 8.3.
    """
    check_truth(truth)
    check_candidates(candidates)
    check_customers_known(candidates, truth, "candidates")
    if candidates.select((pl.col("retriever") == ALL_RETRIEVERS).any()).item():
        raise ValueError(
            f"The retriever name '{ALL_RETRIEVERS}' is reserved for the union of the retrievers."
        )
    pairs = candidates.select("retriever", "customer_key", "article_key")
    union = pairs.select(pl.lit(ALL_RETRIEVERS).alias("retriever"), "customer_key", "article_key").unique()
    return _recall_values(pl.concat([pairs, union]), truth).to_frame()


def _recall_values(pairs: pl.DataFrame, truth: pl.DataFrame) -> CustomerValues:
    bought = truth.group_by("customer_key").len("bought").sort("customer_key")
    list_sizes = (
        pairs.group_by("retriever", "customer_key")
        .len("size")
        .group_by("retriever")
        .agg(pl.col("size").max())
    )
    found = (
        pairs.join(truth, on=["customer_key", "article_key"], how="semi")
        .group_by("retriever", "customer_key")
        .len("found")
    )
    return CustomerValues.of(
        bought["customer_key"].to_numpy(),
        {
            (retriever, "candidate_recall", size): _share(
                found.filter(pl.col("retriever") == retriever), bought
            )
            for retriever, size in list_sizes.sort("retriever").iter_rows()
        },
    )


def _share(found: pl.DataFrame, bought: pl.DataFrame) -> np.ndarray:
    aligned = bought.join(found, on="customer_key", how="left", maintain_order="left")
    return aligned.select(pl.col("found").fill_null(0) / pl.col("bought")).to_series().to_numpy()
