"""Generated shops and planted shifts: few of them, as the maths is tested elsewhere."""

import polars as pl
import pytest

from lab.drift.__main__ import falls, measure, report, sizes
from lab.drift.histograms import histograms
from lab.drift.shifts import SHIFTS
from lab.drift.shops import TODAY, generate
from python_ml.drift import feature_shifts


@pytest.fixture(scope="module")
def shop():
    return generate(3_000, seed=5)


def test_the_same_seed_gives_the_same_shop(shop):
    again = generate(3_000, seed=5)
    assert again.lines.equals(shop.lines)
    assert again.buyers.equals(shop.buyers)


def test_every_row_is_counted_once(shop):
    counted = histograms(shop).group_by("population", "feature").agg(pl.col("rows").sum())
    rows = {"sales": len(shop.lines), "customer features": len(shop.buyers), "orders": len(shop.known)}
    assert all(row["rows"] == rows[row["population"]] for row in counted.iter_rows(named=True))


def test_a_sample_is_worth_no_more_than_its_rows_and_no_less_than_its_customers_alike(shop):
    found = histograms(shop).filter(pl.col("population") == "sales")
    rows = found.group_by("feature", "as_of").agg(pl.col("rows").sum(), pl.col("sample").first())
    assert (rows["sample"] <= rows["rows"] + 1e-6).all()
    of_customers = rows.filter(pl.col("feature") == "country")
    of_lines = rows.filter(pl.col("feature") == "weekday")
    assert of_customers["sample"].mean() < 0.6 * of_lines["sample"].mean()


@pytest.mark.parametrize("name", SHIFTS)
def test_a_planted_shift_is_named(shop, name):
    change, features = SHIFTS[name]
    changed = change(shop)
    before = shop.lines.filter(pl.col("week") != TODAY)
    assert changed.lines.filter(pl.col("week") != TODAY).equals(before)
    drifted = feature_shifts(histograms(changed)).filter("is_drift")
    assert set(drifted["feature"]) <= set(features)
    assert len(drifted)


def test_the_report_has_a_line_for_each_shift():
    assert sizes(3).tolist() == [300, 2449, 20_000]
    text = report(measure(1), falls(20))
    assert all(f"| {name} |" in text for name in ("none", *SHIFTS))
    assert "Of 1 shops that do not drift" in text
