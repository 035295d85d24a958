"""One sentence on whether a build can be trusted, from the tables of ``marts/monitoring``."""

from __future__ import annotations

from python_ml.reporting.sentences import Rows, counted, in_words

MOST_NAMES = 3


def alerts_meaning(alerts: Rows) -> str:
    """Say how much is wrong, from rows of ``what_is_wrong_with_the_build``.

    Examples
    --------
    >>> alerts_meaning([{"severity": "warning"}])
    '1 warning: what is published may become wrong.'
    """
    errors = sum(row["severity"] == "error" for row in alerts)
    warnings = len(alerts) - errors
    if not alerts:
        return "Nothing is wrong that the checks look for."
    if not errors:
        return f"{counted(warnings, 'warning')}: what is published may become wrong."
    others = f" and {counted(warnings, 'warning')}" if warnings else ""
    return f"{counted(errors, 'error')}{others}: what is published may be wrong."


def drift_meaning(shifts: Rows) -> str:
    """Say what has drifted since training, from rows of ``which_features_drift``, the most certain first.

    Examples
    --------
    >>> drift_meaning([{"feature": "hour", "population": "sales", "is_drift": True}])
    'Drifted since training, more than chance and than this shop from week to week: hour (sales).'
    """
    if not shifts:
        return "No feature could be compared with the weeks that the models learned from."
    drifted = [f"{in_words(row['feature'])} ({row['population']})" for row in shifts if row["is_drift"]]
    if not drifted:
        return "Nothing has drifted since training: what moved did so no more than by chance or from week to week."
    return f"Drifted since training, more than chance and than this shop from week to week: {_some(drifted)}."


def data_meaning(checks: Rows) -> str:
    """Say whether the data are as usual, from rows of ``is_the_data_as_usual``.

    Examples
    --------
    >>> data_meaning([{"check_name": "new days", "detail": "", "is_unusual": False}])
    'All of it is as usual: 1 figure was looked at.'
    """
    if not checks:
        return "No figure of the data could be looked at."
    unusual = [
        ", ".join(part for part in (row["check_name"], row["detail"]) if part)
        for row in checks
        if row["is_unusual"]
    ]
    if not unusual:
        looked_at = "1 figure was" if len(checks) == 1 else f"{len(checks)} figures were"
        return f"All of it is as usual: {looked_at} looked at."
    return f"Unusual, of {counted(len(checks), 'figure')}: {_some(unusual, '; ')}."


def promises_meaning(promises: Rows) -> str:
    """Say whether promises were kept, from rows of ``were_promises_kept``.

    Examples
    --------
    >>> promises_meaning([{"what": "ndcg", "as_of": "2026-01-01", "promised": 0.4, "came": 0.2, "is_decay": True}])
    '1 of 1 promise was not kept, such as ndcg from 2026-01-01: promised 0.40, came 0.20. Build again.'
    """
    if not promises:
        return "No window has closed yet of which something was promised."
    broken = [row for row in promises if row["is_decay"]]
    if not broken:
        return f"What was promised came, but for chance, in {counted(len(promises), 'case')}."
    row, were = broken[0], "was" if len(broken) == 1 else "were"
    return (
        f"{len(broken)} of {counted(len(promises), 'promise')} {were} not kept, such as {row['what']} from "
        f"{row['as_of']}: promised {_number(row['promised'])}, came {_number(row['came'])}. Build again."
    )


def _some(names: list[str], between: str = ", ") -> str:
    rest = len(names) - MOST_NAMES
    return between.join(names[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _number(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
