"""Which features have shifted between the windows that were learned from and today."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from python_ml.drift.binning import merge_rare_bins
from python_ml.drift.discovery import equal_weights, false_discovery_rates
from python_ml.drift.distances import (
    kolmogorov_smirnov,
    population_stability_index,
    squared_distance,
)
from python_ml.drift.histograms import Histograms, histograms_of
from python_ml.drift.nulls import (
    largest_index_by_chance,
    p_of_chi_square,
    p_of_chi_square_among_weeks,
    p_of_kolmogorov_smirnov,
    p_of_kolmogorov_smirnov_among_weeks,
)

# Share of false ones among the features that are said to drift.
LEVEL = 0.05
# Half of the usual rule of 0.1: what is smaller changes no list, however sure it is.
FLOOR = 0.05
# What the usual rule calls a large shift: needed where too few windows say how far one lies from another.
FLOOR_WITHOUT_WEEKS = 0.25
SCHEMA = {
    "population": pl.String,
    "feature": pl.String,
    "is_ordered": pl.Boolean,
    "windows": pl.Int64,
    "reference_rows": pl.Int64,
    "today_rows": pl.Int64,
    "reference_customers": pl.Float64,
    "today_customers": pl.Float64,
    "bins": pl.Int64,
    "psi": pl.Float64,
    "psi_threshold": pl.Float64,
    "statistic": pl.String,
    "distance": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "is_drift": pl.Boolean,
    "moved_bin": pl.String,
    "moved_above": pl.Float64,
    "moved_from": pl.Float64,
    "moved_to": pl.Float64,
}


def feature_shifts(histograms: pl.DataFrame, level: float = LEVEL, floor: float = FLOOR) -> pl.DataFrame:
    """Judge every feature, and find those that drift.

    Parameters
    ----------
    histograms
        A row for each `population`, `feature`, window (`as_of`, `is_today`) and `bin`: `rows` in it; `bin_order` and
        `bin_above` (lower edge) of an ordered feature (`is_ordered`); `sample`, how many independent customers the
        window is worth, and `reference_sample` of all windows together.
    level
        Share of false ones among the features that are said to drift.
    floor
        The smallest PSI that matters.

    Returns
    -------
    polars.DataFrame
        A row for each feature that both samples have rows of, by population and feature: how many rows and customers
        each side has, `psi` and the larger of `floor` and what it exceeds by chance with a probability of `level`
        (`psi_threshold`), the smaller of the two tests' `p`, its `q`, `is_drift`, and the bin that
        moved most, with its share before and now.

    References
    ----------
    Yurdakul & Naranjo (2020), "Statistical properties of the population stability index", Journal of Risk Model
    Validation 14(4). Kish (1965), "Survey Sampling", for samples in which a customer comes again.
    """
    rows = [
        row
        for _, of_feature in histograms.sort("population", "feature").group_by(
            "population", "feature", maintain_order=True
        )
        if (row := _judged(of_feature, level, floor)) is not None
    ]
    table = pl.DataFrame(
        rows, schema={name: kind for name, kind in SCHEMA.items() if name not in ("q", "is_drift")}
    )
    weights = equal_weights(table["population"].to_numpy())
    rates = false_discovery_rates(table["p"].to_numpy(), weights)
    is_drift = (pl.col("q") <= level) & (pl.col("psi") > pl.col("psi_threshold"))
    return table.with_columns(q=rates).with_columns(is_drift=is_drift).select(*SCHEMA)


def _judged(of_feature: pl.DataFrame, level: float, floor: float) -> Mapping[str, Any] | None:
    whole = histograms_of(of_feature)
    if whole is None:
        return None
    known = {
        "population": of_feature["population"][0],
        "feature": of_feature["feature"][0],
        "is_ordered": whole.is_ordered,
        "windows": len(whole.reference),
        "reference_rows": int(whole.reference.sum()),
        "today_rows": int(whole.today.sum()),
        "reference_customers": whole.reference_size,
        "today_customers": whole.today_size,
    }
    merged = merge_rare_bins(whole)
    return known | _distances(merged, level, floor) | _moved(whole, of_feature)


def _distances(given: Histograms, level: float, floor: float) -> dict[str, Any]:
    """PSI, the test that finds more, and its p-value, which counts both."""
    if given.bins < 2:
        return {"bins": 1, "psi": 0.0, "psi_threshold": floor, "statistic": "none", "distance": 0.0, "p": 1.0}
    floor = floor if given.has_weeks else max(floor, FLOOR_WITHOUT_WEEKS)
    smallest = 0.5 / (given.joint + 1)
    tests = {"chi_square": _chi_square(given)}
    if given.is_ordered:
        tests["kolmogorov_smirnov"] = _kolmogorov_smirnov(given)
    statistic, (distance, p) = min(tests.items(), key=lambda test: test[1][1])
    return {
        "bins": given.bins,
        "psi": float(population_stability_index(given.reference_shares, given.today_shares, smallest)),
        "psi_threshold": max(floor, largest_index_by_chance(given.bins, given.joint, level)),
        "statistic": statistic,
        "distance": distance,
        "p": min(1.0, p * len(tests)),
    }


def _chi_square(given: Histograms) -> tuple[float, float]:
    distance = given.joint * squared_distance(given.reference_shares, given.today_shares, given.expected)
    degrees = given.bins - 1
    p = p_of_chi_square(distance, degrees)
    if given.has_weeks:
        own, others, worth = given.weeks
        past = worth * squared_distance(others, own, given.expected)
        p = max(p, p_of_chi_square_among_weeks(distance, degrees, past))
    return float(distance), p


def _kolmogorov_smirnov(given: Histograms) -> tuple[float, float]:
    distance = float(kolmogorov_smirnov(given.reference_shares, given.today_shares))
    scaled = distance * np.sqrt(given.joint)
    p = p_of_kolmogorov_smirnov(scaled)
    if given.has_weeks:
        own, others, worth = given.weeks
        past = np.sqrt(worth) * kolmogorov_smirnov(others, own)
        p = max(p, p_of_kolmogorov_smirnov_among_weeks(scaled, past))
    return distance, p


def _moved(whole: Histograms, of_feature: pl.DataFrame) -> dict[str, Any]:
    """The bin whose share has changed most."""
    place = int(np.argmax(np.abs(whole.today_shares - whole.reference_shares)))
    name = str(whole.names[place])
    return {
        "moved_bin": name,
        "moved_above": of_feature.filter(pl.col("bin") == name)["bin_above"][0],
        "moved_from": float(whole.reference_shares[place]),
        "moved_to": float(whole.today_shares[place]),
    }
