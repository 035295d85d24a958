import numpy as np
import pytest
from scipy.special import expit

from python_ml.next_purchase.blending import PRIOR, Blend


def drawn(weights, level=0.0, rows=200_000, seed=5):
    rng = np.random.default_rng(seed)
    log_odds = {name: rng.normal(-2, 1.5, rows) for name in PRIOR}
    truth = expit(level + sum(weight * log_odds[name] for name, weight in weights.items()))
    return log_odds, rng.random(rows) < truth


def test_finds_the_weights_that_told_the_truth():
    weights = {"bg_nbd": 0.5, "cox": 0.0, "hazard": 0.5}
    blend = Blend.fit(*drawn(weights))
    assert blend.weights == pytest.approx(weights, abs=0.05)


def test_a_few_orders_change_little():
    log_odds, bought = drawn({"bg_nbd": 1.0, "cox": 0.0, "hazard": 0.0}, rows=300)
    blend = Blend.fit(log_odds, bought)
    assert blend.weights == pytest.approx(PRIOR, abs=0.12)


def test_no_weight_is_negative():
    log_odds, bought = drawn({"bg_nbd": -0.5, "cox": 0.2, "hazard": 0.8})
    assert Blend.fit(log_odds, bought).weights["bg_nbd"] == 0


def test_a_part_of_a_level_is_believed():
    log_odds, bought = drawn(PRIOR, level=-0.8)
    blend = Blend.fit(log_odds, bought)
    shift = np.mean(blend.log_odds(log_odds) - sum(PRIOR[name] * log_odds[name] for name in PRIOR))
    assert -0.4 < shift < -0.1


def test_blending_agreement_changes_nothing():
    same = np.linspace(-3, 1, 500)
    blend = Blend(weights=dict(PRIOR), level=0.0)
    assert blend.log_odds(dict.fromkeys(PRIOR, same)) == pytest.approx(same)
