import numpy as np
import pytest
from scipy import sparse

from lab.quality.baselines import Baseline, History, Week, tune
from lab.quality.baselines.own_frequency import own_frequency

FOREVER = float("inf")


def week(bought, basket_size):
    """A customer bought article 0 twice long ago and article 1 once of late, and now the ones given."""
    history = History(np.zeros(3, int), np.array([0, 0, 1]), np.array([60, 50, 2]), 1, 12)
    row = np.zeros((1, 12), dtype=bool)
    row[0, bought] = True
    return Week(history, np.array([0]), sparse.csr_array(row), np.array([basket_size]))


def test_the_best_value_comes_first_and_each_is_tried_once():
    baseline = Baseline("own", own_frequency, {"half_life_days": (FOREVER, 30, 5)})
    trials = tune(baseline, [week([1], 1)], FOREVER)
    assert [(trial.parameters["half_life_days"], trial.ndcg) for trial in trials] == [
        (30, 1.0),
        (5, 1.0),
        (FOREVER, pytest.approx(1 / np.log2(3))),
    ]


def test_what_nobody_had_bought_before_counts_as_missed():
    baseline = Baseline("own", own_frequency, {"half_life_days": (5,)})
    (trial,) = tune(baseline, [week([1], 2)], FOREVER)
    assert trial.ndcg == pytest.approx(1 / (1 + 1 / np.log2(3)))


def test_weeks_count_alike():
    baseline = Baseline("own", own_frequency, {"half_life_days": (5,)})
    (trial,) = tune(baseline, [week([1], 1), week([0], 1)], FOREVER)
    assert trial.ndcg == pytest.approx((1 + 1 / np.log2(3)) / 2)


def test_parameters_are_searched_until_none_changes():
    """The best a depends on b: one round over them does not find it."""

    def fit(history, a, b):
        # Article 5 is what was bought; its score is best, second and third from the top.
        place = {(2, 1): 0, (0, 1): 1, (0, 0): 2}.get((a, b), 3)
        scores = np.where(np.arange(12) < place, 2.0, 0.0) + np.where(np.arange(12) == 5, 1.0, 0.0)
        return lambda customers: np.tile(scores, (len(customers), 1))

    trials = tune(Baseline("odd", fit, {"a": (0, 1, 2), "b": (0, 1)}), [week([5], 1)], FOREVER)
    assert trials[0].parameters == {"a": 2, "b": 1}
    assert trials[0].ndcg == 1
