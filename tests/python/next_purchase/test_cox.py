import warnings

import numpy as np
import polars as pl
import pytest

from python_ml.next_purchase.cox import COVARIATES, Cox
from python_ml.next_purchase.forecaster import _shares

HORIZONS = [7, 14, 30]
CUSTOMERS = 300
DRAW = np.random.default_rng(1)
DAYS = DRAW.integers(1, 30, CUSTOMERS)
# Everybody like everybody else, and without a price.
ALIKE = pl.DataFrame(
    {
        "as_of": [1] * CUSTOMERS,
        "customer_key": range(CUSTOMERS),
        "days_since_last": [5] * CUSTOMERS,
        "days_since_first": [41] * CUSTOMERS,
        "visits": [3] * CUSTOMERS,
        "visits_28d": [1] * CUSTOMERS,
        "visits_91d": [3] * CUSTOMERS,
        "spend_per_visit": pl.Series([None] * CUSTOMERS, dtype=pl.Float64),
        "days": DAYS,
        "is_bought": DRAW.random(CUSTOMERS) < 0.5,
    }
)
VARIED = {
    "days_since_last": DRAW.integers(1, 40, CUSTOMERS),
    "visits": DRAW.integers(1, 9, CUSTOMERS),
    "visits_28d": DRAW.integers(0, 3, CUSTOMERS),
    "visits_91d": DRAW.integers(0, 9, CUSTOMERS),
    "spend_per_visit": DRAW.random(CUSTOMERS) * 50,
}


def fitted(**columns):
    """Fitted without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        waits = ALIKE.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
        cox = Cox.fit(waits, HORIZONS)
    hazards = cox.hazards(waits)
    assert ((hazards >= 0) & (hazards <= 1)).all()
    return cox


@pytest.mark.parametrize("price", [9.9, 0.0, 1e6, None])
def test_a_price_that_is_the_same_for_everything_is_left_out(price):
    spend = pl.Series([price] * CUSTOMERS, dtype=pl.Float64)
    cox = fitted(**VARIED | {"spend_per_visit": spend})
    assert cox.left_out == ["age", "spend"]
    without = fitted(**{name: values for name, values in VARIED.items() if name != "spend_per_visit"})
    assert cox.coefficients == without.coefficients
    assert cox.baseline == without.baseline


def test_where_all_are_alike_the_curve_alone_answers():
    cox = fitted()
    assert cox.left_out == list(COVARIATES)
    assert all(increase > 0 for increase in cox.baseline)


@pytest.mark.parametrize("is_bought", [[True] * CUSTOMERS, [True] + [False] * (CUSTOMERS - 1)])
def test_all_or_one_who_bought_can_be_learned_from(is_bought):
    assert np.isfinite(fitted(**VARIED, is_bought=is_bought).coefficients).all()


def test_one_who_is_unlike_all_others_is_no_trouble():
    fitted(days_since_last=[5] * (CUSTOMERS - 1) + [6])


def test_what_gives_the_wait_away_is_no_trouble():
    fitted(days_since_last=DAYS)


def test_where_nobody_has_waited_so_long_the_stretch_before_answers():
    periods = pl.DataFrame({"days_until": [7, 7, 14], "is_bought": [True, False, True]})
    assert _shares(periods, HORIZONS) == [0.5, 1.0, 1.0]
