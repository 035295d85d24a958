"""What is wrong with a build, in words: a sentence for each finding, and what to do about it."""

from collections.abc import Iterator
from typing import Any

import polars as pl

SCHEMA = {
    "severity": pl.String,
    "subject": pl.String,
    "name": pl.String,
    "sentence": pl.String,
    "what_to_do": pl.String,
}
SEVERITIES = ("error", "warning")
RETRAIN = (
    "build again, so that the models learn from the weeks since; dbt build --full-refresh fits all again"
)
WATCH = "models learn it as weeks come in; until then trust prediction_quality, not the calendar"
# What a feature of the sales is called, and what to do when it moves; in the order in which causes are looked for.
SALES = {
    "category": ("the mix of categories", "see that no category is missing in the sales, or was renamed"),
    "department": (
        "the mix of departments",
        "see that no department is missing in the sales, or was renamed",
    ),
    "country": (
        "the mix of countries",
        "if the shop sells there now, lists for it are guesses for some weeks",
    ),
    "channel": ("the mix of channels", "see that no channel is missing in the sales, or was renamed"),
    "hour": ("the hours of the orders", "see that the clock and the variable timezone are right"),
    "weekday": ("the weekdays of the orders", "see that no day is missing in the sales"),
    "price_change": (
        "the price of an article against its own mean",
        "see that prices have their old currency and unit",
    ),
    "price_micros": ("the prices that are paid", "see that prices have their old currency and unit"),
    "units": ("the units of a sale line", "see that quantities have their old unit"),
    "is_first_order": ("the share of sales to new customers", "see that customer ids are written as before"),
    "is_first_sale": ("the share of sales of new articles", "see that article ids are written as before"),
}
OF_DATA = {
    "orders": "see that every day and channel is in the sales; if so, predictions lag behind for some weeks",
    "new days": "see that the newest export is the one that is read",
    "changed days": "if no past sale was corrected, see which export changed: closed cutoffs were computed again",
    "rows rejected": "look at the reasons: helix ask which_rows_were_rejected",
    "anonymous lines": "see that customer ids are still filled in",
    "words for customers": "see that a missing customer id is empty in the export",
    "lines without time": "see that the export still has the time of day",
    "ids in the sales": "see that ids are written in this file as in the sales, zeros in front included",
}

Row = dict[str, Any]


def alerts(shifts: pl.DataFrame, checks: pl.DataFrame, quality: pl.DataFrame) -> pl.DataFrame:
    """Put findings into words.

    Parameters
    ----------
    shifts
        Rows of `feature_drift`.
    checks
        Rows of `data_quality`.
    quality
        Rows of `prediction_quality`.

    Returns
    -------
    polars.DataFrame
        `severity` (error: what is published may be wrong; warning: it may become so), `subject`, `name`, `sentence`
        and `what_to_do`, errors first. No alert names a customer.
    """
    found = [*_data(checks), *_decay(quality), *_drift(shifts)]
    table = pl.DataFrame(found, schema=SCHEMA)
    return table.sort(pl.col("severity").replace_strict({"error": 0, "warning": 1}), "subject", "name")


def _alert(severity: str, subject: str, name: str, sentence: str, what_to_do: str) -> Row:
    return dict(zip(SCHEMA, (severity, subject, name, sentence, what_to_do), strict=True))


def _drift(shifts: pl.DataFrame) -> Iterator[Row]:
    for row in shifts.filter("is_drift").sort("population", "feature").iter_rows(named=True):
        called, what_to_do = f"{row['feature']} ({row['population']})", WATCH
        if row["population"] == "sales":
            called, what_to_do = SALES[row["feature"]]
        sentence = (
            f"{called} has shifted from what was learned from: {_moved(row)} "
            f"(PSI {row['psi']:.2f}, by chance below {row['psi_threshold']:.2f}, q {row['q']:.2g})"
        )
        yield _alert("warning", "drift", f"{row['population']}: {row['feature']}", sentence, what_to_do)


def _moved(row: Row) -> str:
    before, now = (f"{100 * row[side]:.0f} %" for side in ("moved_from", "moved_to"))
    if row["moved_bin"] == "missing":
        return f"{now} are missing, {before} were"
    if row["moved_bin"] in ("true", "false"):
        return f"{now} are {row['moved_bin']}, {before} were"
    if row["is_ordered"]:
        where = (
            "in the lowest tenth" if row["moved_above"] is None else f"just above {row['moved_above']:,.4g}"
        )
        return f"{now} lie {where}, {before} did"
    return f"{row['moved_bin']} has {now}, it had {before}"


def _data(checks: pl.DataFrame) -> Iterator[Row]:
    for row in checks.filter("is_unusual").iter_rows(named=True):
        name = f"{row['check_name']}{', ' if row['detail'] else ''}{row['detail']}"
        usual = "" if row["usual"] is None else f", {_number(row['usual'], row['unit'])} were to be expected"
        sentence = f"{name}: {_number(row['value'], row['unit'])}{usual}{_limits(row)}"
        severity = (
            "error" if row["check_name"] in ("ids in the sales", "new days", "rows rejected") else "warning"
        )
        yield _alert(severity, "data", name, sentence, OF_DATA[row["check_name"]])


def _limits(row: Row) -> str:
    low, high = (None if row[side] is None else _number(row[side], row["unit"]) for side in ("low", "high"))
    if low and high:
        return f" (by chance {low} to {high})"
    return f" (by chance {f'at least {low}' if low else f'at most {high}'})" if low or high else ""


def _decay(quality: pl.DataFrame) -> Iterator[Row]:
    for row in quality.filter("is_decay").sort("as_of", "what", "promised_by").iter_rows(named=True):
        promised, came = (
            f"{row[side]:.3f}" if row["what"] == "ndcg" else f"{row[side]:,.0f}"
            for side in ("promised", "came")
        )
        sentence = (
            f"{row['what']} in the {row['days']} days from {row['as_of']}: {promised} promised by "
            f"{row['promised_by']}, {came} came"
        )
        yield _alert("error", "decay", f"{row['what']}, {row['promised_by']}", sentence, RETRAIN)


def _number(value: float, unit: str) -> str:
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:,.0f} {unit}"
