import doctest

import numpy as np
import pytest

from lab.off_policy.__main__ import measure, refused
from lab.off_policy.shop import draw, truth
from python_ml.off_policy import (
    Logged,
    ThinOverlap,
    doubly_robust,
    estimators,
    expecting,
    following,
    inverse_propensity,
    logged_by,
    self_normalised,
    what_if,
)


def logged(reward, propensity, target, units=None):
    rows = len(reward)
    units = np.arange(rows) if units is None else np.asarray(units)
    return Logged(
        np.asarray(reward, float), np.broadcast_to(propensity, rows), np.asarray(target, float), units
    )


@pytest.mark.parametrize("module", [estimators, expecting])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def test_weights_count_an_action_as_often_as_the_other_rule_would_have_taken_it():
    log = logged([1.0, 0.0, 1.0] * 40, 0.25, [0.5, 0.5, 0.0] * 40)
    assert inverse_propensity(log).value == pytest.approx(2 / 3)
    assert self_normalised(log).value == pytest.approx(1 / 2)
    assert log.effective == pytest.approx(80)


def test_doubly_robust_is_right_by_propensities_where_expectations_are_wrong():
    simulated = draw("own", 20_000, 2, 1)
    rows = len(simulated.actions)
    found = doubly_robust(simulated.logged, np.full(rows, 0.7), np.full(rows, 0.7))
    assert found.low < truth("own") < found.high


def test_perfect_expectations_leave_no_weight_to_luck():
    simulated = draw("own", 2000, 1, 3)
    ips, _, dr = what_if(simulated.logged, simulated.actions, simulated.probabilities)
    assert dr.high - dr.low < ips.high - ips.low


def test_rows_of_a_customer_are_no_more_certain_than_the_customer():
    rng = np.random.default_rng(1)
    reward, target = rng.random(400), rng.random(400)
    once = inverse_propensity(logged(reward, 0.5, target))
    again = inverse_propensity(
        logged(np.repeat(reward, 3), 0.5, np.repeat(target, 3), np.repeat(np.arange(400), 3))
    )
    assert again.value == pytest.approx(once.value)
    assert again.high - again.low == pytest.approx(once.high - once.low, rel=0.02)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rows = list(measure(simulations=120, customers=600, pushes=4))
    covered = np.mean([row["covers"] for row in rows])
    assert 0.9 < covered < 0.985


def test_another_rule_than_the_one_that_was_used_is_found_better():
    simulated = draw("own", 4000, 2, 5)
    (better, *_) = what_if(simulated.logged, simulated.actions, simulated.probabilities)
    assert better.low > simulated.logged.reward.mean()


def test_thin_overlap_is_refused_in_one_sentence():
    assert refused(60).startswith("what was logged says as much of this rule as 5 actions of its own")
    assert "\n" not in refused(60)
    assert refused(5000) == "nothing was refused"


def test_a_rule_that_was_never_followed_is_refused():
    with pytest.raises(ThinOverlap, match="as 0 actions"):
        inverse_propensity(logged([1.0, 0.0], 0.5, [0.0, 0.0]))


def test_a_single_heavy_action_is_refused():
    propensity = np.r_[1 / 700, np.full(5000, 0.5)]
    target = np.r_[1.0, np.full(5000, 0.5)]
    with pytest.raises(ThinOverlap, match="a single action has 12% of the weight"):
        self_normalised(logged(np.ones(5001), propensity, target))


def test_outcomes_that_are_all_alike_are_no_certainty():
    with pytest.raises(ThinOverlap, match="came to the same"):
        inverse_propensity(logged(np.zeros(200), 0.5, np.full(200, 0.5)))


@pytest.mark.parametrize("propensity", [0.0, 1.1, np.nan])
def test_what_was_done_had_a_probability(propensity):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        logged([1.0], propensity, [1.0])


def test_columns_of_a_log_have_one_length():
    with pytest.raises(ValueError, match="one length"):
        logged([1.0, 0.0], 0.5, [1.0])


def test_expectations_have_not_seen_what_they_are_held_against():
    # Every customer's reward is their own: whoever learned from it would expect it.
    units = np.arange(100)
    actions = np.zeros(100, int)
    log = logged_by(np.eye(100)[7], np.full(100, 1.0), actions, np.ones((100, 1)), units)
    expected = expecting.expected_by_kind(log, actions, 1)
    assert expected[7, 0] == 0
    assert expected[8, 0] > 0


def test_a_rule_follows_scores_and_leaves_a_share_to_chance():
    probabilities = following(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 2.0]]), exploration=0.3)
    np.testing.assert_allclose(probabilities, [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])
