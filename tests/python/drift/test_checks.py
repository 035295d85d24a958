"""What is said of volume, freshness, late and rejected rows, and ids."""

import numpy as np
import polars as pl
import pytest

from python_ml.drift import data_checks
from python_ml.drift.volume import latest_volumes

SCHEMA = {
    "subject": pl.String,
    "name": pl.String,
    "detail": pl.String,
    "value": pl.Float64,
    "earlier_value": pl.Float64,
    "text": pl.String,
    "earlier_text": pl.String,
}


def judged(*rows):
    found = data_checks(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    return {(row["check_name"], row["detail"]): row for row in found.iter_rows(named=True)}


def counted(subject, name, detail, value, earlier=None):
    return (subject, name, detail, value, earlier, None, None)


READ = counted("shop", "sale_lines_read", "", 10_000, 9_800)


def test_orders_that_fall_by_a_third_are_reported_within_two_weeks():
    weekly = [61, 58, 63, 57, 62, 60, 59, 64, 58, 61, 60, 41, 39]
    rows = [counted("orders", "week", str(ago), count) for ago, count in enumerate(reversed(weekly))]
    found = judged(*rows)
    assert found["orders", "latest 2 weeks"]["is_unusual"]
    assert found["orders", "latest 2 weeks"]["value"] == 80
    assert found["orders", "latest 2 weeks"]["usual"] == pytest.approx(120, abs=3)


def test_a_shop_that_does_not_change_is_seldom_reported():
    rng = np.random.default_rng(6)
    usual = [
        any(volume.is_unusual for volume in latest_volumes(weekly)) for weekly in rng.poisson(80, (600, 40))
    ]
    assert np.mean(usual) < 0.05


def test_a_shop_that_grows_steadily_is_not_reported():
    weekly = np.round(100 * 1.01 ** np.arange(60))
    assert not any(volume.is_unusual for volume in latest_volumes(weekly))


@pytest.mark.parametrize("weekly", [[], [5, 6, 4], [0] * 12])
def test_too_little_history_says_nothing(weekly):
    assert latest_volumes(np.array(weekly, dtype=float)) == []


def test_ids_that_no_longer_meet_are_found():
    met, broken = ("ids in the sales", "customers", "files"), ("ids in the sales", "opt_outs", "files")
    found = judged(
        counted("ids", *met[1:], 500, 480),
        counted(*met, 470, 455),
        counted("ids", *broken[1:], 100, 100),
        counted(*broken, 3, 98),
    )
    assert not found["ids in the sales", "customers, files"]["is_unusual"]
    assert found["ids in the sales", "opt_outs, files"]["is_unusual"]
    assert found["ids in the sales", "opt_outs, files"]["usual"] == pytest.approx(0.98)


def test_without_a_build_before_nothing_is_known():
    found = judged(counted("shop", "sale_lines_read", "", 100), counted("shop", "rows_rejected", "", 40))
    row = found["rows rejected", ""]
    assert (row["value"], row["usual"], row["is_unusual"]) == (0.4, None, False)


@pytest.mark.parametrize(("rejected", "is_unusual"), [(30, False), (400, True), (0, False)])
def test_rejected_rows_may_not_become_many_more(rejected, is_unusual):
    found = judged(READ, counted("shop", "rows_rejected", "", rejected, 25))
    assert found["rows rejected", ""]["is_unusual"] is is_unusual


def test_an_older_export_than_before_is_found():
    def days(now, before):
        return judged(("shop", "last_sold_on", "", None, None, now, before)).get(("new days", ""))

    assert days("2026-01-01", None) is None
    assert not days("2026-01-01", "2026-01-01")["is_unusual"]
    assert days("2025-12-01", "2026-01-01")["is_unusual"]


def test_days_that_changed_are_found():
    assert not judged(READ)["changed days", ""]["is_unusual"]
    assert judged(counted("changed past", "days", "", 3))["changed days", ""]["is_unusual"]
