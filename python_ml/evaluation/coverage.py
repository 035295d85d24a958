"""Coverage: how much of the catalogue is ever shown."""

from collections.abc import Sequence

import polars as pl

from python_ml.evaluation.checks import check_cutoffs, check_lists


def coverage(lists: pl.DataFrame, catalogue_size: int, ks: Sequence[int]) -> pl.DataFrame:
    """Share of the catalogue in anyone's first k: ``|union of the top-k lists| / catalogue_size``.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key; every article is one of the catalogue.
    catalogue_size
        Number of sellable articles.
    ks
        Cutoffs, at least 1.

    Returns
    -------
    recommender, metric (``coverage``), k, value, sorted in this order.

    Raises
    ------
    ValueError
        If ``lists`` hold a repeated row, a null or a rank below 1, or more distinct articles than the
        catalogue.

    References
    ----------
    Ge, Delgado-Battenfeld & Jannach (2010), Beyond accuracy: evaluating recommender systems by coverage and
    serendipity, RecSys ("catalog coverage").
    """
    cutoffs = check_cutoffs(ks)
    check_lists(lists)
    return checked_coverage(lists, catalogue_size, cutoffs)


def checked_coverage(lists: pl.DataFrame, catalogue_size: int, cutoffs: list[int]) -> pl.DataFrame:
    """Do what ``coverage`` does, on checked lists."""
    listed = lists["article_key"].n_unique()
    if listed > catalogue_size:
        raise ValueError(
            f"The lists hold {listed} different articles, but the catalogue only {catalogue_size}."
        )
    best_ranks = lists.group_by("recommender", "article_key").agg(best_rank=pl.col("rank").min())
    return (
        best_ranks.join(pl.DataFrame({"k": cutoffs}, schema={"k": pl.Int32}), how="cross")
        .group_by("recommender", "k")
        .agg(shown=(pl.col("best_rank") <= pl.col("k")).sum().cast(pl.Int64))
        .select(
            "recommender", pl.lit("coverage").alias("metric"), "k", value=pl.col("shown") / catalogue_size
        )
        .sort("recommender", "k")
    )
