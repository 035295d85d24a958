"""Whether probabilities come true: Brier score, expected calibration error and the reliability curve."""

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.figure import Figure

from python_ml.evaluation.bootstrap import bootstrap_means, generator_of, interval, members, resample
from python_ml.evaluation.checks import check_segments
from python_ml.evaluation.probabilities import BINS, bin_of, calibration_error, squared_errors

CONFIDENCE = 0.95
# Probabilities as whole billionths: their sums are exact, and the same in whatever order they are added.
UNITS = 1_000_000_000
SCHEMA = {
    "metric": pl.String,
    "k": pl.Int32,
    "value": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
}


def evaluate_chances(
    chances: pl.DataFrame,
    segments: pl.DataFrame,
    recommender: str = "ranker",
    samples: int = 1000,
    seed: int = 20,
) -> pl.DataFrame:
    """Brier score, expected calibration error and reliability curve of the probabilities on customers' lists.

    The Brier score is the mean of (probability - bought)². The expected calibration error is the mean distance between
    probability and share bought over ten bins of the probability, [0, .1) to [.9, 1], each weighted by its pairs. It is
    above 0 for correct probabilities too, because the shares of few pairs are noisy.

    Parameters
    ----------
    chances
        customer_key, chance (0 to 1), is_bought; one row a recommended pair.
    segments
        customer_key, segment.
    recommender
        Whose probabilities they are.
    samples
        Number of bootstrap samples, in which customers are drawn with replacement.
    seed
        Fixes the draws.

    Returns
    -------
    polars.DataFrame
        recommender, metric, k, segment, value, ci_low, ci_high (95 %), customers. `brier` and `ece` have k = 0;
        `reliability_predicted` (mean probability) and `reliability_observed` (share bought) have the number of the bin
        as k, 1 to 10, and leave out empty bins; they are of all customers.

    Raises
    ------
    ValueError
        If there is no row, a probability is missing or not between 0 and 1, or a segment is called `all`.

    References
    ----------
    Brier (1950), "Verification of forecasts expressed in terms of probability". Naeini, Cooper & Hauskrecht (2015),
    "Obtaining well calibrated probabilities using Bayesian binning", AAAI. Efron & Tibshirani (1993), chapter 13.
    """
    check_segments(segments)
    if chances.is_empty() or not chances["chance"].is_between(0, 1).fill_null(False).all():
        raise ValueError("There is nothing to measure, or a probability is not between 0 and 1.")
    customers = chances["customer_key"].unique().sort().to_numpy()
    binned = _bins_by_customer(chances, customers)
    tables = [_brier(chances, segments, samples, seed)]
    for segment, positions in members(customers, segments):
        tables.append(_binned_metrics([each[positions] for each in binned], segment, samples, seed))
    table = pl.concat(tables, how="diagonal").with_columns(recommender=pl.lit(recommender))
    return table.select(
        "recommender", "metric", "k", "segment", "value", "ci_low", "ci_high", "customers"
    ).sort("metric", "k", "segment")


def reliability_figure(metrics: pl.DataFrame) -> Figure:
    """Share bought against mean probability by bin, with intervals, from the rows of `evaluate_chances`."""
    curve = {
        name: metrics.filter(pl.col("metric") == f"reliability_{name}").sort("k")
        for name in ("predicted", "observed")
    }
    predicted, observed = curve["predicted"]["value"].to_numpy(), curve["observed"]["value"].to_numpy()
    below, above = (np.abs(curve["observed"][end].to_numpy() - observed) for end in ("ci_low", "ci_high"))
    edge = 1.1 * max(predicted.max(), (observed + above).max())
    (ece,) = metrics.filter((pl.col("metric") == "ece") & (pl.col("segment") == "all"))["value"]
    mpl.use("Agg")
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, edge], [0, edge], color="grey", linewidth=1, linestyle="dashed")
    axes.errorbar(predicted, observed, yerr=[below, above], fmt="o", capsize=3)
    axes.set(xlim=(0, edge), ylim=(0, edge), aspect="equal")
    axes.set_xlabel("mean probability")
    axes.set_ylabel("share bought, with its 95 % interval")
    axes.set_title(f"expected calibration error {ece:.3f}", loc="left", fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _brier(chances: pl.DataFrame, segments: pl.DataFrame, samples: int, seed: int) -> pl.DataFrame:
    errors = squared_errors(chances["chance"].to_numpy(), chances["is_bought"].to_numpy().astype(np.float64))
    per_customer = (
        chances.with_columns(error=pl.Series(errors))
        .group_by("customer_key")
        .agg(value=pl.col("error").sort().mean())
        .with_columns(recommender=pl.lit(""), metric=pl.lit("brier"), k=pl.lit(0, pl.Int32))
    )
    return bootstrap_means(per_customer, segments, samples, seed).drop("recommender")


def _binned_metrics(binned: list[np.ndarray], segment: str, samples: int, seed: int) -> pl.DataFrame:
    pairs, _, _ = binned
    customers = len(pairs)
    together = np.hstack(binned)
    resampled = resample(lambda weights: weights @ together, customers, samples, generator_of(segment, seed))
    sums = np.concatenate([np.ones((1, customers)) @ together, resampled])
    in_bin, predicted, sum_bought = np.hsplit(sums, len(binned))
    sum_predicted = predicted / UNITS
    with np.errstate(invalid="ignore"):
        curves = {"predicted": sum_predicted / in_bin, "observed": sum_bought / in_bin}
    ece = calibration_error(sum_predicted - sum_bought, in_bin.sum(axis=1))
    rows = [("ece", 0, *_value_and_interval(ece), customers)]
    if segment == "all":
        rows += [
            (f"reliability_{name}", b + 1, *_value_and_interval(curve[:, b]), int((pairs[:, b] > 0).sum()))
            for name, curve in curves.items()
            for b in np.flatnonzero(pairs.sum(axis=0))
        ]
    return pl.DataFrame(rows, schema={**SCHEMA, "customers": pl.Int64}, orient="row").with_columns(
        segment=pl.lit(segment)
    )


def _bins_by_customer(chances: pl.DataFrame, customers: np.ndarray) -> list[np.ndarray]:
    """Pairs, summed probabilities in `UNITS`, and pairs bought by customer and bin, shape (customers, bins) each."""
    customer = np.searchsorted(customers, chances["customer_key"].to_numpy())
    chance = chances["chance"].to_numpy()
    cell = customer * BINS + bin_of(chance)
    counts = (np.ones(len(cell)), np.rint(chance * UNITS), chances["is_bought"].to_numpy().astype(np.float64))
    size = len(customers) * BINS
    return [np.bincount(cell, each, minlength=size).reshape(-1, BINS) for each in counts]


def _value_and_interval(resampled: np.ndarray) -> tuple[float, float, float]:
    """The first is of the customers as they are, the others of samples; NaN where a sample draws no pair."""
    low, high = interval(resampled[1:], CONFIDENCE)
    return float(resampled[0]), float(low), float(high)
