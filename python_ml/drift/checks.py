"""What of a shop's data is not as it was: volume, freshness, late and rejected rows, ids that no longer meet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from python_ml.drift.volume import latest_volumes

SCHEMA = {
    "check_name": pl.String,
    "detail": pl.String,
    "value": pl.Float64,
    "usual": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "is_unusual": pl.Boolean,
}
# How much larger a share may become, beyond chance.
REJECTED_FLOOR = 0.005
IDS_FLOOR = 0.05
# A share changes by less than so many standard deviations by chance.
DEVIATIONS = float(stats.norm.ppf(0.995))

Row = dict[str, Any]
Counts = dict[tuple[str, str, str], Row]


def data_checks(counts: pl.DataFrame) -> pl.DataFrame:
    """Compare what was read with what was read before.

    Parameters
    ----------
    counts
        `subject`, `name`, `detail`, `value`, `text` of this build, and `earlier_value`, `earlier_text` of the
        published one, null without one: facts of `build_facts`, and `orders` of each `week`, whose number is the
        `detail`, 0 the latest.

    Returns
    -------
    polars.DataFrame
        A row a check: the `value`, what is `usual` (null if nothing is known), between what it lies by chance
        (`low`, `high`; null where there is no limit), and whether it is outside.
    """
    rows = {(row["subject"], row["name"], row["detail"]): row for row in counts.iter_rows(named=True)}
    checks = [*_volumes(rows), *_freshness(rows), *_late(rows), *_shares(rows)]
    return pl.DataFrame(checks, schema=SCHEMA).sort("check_name", "detail")


def _volumes(rows: Counts) -> Iterator[Row]:
    weekly = {int(detail): row["value"] for (subject, _, detail), row in rows.items() if subject == "orders"}
    ordered = np.array([weekly.get(week, 0.0) for week in range(max(weekly, default=-1), -1, -1)])
    for volume in latest_volumes(ordered):
        detail = "latest week" if volume.weeks == 1 else f"latest {volume.weeks} weeks"
        yield _check(
            "orders",
            detail,
            volume.count,
            volume.expected,
            volume.low,
            volume.high,
            "orders",
            volume.is_unusual,
        )


def _freshness(rows: Counts) -> Iterator[Row]:
    row = rows.get(("shop", "last_sold_on", ""))
    if row and row["earlier_text"] and row["text"]:
        days = (date.fromisoformat(row["text"]) - date.fromisoformat(row["earlier_text"])).days
        yield _check("new days", "", float(days), None, 0.0, None, "days", days < 0)


def _late(rows: Counts) -> Iterator[Row]:
    row = rows.get(("changed past", "days", ""))
    changed = row["value"] if row else 0.0
    yield _check("changed days", "", changed, 0.0, None, 0.0, "days", changed > 0)


def _shares(rows: Counts) -> Iterator[Row]:
    read = rows.get(("shop", "sale_lines_read", ""))
    for name in ("rows_rejected", "anonymous_lines", "words_for_customers", "lines_without_time"):
        part = rows.get(("shop", name, ""))
        if read and part:
            yield _share(name.replace("_", " "), "", part, read, REJECTED_FLOOR, rises=True)
    for (subject, name, detail), part in rows.items():
        whole = rows.get(("ids", name, detail))
        if subject == "ids in the sales" and whole:
            yield _share("ids in the sales", f"{name}, {detail}", part, whole, IDS_FLOOR, rises=False)


def _share(check: str, detail: str, part: Row, whole: Row, floor: float, *, rises: bool) -> Row:
    """A share that should not rise, or not fall, by more than chance and a floor."""
    value = _ratio(part["value"], whole["value"])
    usual = _ratio(part["earlier_value"], whole["earlier_value"])
    if value is None or usual is None:
        return _check(check, detail, value, None, None, None, "share", False)
    sizes = 1 / whole["value"] + 1 / whole["earlier_value"]
    pooled = (part["value"] + part["earlier_value"]) / (whole["value"] + whole["earlier_value"])
    reach = floor + DEVIATIONS * float(np.sqrt(max(0.0, pooled * (1 - pooled)) * sizes))
    if rises:
        return _check(check, detail, value, usual, None, usual + reach, "share", value > usual + reach)
    return _check(check, detail, value, usual, usual - reach, None, "share", value < usual - reach)


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _check(
    check: str,
    detail: str,
    value: float | None,
    usual: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    is_unusual: bool,
) -> Row:
    return dict(zip(SCHEMA, (check, detail, value, usual, low, high, unit, bool(is_unusual)), strict=True))
