"""Coverage: how much of the catalogue is ever shown."""

from collections.abc import Sequence

import polars as pl

from python_ml.evaluation.checks import check_cutoffs, check_lists


def coverage(lists: pl.DataFrame, catalogue: pl.Series, ks: Sequence[int]) -> pl.DataFrame:
    """Share of the catalogue in anyone's first k: ``|catalogue & union of the top-k lists| / |catalogue|``.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key. What is not of the catalogue counts for nothing: an
        oracle knows of articles that nobody has sold yet.
    catalogue
        Keys of the articles that can be sold, each once.
    ks
        Cutoffs, at least 1.

    Returns
    -------
    recommender, metric (``coverage``), k, value, sorted in this order.

    Raises
    ------
    ValueError
        If ``lists`` hold a repeated row, a null or a rank below 1.

    References
    ----------
    Ge, Delgado-Battenfeld & Jannach (2010), Beyond accuracy: evaluating recommender systems by coverage and
    serendipity, RecSys ("catalog coverage").
    """
    cutoffs = check_cutoffs(ks)
    check_lists(lists)
    return checked_coverage(lists, catalogue, cutoffs)


def checked_coverage(lists: pl.DataFrame, catalogue: pl.Series, cutoffs: list[int]) -> pl.DataFrame:
    """Do what ``coverage`` does, on checked lists."""
    best_ranks = lists.group_by("recommender", "article_key").agg(best_rank=pl.col("rank").min())
    is_shown = (pl.col("best_rank") <= pl.col("k")) & pl.col("article_key").is_in(catalogue.implode())
    return (
        best_ranks.join(pl.DataFrame({"k": cutoffs}, schema={"k": pl.Int32}), how="cross")
        .group_by("recommender", "k")
        .agg(shown=is_shown.sum().cast(pl.Int64))
        .select(
            "recommender", pl.lit("coverage").alias("metric"), "k", value=pl.col("shown") / len(catalogue)
        )
        .sort("recommender", "k")
    )
