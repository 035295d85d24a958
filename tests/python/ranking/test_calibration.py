import math

import numpy as np
import polars as pl
import pytest

from python_ml.ranking import fit_calibration
from tests.python.ranking.conftest import sigmoid

TRUE_WEIGHTS = {"intercept": -1.5, "score": 0.8, "log_rank": -0.4, "log_basket": 0.5, "is_newcomer": -0.7}


def probability(weights, frame):
    """1 / (1 + exp(-(intercept + terms x weights))), a newcomer's basket being null."""
    basket = frame["basket"].cast(pl.Float64).to_numpy()
    return sigmoid(
        weights["intercept"]
        + weights["score"] * frame["score"].to_numpy()
        + weights["log_rank"] * np.log(frame["rank"].to_numpy())
        + weights["log_basket"] * np.log1p(np.nan_to_num(basket))
        + weights["is_newcomer"] * np.isnan(basket)
    )


def simulated(weights=TRUE_WEIGHTS, customers=8000, depth=12, seed=3):
    """Ranked pairs, bought with the probability that the weights give."""
    rng = np.random.default_rng(seed)
    scores = -np.sort(-rng.normal(0, 1, (customers, depth)), axis=1).ravel()
    basket = np.repeat(rng.integers(0, 9, customers), depth)
    frame = pl.DataFrame(
        {"score": scores, "rank": np.tile(np.arange(1, depth + 1), customers), "basket": basket}
    ).with_columns(basket=pl.when(pl.col("basket") > 0).then(pl.col("basket")))
    return frame.with_columns(is_bought=pl.Series(rng.random(frame.height) < probability(weights, frame)))


def test_recovers_the_weights_that_drew_the_data():
    assert fit_calibration(simulated()) == pytest.approx(TRUE_WEIGHTS, abs=0.08)


@pytest.mark.parametrize(("term", "against"), [("score", -0.8), ("log_rank", 0.4)])
def test_a_better_place_never_has_a_smaller_chance(term, against):
    assert fit_calibration(simulated({**TRUE_WEIGHTS, term: against}))[term] == 0


def test_shop_without_newcomers_can_be_calibrated():
    known = simulated().drop_nulls("basket")
    weights = fit_calibration(known)
    assert weights == pytest.approx({**TRUE_WEIGHTS, "is_newcomer": 0}, abs=0.08)


def test_predicted_is_what_is_observed():
    weights = fit_calibration(simulated())
    later = simulated(seed=4)
    table = later.with_columns(chance=pl.Series(probability(weights, later))).with_columns(
        tenth=pl.col("chance").rank("ordinal") * 10 // (pl.len() + 1)
    )
    tenths = table.group_by("tenth").agg(pl.col("chance").mean(), pl.col("is_bought").mean())
    assert tenths.height == 10
    assert tenths["chance"].to_list() == pytest.approx(tenths["is_bought"].to_list(), abs=0.02)


@pytest.mark.parametrize(
    ("bought", "probability_of_all"), [(True, (400 + 1) / (400 + 100)), (False, 1 / 500)]
)
def test_all_alike_have_one_probability(bought, probability_of_all):
    alike = simulated(customers=50).head(400).with_columns(is_bought=pl.lit(bought))
    weights = fit_calibration(alike)
    assert {weights[term] for term in weights if term != "intercept"} == {0.0}
    assert 1 / (1 + math.exp(-weights["intercept"])) == pytest.approx(probability_of_all, rel=1e-5)


def test_without_pairs_one_of_a_hundred_is_expected():
    weights = fit_calibration(simulated(customers=50).clear())
    assert weights["intercept"] == pytest.approx(-math.log(99), rel=1e-5)


def test_a_basket_that_is_the_same_for_everybody_gets_a_weight_that_is_finite():
    alike = simulated(customers=200).with_columns(basket=pl.lit(2.0))
    assert all(math.isfinite(weight) for weight in fit_calibration(alike).values())


@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_a_fit_that_fails_is_said():
    unscored = simulated(customers=50).with_columns(score=pl.lit(float("nan")))
    with pytest.raises(RuntimeError, match=r"^The fit found no parameters: "):
        fit_calibration(unscored)
