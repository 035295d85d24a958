"""The whole table of ranking metrics."""

from collections.abc import Sequence

import polars as pl

from python_ml.evaluation.accuracy import accuracy_values
from python_ml.evaluation.bootstrap import TABLE_KEY, bootstrap_table
from python_ml.evaluation.checks import (
    check_article_buyers,
    check_article_groups,
    check_customers_known,
    check_cutoffs,
    check_lists,
    check_truth,
)
from python_ml.evaluation.coverage import checked_coverage
from python_ml.evaluation.differences import difference_values
from python_ml.evaluation.diversity import diversity_values
from python_ml.evaluation.novelty import novelty_values

LENGTHS = (1, 3, 5, 10)
CONFIDENCE = 0.95


def measured_lengths(longest: int) -> list[int]:
    """Lengths at which lists of up to `longest` articles are measured: `longest`, and the usual ones below it."""
    return [k for k in LENGTHS if k < longest] + [longest]


def evaluate_rankings(
    lists: pl.DataFrame,
    truth: pl.DataFrame,
    segments: pl.DataFrame,
    article_buyers: pl.DataFrame,
    total_buyers: int,
    ours: str = "ranker",
    ks: Sequence[int] = LENGTHS,
    samples: int = 1000,
    seed: int = 20,
    article_groups: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Every metric of every recommender, and of ``ours`` minus each baseline, on the same customers.

    Parameters
    ----------
    lists
        recommender, customer_key, rank (1 best), article_key; only customers of ``truth``.
    truth
        customer_key, article_key: each article a customer bought, once.
    segments
        customer_key, segment.
    article_buyers
        article_key, buyers: the catalogue, with the distinct past buyers of each article; any other has none.
    total_buyers
        Distinct past buyers of any article.
    ours
        The recommender that is compared with each of the others.
    ks
        Cutoffs, at least 1.
    samples, seed
        Of the bootstrap.
    article_groups
        article_key, and a column for each kind of group by which the diversity of lists is measured, null where
        unknown. Without it diversity is not measured.

    Returns
    -------
    recommender, metric, k, segment, value, ci_low, ci_high (95 %), customers; unique in and sorted by the
    first four. Coverage belongs to the lists together: it has the segment ``all`` only, and no interval.
    Novelty is over customers with a list, diversity over those with two articles of a known group on it,
    everything else over all customers of ``truth``.

    Raises
    ------
    ValueError
        If ``truth`` is empty, ``ours`` has no list, or an input holds a row that ``per_customer_metrics``,
        ``novelty_per_customer``, ``diversity_per_customer``, ``coverage`` or ``bootstrap_means`` refuses.
    """
    cutoffs = check_cutoffs(ks)
    check_truth(truth)
    check_lists(lists)
    check_customers_known(lists, truth, "lists")
    check_article_buyers(article_buyers, total_buyers)
    accuracy = accuracy_values(lists, truth, cutoffs)
    customers = accuracy.customers
    measured = [accuracy, novelty_values(lists, customers, article_buyers, total_buyers, cutoffs)]
    if article_groups is not None:
        check_article_groups(article_groups)
        measured.append(diversity_values(lists, customers, article_groups, cutoffs))
    means = [
        bootstrap_table(values.beside(difference_values(values, ours)), segments, samples, seed, CONFIDENCE)
        for values in measured
    ]
    shown = checked_coverage(lists, article_buyers["article_key"], cutoffs).with_columns(
        pl.lit("all").alias("segment"), pl.lit(len(customers), pl.Int64).alias("customers")
    )
    return pl.concat([*means, shown], how="diagonal").sort(TABLE_KEY)
