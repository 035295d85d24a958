"""How the arms of an experiment compare with its control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import chi2_contingency, false_discovery_control
from tea_tasting.aggr import Aggregates

from python_ml.experiments.differences import difference, effect_size, knows_before, standard_error, summed
from python_ml.experiments.metrics import Metric
from python_ml.experiments.sample_ratio import BROKEN_BELOW, sample_ratio_p, shares_of
from python_ml.experiments.sequence import sequence_multiplier
from python_ml.experiments.values import values_of
from python_ml.problems import BadInput

LEVEL = 0.05
# The share of values above 0 that are capped.
CAPPED_SHARE = 0.01
# With fewer in an arm, the normal distribution of its mean is not to be relied on.
FEWEST_CUSTOMERS = 50
# What GrowthBook tunes its sequences for; it must not follow how many customers there are at a look.
TUNED_FOR = 5_000
READ, SAMPLE_RATIO, TOO_FEW = "read", "sample_ratio", "too_few"

RESULT_SCHEMA = {
    "arm": pl.String,
    "control": pl.String,
    "metric": pl.String,
    "status": pl.String,
    "customers": pl.Int64,
    "control_customers": pl.Int64,
    "customers_in_two_arms": pl.Int64,
    "share": pl.Float64,
    "planned_share": pl.Float64,
    "sample_ratio_p": pl.Float64,
    "value": pl.Float64,
    "control_value": pl.Float64,
    "difference": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "relative_difference": pl.Float64,
    "relative_lower": pl.Float64,
    "relative_upper": pl.Float64,
    "p_value": pl.Float64,
    "chi_square_p": pl.Float64,
    "effect_size": pl.Float64,
    "variance_reduction": pl.Float64,
    "capped_at": pl.Float64,
    "sequence_lower": pl.Float64,
    "sequence_upper": pl.Float64,
}


@dataclass(frozen=True)
class _Settings:
    tuned_for: int
    level: float
    capped_share: float
    uses_before: bool


@dataclass(frozen=True)
class _Sums:
    """Sums of a metric over the customers of each arm, and the cap on what one of them counts for."""

    metric: Metric
    by_arm: Mapping[str, Aggregates]
    capped_at: float | None


def compare(
    units: pl.DataFrame,
    metrics: Sequence[Metric],
    shares: Mapping[str, float],
    *,
    tuned_for: int = TUNED_FOR,
    level: float = LEVEL,
    capped_share: float = CAPPED_SHARE,
    uses_before: bool = True,
) -> pl.DataFrame:
    """Compare each arm with the control, which is the first of `shares`, on each metric.

    Parameters
    ----------
    units
        A row a customer: `arm`, the first that they saw; the columns of each metric, as `Metric.columns` names them,
        null where they are not known yet; optionally `is_in_two_arms`, and the same columns before the experiment, as
        `Metric.columns_before` names them (null where the customer was not there).
    metrics
        As from `metrics_named`; the first is the one that decides.
    shares
        The planned share of each arm among the units, in any unit of measurement, the control first.
    tuned_for
        Customers at which the confidence sequence is narrowest: set before the first look, and never again.
    level
        How often a difference may be reported where there is none.
    capped_share
        The share of values above 0 that are capped, in metrics with outliers, the cap being the same in all arms.
    uses_before
        Whether differences are adjusted by what customers did before (CUPED), where `units` says it.

    Returns
    -------
    polars.DataFrame
        A row an arm and metric, but the control, with the columns of `RESULT_SCHEMA`, and `q_value` (corrected for
        all its rows by Benjamini and Hochberg), `is_significant` (by the fixed test, which may be read once) and
        `is_always_significant` (by the sequence, at any look, for one metric).
        Estimates are null where the sample ratio is broken (`status` is then `sample_ratio`) or an arm has too few
        customers to say anything (`too_few`).
        Customers in two arms are counted, and left out of the estimates.

    Examples
    --------
    >>> from python_ml.experiments.metrics import metrics_named
    >>> units = pl.DataFrame({"arm": ["no", "yes"] * 500, "orders": [0, 0, 1, 0, 0, 1, 1, 2, 0, 1] * 100})
    >>> found = compare(units, metrics_named("orders"), {"no": 0.5, "yes": 0.5})
    >>> found.select("arm", "difference", "is_significant").row(0)
    ('yes', 0.4, True)
    """
    settings = _Settings(tuned_for, level, capped_share, uses_before)
    return _corrected(_compared(units, metrics, shares, settings), level)


def compare_segments(
    units: pl.DataFrame,
    metrics: Sequence[Metric],
    shares: Mapping[str, float],
    segment: str,
    *,
    tuned_for: int = TUNED_FOR,
    level: float = LEVEL,
    capped_share: float = CAPPED_SHARE,
    uses_before: bool = True,
) -> pl.DataFrame:
    """Compare arms within each value of the column `segment`: hypotheses for a further experiment, never a finding.

    Parameters
    ----------
    units, metrics, shares, tuned_for, level, capped_share, uses_before
        As for `compare`.
    segment
        A column of `units` that was known before the experiment.

    Returns
    -------
    polars.DataFrame
        As from `compare`, after `segment`, `segment_value` and `is_hypothesis`, which is true; q-values are corrected
        over all segments.
    """
    settings = _Settings(tuned_for, level, capped_share, uses_before)
    parts = [
        _compared(part, metrics, shares, settings).select(
            pl.lit(segment).alias("segment"),
            pl.lit(str(value)).alias("segment_value"),
            pl.lit(True).alias("is_hypothesis"),
            pl.all(),
        )
        for (value,), part in sorted(units.group_by(segment), key=lambda group: str(group[0][0]))
    ]
    return _corrected(pl.concat(parts), level)


def _compared(
    units: pl.DataFrame, metrics: Sequence[Metric], shares: Mapping[str, float], settings: _Settings
) -> pl.DataFrame:
    _check(units, metrics, shares)
    control, *arms = shares
    kept = units.filter(~pl.col("is_in_two_arms")) if "is_in_two_arms" in units.columns else units
    health = _health(units, shares, left_out=len(units) - len(kept))
    sums = [_summed(metric, kept, settings.capped_share) for metric in metrics]
    rows = [
        {"arm": arm, "control": control, "metric": each.metric.name, "capped_at": each.capped_at}
        | health[arm]
        | ({} if health[arm]["status"] == SAMPLE_RATIO else _estimates(each, control, arm, settings))
        for arm in arms
        for each in sums
    ]
    return pl.DataFrame(rows, schema=RESULT_SCHEMA)


def _check(units: pl.DataFrame, metrics: Sequence[Metric], shares: Mapping[str, float]) -> None:
    missing = {column for metric in metrics for column in metric.columns} - set(units.columns)
    if missing:
        raise BadInput(
            f"customers of the experiment lack {', '.join(sorted(missing))}", "add what its metrics need"
        )
    unknown = set(units["arm"].unique()) - set(shares)
    if unknown:
        raise BadInput(
            f"customers are in {', '.join(map(str, sorted(unknown, key=str)))}, which the experiment has no share for",
            "add the arm to the plan, or leave them out",
        )


def _summed(metric: Metric, units: pl.DataFrame, capped_share: float) -> _Sums:
    known, columns, capped_at = values_of(units, metric, capped_share)
    return _Sums(metric, summed(known, columns), capped_at)


def _health(units: pl.DataFrame, shares: Mapping[str, float], left_out: int) -> dict[str, dict[str, object]]:
    """Counts of each arm and whether they are as planned, before anybody is left out."""
    counted = dict(units.group_by("arm").len().iter_rows())
    counts = {arm: counted.get(arm, 0) for arm in shares}
    p = sample_ratio_p([*counts.values()], [*shares.values()])
    observed, planned = shares_of(counts), shares_of(shares)
    control = next(iter(shares))
    return {
        arm: {
            "status": SAMPLE_RATIO if p < BROKEN_BELOW else READ,
            "customers": counts[arm],
            "control_customers": counts[control],
            "customers_in_two_arms": left_out,
            "share": observed[arm],
            "planned_share": planned[arm],
            "sample_ratio_p": p,
        }
        for arm in shares
    }


def _estimates(sums: _Sums, control_name: str, arm_name: str, settings: _Settings) -> dict[str, object]:
    metric, control, arm = sums.metric, sums.by_arm.get(control_name), sums.by_arm.get(arm_name)
    if control is None or arm is None or not _says_something(metric, control, arm):
        return {"status": TOO_FEW}
    plain = difference(metric, control, arm, level=settings.level, uses_before=False)
    adjusts = settings.uses_before and knows_before(metric, control, arm)
    result = difference(metric, control, arm, level=settings.level, uses_before=True) if adjusts else plain
    error = standard_error(result, settings.level)
    reach = error * float(
        sequence_multiplier(control.count() + arm.count(), settings.tuned_for, settings.level)
    )
    return {
        "value": result.treatment,
        "control_value": result.control,
        "difference": result.effect_size,
        "lower": result.effect_size_ci_lower,
        "upper": result.effect_size_ci_upper,
        "relative_difference": result.rel_effect_size,
        "relative_lower": result.rel_effect_size_ci_lower,
        "relative_upper": result.rel_effect_size_ci_upper,
        "p_value": result.pvalue,
        "chi_square_p": _chi_square_p(metric, control, arm) if metric.is_yes_or_no else None,
        "effect_size": effect_size(metric, result, control, arm),
        "variance_reduction": 1 - (error / standard_error(plain, settings.level)) ** 2 if adjusts else None,
        "sequence_lower": result.effect_size - reach,
        "sequence_upper": result.effect_size + reach,
    }


def _says_something(metric: Metric, control: Aggregates, arm: Aggregates) -> bool:
    """Whether both arms have customers enough, who differ from each other, and whose values are above 0."""
    return all(
        each.count() >= FEWEST_CUSTOMERS
        and all(each.mean(column) > 0 for column in metric.columns)
        and each.ratio_var(metric.numerator, metric.denominator) > 0
        for each in (control, arm)
    )


def _chi_square_p(metric: Metric, control: Aggregates, arm: Aggregates) -> float:
    """p-value of the table of customers by arm and by yes or no, without a correction for continuity."""
    yes = np.array([each.mean(metric.numerator) * each.count() for each in (control, arm)])
    all_of_them = np.array([control.count(), arm.count()])
    return float(chi2_contingency(np.array([yes, all_of_them - yes]), correction=False).pvalue)


def _corrected(compared: pl.DataFrame, level: float) -> pl.DataFrame:
    p = compared["p_value"].to_numpy()
    q = np.full(len(p), np.nan)
    read = ~np.isnan(p)
    if read.any():
        q[read] = false_discovery_control(p[read])
    excludes_zero = (pl.col("sequence_lower") > 0) | (pl.col("sequence_upper") < 0)
    return compared.with_columns(pl.Series("q_value", q).fill_nan(None)).with_columns(
        (pl.col("q_value") <= level).fill_null(False).alias("is_significant"),
        excludes_zero.fill_null(False).alias("is_always_significant"),
    )
