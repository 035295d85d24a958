"""Paired differences between one recommender and each of the others."""

import polars as pl

from python_ml.evaluation.bootstrap import bootstrap_table
from python_ml.evaluation.customer_values import CustomerValues


def paired_differences(
    per_customer: pl.DataFrame,
    ours: str,
    segments: pl.DataFrame,
    samples: int = 1000,
    seed: int = 20,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Mean over customers of ``ours - baseline``, with a bootstrap interval, for each baseline, metric and k.

    Both are judged on the same customers, so what makes a customer easy or hard for both cancels, and the
    interval is narrower than two separate ones suggest. A customer for whom one of the two has no value is
    left out.

    Parameters
    ----------
    per_customer
        recommender, metric, k, customer_key, value.
    ours
        The recommender that the others are subtracted from.
    segments, samples, seed, confidence
        As in ``bootstrap_means``.

    Returns
    -------
    The columns of ``bootstrap_means``; recommender is ``<ours>_minus_<baseline>``.

    Raises
    ------
    ValueError
        If ``ours`` has no row, and as in ``bootstrap_means``.

    References
    ----------
    Sakai (2006), Evaluating evaluation metrics based on the bootstrap, SIGIR (paired bootstrap).
    """
    values = difference_values(CustomerValues.from_frame(per_customer), ours)
    return bootstrap_table(values, segments, samples, seed, confidence)


def difference_values(values: CustomerValues, ours: str) -> CustomerValues:
    """Subtract each baseline from ``ours``, customer by customer."""
    rows = values.columns.with_row_index("row")
    own = rows.filter(pl.col("recommender") == ours)
    if own.is_empty():
        raise ValueError(f"The recommender '{ours}' has no list to compare with the others.")
    pairs = rows.filter(pl.col("recommender") != ours).join(
        own.select("metric", "k", own_row="row"), on=["metric", "k"], maintain_order="left"
    )
    columns = pairs.select(
        pl.concat_str(pl.lit(f"{ours}_minus_"), "recommender").alias("recommender"), "metric", "k"
    )
    differences = values.values[pairs["own_row"]] - values.values[pairs["row"]]
    return CustomerValues(values.customers, columns, differences)
