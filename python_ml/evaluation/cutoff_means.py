"""Means over several test cutoffs, as in a rolling backtest."""

import numpy as np
import polars as pl
from scipy import stats

KEY = ["recommender", "metric", "k", "segment"]


def means_over_cutoffs(measured: pl.DataFrame, confidence: float = 0.95) -> pl.DataFrame:
    """Mean of each metric over the cutoffs it was measured at, with Student's interval of that mean.

    Cutoffs share customers and history, so they are not independent and the interval is a guide, not a guarantee:
    Bengio & Grandvalet, "No unbiased estimator of the variance of K-fold cross-validation", JMLR 5 (2004).

    Parameters
    ----------
    measured
        as_of, recommender, metric, k, segment, value, customers; one row of each at a cutoff.
    confidence
        Probability between the two ends of the interval.

    Returns
    -------
    recommender, metric, k, segment, value, ci_low, ci_high, customers (summed over the cutoffs), cutoffs, sorted by the
    first four. Without a second cutoff there are no rows; a metric that only one cutoff has, has no interval.
    """
    if measured["as_of"].n_unique() < 2:
        measured = measured.clear()
    # Sorted, so that sums of doubles come out the same in whatever order the rows came.
    means = (
        measured.sort([*KEY, "as_of"])
        .group_by(KEY, maintain_order=True)
        .agg(
            value=pl.col("value").mean(),
            spread=pl.col("value").std(),
            customers=pl.col("customers").sum().cast(pl.Int64),
            cutoffs=pl.len().cast(pl.Int64),
        )
    )
    number = means["cutoffs"].to_numpy()
    student = stats.t.ppf((1 + confidence) / 2, np.maximum(number - 1, 1))
    half = pl.col("spread") * pl.Series(student / np.sqrt(np.maximum(number, 1)), dtype=pl.Float64)
    with_interval = means.with_columns(ci_low=pl.col("value") - half, ci_high=pl.col("value") + half)
    return with_interval.select(*KEY, "value", "ci_low", "ci_high", "customers", "cutoffs")
