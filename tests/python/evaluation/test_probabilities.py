import numpy as np
import pytest

from python_ml.evaluation.probabilities import bin_of, calibration_error, squared_errors


def test_a_certainty_is_wrong_by_all_or_nothing():
    assert squared_errors(np.array([1.0, 0.0, 1.0, 0.3]), np.array([1, 0, 0, 1])) == pytest.approx(
        [0, 0, 1, 0.49]
    )


def test_bins_begin_at_their_lower_edge_and_the_last_holds_one():
    assert bin_of(np.array([0.0, 0.05, 0.5, 0.99, 1.0])).tolist() == [0, 0, 5, 9, 9]


def test_too_much_in_one_bin_does_not_make_up_for_too_little_in_another():
    assert calibration_error(np.array([2.0, -2.0, 0.0]), 10) == pytest.approx(0.4)


def test_where_nothing_was_predicted_there_is_no_error():
    errors = calibration_error(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([4.0, 0.0]))
    assert errors[0] == 0.25
    assert np.isnan(errors[1])
