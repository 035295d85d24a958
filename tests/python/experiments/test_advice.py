"""The sentence for each way in which an experiment may stand."""

from datetime import date

import polars as pl
import pytest

from python_ml.experiments.advice import advise
from python_ml.experiments.metrics import metrics_named
from python_ml.experiments.results import compare

UNTIL = date(2026, 3, 1)
RUNNING, OVER = date(2026, 2, 1), UNTIL
SHARES = {"old": 0.5, "new": 0.5}
# Of each four customers of an arm, what they ordered; more in all lists below.
EVEN = [0, 1, 0, 1]


def advised(old=EVEN, new=EVEN, each=100, today=OVER, until=UNTIL, retention=(EVEN, EVEN), **columns):
    units = pl.concat(
        pl.DataFrame({"arm": arm, "orders": orders * each, "retention": kept * each})
        for arm, orders, kept in zip(SHARES, (old, new), retention, strict=True)
    ).with_columns(**columns)
    found = compare(units, metrics_named("orders|retention"), SHARES, tuned_for=800)
    return advise(found, today=today, until=until)


def test_a_gain_is_shipped():
    found = advised(new=[0, 1, 1, 1])
    assert found.verdict == "ship"
    assert found.sentence.startswith("Ship new: orders +50.0% (+")


def test_a_clear_gain_is_shipped_before_the_end_with_the_wider_interval():
    early, late = (advised(new=[0, 1, 1, 2], today=today) for today in (RUNNING, OVER))
    assert early.verdict == late.verdict == "ship"
    assert early.sentence != late.sentence


def test_a_gain_that_only_the_fixed_test_sees_runs_on():
    uneven = [0, 1, 0, 1, 1, 1, 0, 1, 1, 0]
    old = [0, 1, 0, 1, 1, 1, 0, 1, 0, 0]
    kept = (EVEN * 2 + [0, 1], EVEN * 2 + [0, 1])
    settings = {"old": old, "new": uneven, "each": 40, "retention": kept}
    assert advised(**settings, today=OVER).verdict == "ship"
    found = advised(**settings, today=RUNNING)
    assert found.verdict == "run_on"
    assert found.sentence.startswith("Run on until 2026-03-01: orders +20.0% (-")
    assert advised(**settings, today=OVER, until=None).sentence.startswith("Run on: orders +20.0%")


def test_a_loss_is_stopped():
    assert advised(old=[0, 1, 1, 1]).sentence.startswith("Stop new: orders -33.3% (-")


def test_a_gain_that_costs_another_metric_is_stopped():
    found = advised(new=[0, 1, 1, 1], retention=([0, 1, 1, 1], EVEN))
    assert found.verdict == "stop"
    assert ", but retention -33.3% (" in found.sentence


def test_a_loss_that_may_be_chance_stops_nothing():
    almost = [0, 1] * 5 + [0, 1, 0, 0]
    found = advised(
        new=[0, 1, 1, 1] * 3 + [0, 1], old=EVEN * 3 + [0, 1], each=20, retention=([0, 1] * 7, almost)
    )
    assert found.verdict == "ship"


@pytest.mark.parametrize(("today", "verdict"), [(RUNNING, "ship"), (OVER, "stop")])
def test_while_it_runs_a_loss_must_lie_outside_the_sequence_too(today, verdict):
    almost = [0, 1] * 5 + [0, 1, 0, 0]
    found = advised(
        new=[0, 1, 1, 2] * 3 + [0, 1],
        old=EVEN * 3 + [0, 1],
        each=32,
        retention=([0, 1] * 7, almost),
        today=today,
    )
    assert found.verdict == verdict


def test_no_difference_at_the_end_is_stopped():
    found = advised()
    assert found.verdict == "stop"
    assert found.sentence.startswith("Stop new: no difference found, orders +0.0% (-")


def test_customers_in_two_arms_are_said():
    found = advised(is_in_two_arms=pl.arange(0, pl.len()) % 8 == 0)
    assert found.sentence.endswith("(100 customers who were in two arms are left out).")


@pytest.mark.parametrize(("today", "verdict"), [(RUNNING, "run_on"), (OVER, "stop")])
def test_few_customers_say_nothing(today, verdict):
    found = advised(each=10, today=today)
    assert found.verdict == verdict
    assert "40 customers in new and 40 in old are too few" in found.sentence


def test_a_broken_split_is_said_whatever_it_found():
    found = advised(old=[0, 1] * 3, new=[1, 1, 1, 1], retention=([*EVEN, 0, 1], EVEN))
    assert found.verdict == "broken"
    assert found.sentence == (
        "Broken because 40.0% of 1,000 customers are in new where 50.0% were planned (p = 3e-10): "
        "look for what loses customers."
    )
