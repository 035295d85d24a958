"""The metrics that experiments are read by, each a sum over customers or a ratio of two."""

from __future__ import annotations

from dataclasses import dataclass

from python_ml.problems import Unknown

BEFORE = "_before"


@dataclass(frozen=True)
class Metric:
    """One metric of a customer, and how arms are compared on it.

    Attributes
    ----------
    name
        As experiments name it.
    numerator
        The column of a customer's value.
    denominator
        The column that it is divided by, summed over customers first; None for an average over customers.
    is_yes_or_no
        Whether each customer's value is 0 or 1.
    has_outliers
        Whether a few customers may be worth so much that they are capped.
    """

    name: str
    numerator: str
    denominator: str | None = None
    is_yes_or_no: bool = False
    has_outliers: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the units that it needs.

        Examples
        --------
        >>> METRICS["order_value"].columns
        ('revenue', 'orders')
        """
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def columns_before(self) -> tuple[str, ...]:
        """Columns with the same before the experiment.

        Examples
        --------
        >>> METRICS["order_value"].columns_before
        ('revenue_before', 'orders_before')
        """
        return tuple(column + BEFORE for column in self.columns)


METRICS = {
    metric.name: metric
    for metric in (
        Metric("conversion", "conversion", is_yes_or_no=True),
        Metric("click_through", "clicks", "impressions"),
        Metric("orders", "orders"),
        Metric("revenue", "revenue", has_outliers=True),
        Metric("order_value", "revenue", "orders", has_outliers=True),
        Metric("retention", "retention", is_yes_or_no=True),
    )
}


def metrics_named(names: str) -> list[Metric]:
    """Metrics as the seed names them, in its order: the first is the one that decides.

    Raises
    ------
    Unknown
        If there is no metric of a name.

    Examples
    --------
    >>> [metric.numerator for metric in metrics_named("conversion|revenue")]
    ['conversion', 'revenue']
    """
    wanted = [name.strip() for name in names.split("|")]
    for name in wanted:
        if name not in METRICS:
            raise Unknown(f"there is no metric {name!r}", f"choose among {', '.join(METRICS)}")
    return [METRICS[name] for name in wanted]
