import datetime

import numpy as np
import polars as pl
import pytest

from python_ml.experiments.business import DEFINITIONS, business_metrics, ratio

DAYS = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 1, 29)}


def counts(x, y, metric="order_value", reading="sales", experiment=None, arm=None):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    sums = {"x": x.sum(), "y": y.sum(), "xx": (x * x).sum(), "xy": (x * y).sum(), "yy": (y * y).sum()}
    named = {"metric": metric, "reading": reading, "experiment": experiment, "arm": arm}
    return named | DAYS | {"customers": len(x)} | sums


def figures(*rows):
    schema = {"experiment": pl.String, "arm": pl.String}
    return business_metrics(pl.DataFrame(list(rows), schema_overrides=schema)).row(0, named=True)


def test_the_variance_of_a_ratio_is_that_of_resampled_customers():
    random = np.random.default_rng(1)
    orders = random.integers(1, 9, 500)
    spend = orders * random.gamma(2, 10, 500)
    found = ratio(counts(spend, orders))
    drawn = [random.integers(0, 500, 500) for _ in range(2000)]
    resampled = np.array([spend[each].sum() / orders[each].sum() for each in drawn])
    assert found.value == pytest.approx(spend.sum() / orders.sum())
    assert found.variance**0.5 == pytest.approx(resampled.std(), rel=0.08)


def test_money_is_in_whole_units_and_shares_stay_shares():
    found = figures(counts([2e6, 4e6, 6e6], [1, 1, 1]))
    assert (found["value"], found["unit"], found["customers"]) == (4.0, "money", 3)
    assert found["low"] < 4 < found["high"]
    share = figures(counts([0, 0, 1], [1, 1, 1], "repeat_rate"))
    assert share["low"] == 0.0
    assert figures(counts([1, 1, 0], [1, 1, 1], "repeat_rate"))["high"] == 1.0


def test_a_holdout_gives_a_difference_and_a_lift_with_the_right_sign():
    rows = [
        counts([1, 1, 1, 0] * 100, [1] * 400, "recommendation_conversion", "holdout", "a", "reached"),
        counts([1, 0, 0, 0] * 100, [1] * 400, "recommendation_conversion", "holdout", "a", "holdout"),
    ]
    found = figures(*rows)
    assert found["value"] == pytest.approx(0.5)
    assert found["customers"] == 800
    assert (found["high"] - found["low"]) / 2 == pytest.approx(1.96 * (2 * 0.1875 / 399) ** 0.5, rel=0.001)
    lift = figures(*(row | {"metric": "revenue_lift"} for row in rows))
    assert lift["value"] == pytest.approx(2.0)
    assert 0 < lift["low"] < 2 < lift["high"]


def test_a_lift_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        spend = [random.gamma(1, 10, number) * (random.random(number) < 0.4) for number in (1500, 500)]
        rows = [
            counts(np.round(1e6 * each), np.ones(len(each)), "revenue_lift", "holdout", "a", arm)
            for each, arm in zip((spend[0] * 1.1, spend[1]), ("reached", "holdout"), strict=True)
        ]
        found = figures(*rows)
        covered += found["low"] <= 0.1 <= found["high"]
    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize(
    "rows",
    [
        [counts([1.0], [1.0])],
        [counts([0.0, 0.0], [0.0, 0.0])],
        [counts([1, 0], [1, 1], "revenue_lift", "holdout", "a", "holdout")],
        [
            counts([0, 0], [1, 1], "revenue_lift", "holdout", "a", "holdout"),
            counts([0, 1], [1, 1], "revenue_lift", "holdout", "a", "reached"),
        ],
    ],
    ids=["one customer", "nothing to divide by", "a holdout alone", "a holdout that spent nothing"],
)
def test_what_cannot_be_said_is_null(rows):
    found = figures(*rows)
    assert (found["value"], found["low"], found["high"]) == (None, None, None)
    assert found["definition"]


def test_without_any_count_there_is_no_row():
    assert business_metrics(pl.DataFrame(schema={"metric": pl.String})).height == 0


def test_every_figure_that_last_touch_counts_says_what_is_in_it():
    for (_, reading), (_, definition) in DEFINITIONS.items():
        assert ("without the list" in definition) == (reading == "last touch")
