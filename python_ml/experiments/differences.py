"""The difference of two arms on one metric, from sums over their customers; tea-tasting does the tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl
from scipy.stats import norm
from tea_tasting.aggr import Aggregates, read_aggregates
from tea_tasting.metrics.mean import MeanResult, RatioOfMeans

from python_ml.experiments.metrics import Metric


def summed(units: pl.DataFrame, columns: Sequence[str]) -> dict[str, Aggregates]:
    """Counts, means, variances and covariances of the columns in each arm.

    Rows are sorted first, so that their order, in which floats are added up, changes nothing.

    Examples
    --------
    >>> units = pl.DataFrame({"arm": ["a", "a", "b"], "orders": [1, 3, 2]})
    >>> summed(units, ["orders"])["a"].mean("orders")
    2.0
    """
    numbers = units.select("arm", *(pl.col(column).cast(pl.Float64) for column in columns)).sort(
        "arm", *columns
    )
    pairs = [(left, right) for left in columns for right in columns if left < right]
    wanted = {"has_count": True, "mean_cols": columns, "var_cols": columns, "cov_cols": pairs}
    return {
        arm: read_aggregates(part, group_col=None, **wanted)
        for (arm,), part in numbers.partition_by("arm", as_dict=True).items()
    }


def knows_before(metric: Metric, *arms: Aggregates) -> bool:
    """Whether every arm has any of the metric before the experiment.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> knows_before(METRICS["orders"], *summed(pl.DataFrame({"arm": ["a"], "orders": [1]}), ["orders"]).values())
    False
    """
    return all(arm.mean_.get(column, 0) > 0 for column in metric.columns_before for arm in arms)


def difference(
    metric: Metric, control: Aggregates, arm: Aggregates, *, level: float, uses_before: bool
) -> MeanResult:
    """Compare an arm with the control: by means, or by ratios of means with the delta method.

    With `uses_before` both are adjusted by the same metric before the experiment (CUPED).

    References
    ----------
    Deng, Knoblich & Lu (2018), "Applying the delta method in metric analytics", KDD; Deng, Xu, Kohavi & Walker (2013),
    "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"arm": ["a"] * 3 + ["b"] * 3, "orders": [0, 1, 2, 1, 2, 3]})
    >>> both = summed(units, ["orders"])
    >>> difference(METRICS["orders"], both["a"], both["b"], level=0.05, uses_before=False).effect_size
    1.0
    """
    return tested(metric, uses_before, confidence_level=1 - level).analyze_aggregates(control, arm)


def tested(metric: Metric, uses_before: bool, **settings: float) -> RatioOfMeans:
    """The test of a metric, in the words of tea-tasting.

    The normal distribution rather than Student's: the delta method and the confidence sequence hold for many customers
    only, and fewer are not read.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> tested(METRICS["order_value"], True).denom_covariate
    'orders_before'
    """
    columns = (*metric.columns, None)[:2]
    before = (*metric.columns_before, None)[:2] if uses_before else (None, None)
    return RatioOfMeans(*columns, *before, use_t=False, equal_var=False, **settings)


def standard_error(result: MeanResult, level: float) -> float:
    """Standard error of the difference, from its interval.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"arm": ["a"] * 3 + ["b"] * 3, "orders": [0, 1, 2, 1, 2, 3]})
    >>> both = summed(units, ["orders"])
    >>> result = difference(METRICS["orders"], both["a"], both["b"], level=0.05, uses_before=False)
    >>> round(standard_error(result, 0.05), 6)
    0.816497
    """
    return (result.effect_size_ci_upper - result.effect_size_ci_lower) / 2 / float(norm.isf(level / 2))


def effect_size(metric: Metric, result: MeanResult, control: Aggregates, arm: Aggregates) -> float:
    """Cohen's d: the difference in standard deviations of customers, the two arms' variances averaged.

    Examples
    --------
    >>> from python_ml.experiments.metrics import METRICS
    >>> units = pl.DataFrame({"arm": ["a"] * 3 + ["b"] * 3, "orders": [0, 1, 2, 1, 2, 3]})
    >>> both = summed(units, ["orders"])
    >>> result = difference(METRICS["orders"], both["a"], both["b"], level=0.05, uses_before=False)
    >>> round(effect_size(METRICS["orders"], result, both["a"], both["b"]), 6)
    1.0
    """
    variances = [
        each.with_zero_div().ratio_var(metric.numerator, metric.denominator) for each in (control, arm)
    ]
    return float(result.effect_size / math.sqrt(sum(variances) / 2))
