import numpy as np
import pytest

from python_ml.next_purchase.hazard_chances import chances_within, hazards_between, median_days

CHANCES = np.array([[0.1, 0.4, 0.4], [0.5, 0.6, 0.9], [0.0, 0.0, 0.5]])


def test_chances_and_hazards_are_one_another():
    hazards = hazards_between(CHANCES)
    assert hazards[0, 1] == pytest.approx(0.3 / 0.9)
    assert chances_within(hazards) == pytest.approx(CHANCES, abs=1e-8)


def test_chances_never_fall():
    hazards = np.random.default_rng(1).random((50, 5))
    assert (np.diff(chances_within(hazards), axis=1) >= 0).all()


def test_the_day_by_which_an_order_is_as_likely_as_not():
    days = median_days(CHANCES, [7, 14, 30])
    assert np.isnan(days[0])
    assert days[1:].tolist() == pytest.approx([7, 30])
    # With the same hazard every day, half are left after as many days as make (1 - p)^(days / 10) a half.
    assert median_days(np.array([[0.75]]), [10])[0] == pytest.approx(5)
    within = median_days(np.array([[0.2, 0.8]]), [10, 20])[0]
    assert 10 < within < 20
    assert 0.8 * 0.25 ** ((within - 10) / 10) == pytest.approx(0.5)


def test_certainty_has_a_day():
    assert 0 < median_days(np.array([[1.0, 1.0]]), [7, 14])[0] < 1
