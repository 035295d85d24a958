"""The figures of send_time and its baselines, counted by hand."""

import numpy as np
import polars as pl
import pytest

from python_ml.evaluation.send_times import baseline_predictions, evaluate_send_times
from tests.python.send_time.test_send_time_fit import early_and_late, occasions_of

HISTORIES = occasions_of(early_and_late())


def answers_of(hours):
    """Answers that put nine tenths on one hour, for customers 10, 11, …"""
    rows = []
    for place, hour in enumerate(hours):
        probabilities = np.full(24, 0.1 / 23)
        probabilities[hour] = 0.9
        rows.append(
            {
                "customer_key": 10 + place,
                "basis": "customer" if place % 2 else "segment",
                "weekday_probabilities": [1 / 7] * 7,
                "hour_probabilities": probabilities.tolist(),
            }
        )
    return pl.DataFrame(rows)


def orders_of(rows):
    return pl.DataFrame(rows, ["customer_key", "weekday", "hour"], orient="row")


def value(table, model, metric, segment="all"):
    return table.filter(model=model, metric=metric, segment=segment)["value"].item()


@pytest.fixture(scope="module")
def table():
    # Three orders of customer 10, one at 7, one next to it and one far off, and one of 11 across midnight.
    orders = orders_of([(10, 1, 7), (10, 2, 8), (10, 3, 15), (11, 1, 23)])
    return evaluate_send_times(orders, answers_of([7, 0]), HISTORIES, HISTORIES)


def test_metrics_are_means_over_orders(table):
    assert value(table, "send_time", "hour_hit_1") == 0.25
    assert value(table, "send_time", "hour_within_1") == 0.75
    assert value(table, "send_time", "hour_nll") == pytest.approx(-(np.log(0.9) + 3 * np.log(0.1 / 23)) / 4)
    assert value(table, "send_time", "weekday_nll") == pytest.approx(np.log(7))


def test_each_basis_is_measured_by_its_customers(table):
    assert value(table, "send_time", "hour_within_1", "customer") == 1
    assert value(table, "send_time", "hour_within_1", "segment") == pytest.approx(2 / 3)
    assert set(table["segment"]) == {"all", "customer", "segment"}
    assert table.filter(segment="all")["customers"].unique().to_list() == [2]


def test_who_cannot_tell_hours_apart_is_as_lucky_as_a_draw(table):
    assert value(table, "uniform", "hour_hit_1") == pytest.approx(1 / 24)
    assert value(table, "uniform", "hour_hit_3") == pytest.approx(3 / 24)
    assert value(table, "uniform", "hour_within_1") == pytest.approx(3 / 24)
    assert value(table, "uniform", "hour_nll") == pytest.approx(np.log(24))


def test_an_interval_holds_its_value_and_draws_customers(table):
    assert (table["ci_low"] <= table["value"] + 1e-9).all()
    assert (table["value"] <= table["ci_high"] + 1e-9).all()
    # Two customers: either could be drawn twice.
    hit = table.filter(model="send_time", metric="hour_hit_1", segment="all")
    assert (hit["ci_low"].item(), hit["ci_high"].item()) == (0, pytest.approx(1 / 3))


def test_baselines_know_what_they_should():
    customers = pl.DataFrame({"customer_key": [10, 11, 9999]})
    baselines = baseline_predictions(customers, HISTORIES, HISTORIES, ["hour", "weekday"])
    for trait in ("hour", "weekday"):
        for model, probabilities in baselines.items():
            assert probabilities[trait].sum(axis=1) == pytest.approx(np.ones(3)), model
    own = HISTORIES.filter(customer_key=10)["hour"].to_list()
    assert baselines["own_counts"]["hour"][0, 7] == pytest.approx((own.count(7) + 1) / (len(own) + 24))
    shop = (HISTORIES["hour"].to_list().count(7) + 0.5) / (HISTORIES.height + 12)
    assert baselines["shop"]["hour"][:, 7] == pytest.approx(shop)
    # Of whom nothing is known, the shop's habit is all there is.
    assert baselines["dirichlet_plain_kernel"]["hour"][2] == pytest.approx(baselines["shop"]["hour"][2])
    assert baselines["dirichlet_plain_kernel"]["hour"][0].argmax() == 7
    assert baselines["own_counts"]["hour"][2] == pytest.approx(np.full(24, 1 / 24))


def test_without_a_time_of_day_only_weekdays_are_measured():
    no_hour = pl.lit(None, pl.Int64)
    histories = HISTORIES.with_columns(hour=no_hour)
    answers = answers_of([7]).with_columns(hour_probabilities=pl.lit(None, pl.List(pl.Float64)))
    orders = orders_of([(10, 1, 7)]).with_columns(hour=no_hour)
    table = evaluate_send_times(orders, answers, histories, histories)
    assert set(table["metric"]) == {"weekday_nll", "weekday_hit_1"}


def test_an_order_of_which_only_the_date_is_known_is_not_judged_where_others_have_hours(table):
    orders = orders_of([(10, 1, 7), (10, 2, 8), (10, 3, 15), (11, 1, 23), (10, 5, None), (11, 6, None)])
    histories = HISTORIES.with_columns(hour=pl.when(pl.col("days_ago") > 7).then("hour"))
    judged = evaluate_send_times(orders, answers_of([7, 0]), histories, histories)
    of_send_time = pl.col("model") == "send_time"
    assert judged.filter(of_send_time).equals(table.filter(of_send_time))


def test_without_later_orders_there_is_no_row_but_every_column(table):
    none = evaluate_send_times(orders_of([(10, 1, 7)]).clear(), answers_of([7]), HISTORIES, HISTORIES)
    assert none.is_empty()
    assert none.schema == table.schema
