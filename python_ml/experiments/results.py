"""How the arms of an experiment compare with its control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from python_ml.experiments.metrics import Metric

LEVEL = 0.05
# The share of customers with any value whose value is capped.
CAPPED_SHARE = 0.01


def compare(
    units: pl.DataFrame,
    metrics: Sequence[Metric],
    shares: Mapping[str, float],
    *,
    tuned_for: int,
    level: float = LEVEL,
    capped_share: float = CAPPED_SHARE,
    uses_before: bool = True,
) -> pl.DataFrame:
    """Compare each arm with the control, which is the first of `shares`, on each metric.

    Parameters
    ----------
    units
        A row a customer: `arm`; the columns of each metric, as `Metric.columns` names them; optionally
        `is_in_two_arms`, and the same before the experiment, as `Metric.columns_before` names them (null where the
        customer was not there).
    metrics
        As from `metrics_named`; the first is the one that decides.
    shares
        The planned share of each arm among the units, in any unit of measurement, the control first.
    tuned_for
        Customers at which the confidence sequence is narrowest, set in advance, as what `plan` asks for.
    level
        How often a difference may be reported where there is none.
    capped_share
        The share of values above 0 that are capped, in metrics with outliers, the cap being the same in all arms.
    uses_before
        Whether differences are adjusted by what customers did before (CUPED), where `units` says it.

    Returns
    -------
    polars.DataFrame
        A row an arm and metric, but the control, with the columns of `RESULT_SCHEMA`; estimates are null where the
        sample ratio is broken (`status` is then `sample_ratio`) or an arm has too few customers (`too_few`).
    """
    raise NotImplementedError


def compare_segments(
    units: pl.DataFrame,
    metrics: Sequence[Metric],
    shares: Mapping[str, float],
    segment: str,
    **settings: float,
) -> pl.DataFrame:
    """Compare arms within each value of the column `segment`: hypotheses for a further experiment, never a finding.

    Returns
    -------
    polars.DataFrame
        As from `compare`, with `segment` and its `segment_value`; q-values are corrected over all segments, and
        `is_hypothesis` is true.
    """
    raise NotImplementedError
