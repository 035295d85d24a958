"""Plans, with statsmodels as the oracle."""

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.power import NormalIndPower

from python_ml.experiments.metrics import METRICS
from python_ml.experiments.power import plan
from python_ml.problems import BadInput

HALVES = {"control": 0.5, "treatment": 0.5}


@pytest.fixture(scope="module")
def shop():
    rng = np.random.default_rng(1)
    taste = rng.gamma(2, 1, 5_000)
    return pl.DataFrame(
        {
            "conversion": rng.random(5_000) < 0.2,
            "orders": rng.poisson(taste),
            "orders_before": rng.poisson(taste),
            "revenue": rng.lognormal(3, 2, 5_000),
        }
    )


@pytest.mark.parametrize("ratio", [1, 4])
def test_a_small_effect_takes_what_statsmodels_says(shop, ratio):
    planned = plan(shop, METRICS["orders"], 0.001, {"control": 1, "treatment": ratio}, uses_before=False)
    size = 0.001 * shop["orders"].mean() / shop["orders"].std()
    oracle = NormalIndPower().solve_power(size, alpha=0.05, power=0.8, ratio=ratio) * (1 + ratio)
    assert planned.customers == pytest.approx(oracle, rel=0.002)


def test_cuped_takes_fewer_by_what_it_explains(shop):
    plain = plan(shop, METRICS["orders"], 0.05, HALVES, uses_before=False)
    adjusted = plan(shop, METRICS["orders"], 0.05, HALVES)
    explained = np.corrcoef(shop["orders"], shop["orders_before"])[0, 1] ** 2
    assert plain.variance_reduction == 0
    assert adjusted.variance_reduction == pytest.approx(explained, abs=0.001)
    assert adjusted.customers == pytest.approx(plain.customers * (1 - explained), rel=0.001)


def test_the_smallest_arm_decides(shop):
    two = plan(shop, METRICS["orders"], 0.05, {"control": 0.5, "a": 0.1})
    three = plan(shop, METRICS["orders"], 0.05, {"control": 0.5, "a": 0.1, "b": 0.4})
    assert three.customers == pytest.approx(two.customers / 0.6, rel=0.001)


def test_days_are_those_until_the_last_customer_has_been_watched(shop):
    planned = plan(shop, METRICS["conversion"], 0.1, HALVES, customers_per_day=100, days_watched=14)
    assert planned.days == -(-planned.customers // 100) + 14
    assert plan(shop, METRICS["conversion"], 0.1, HALVES).days is None


def test_caps_make_heavy_tails_cheaper(shop):
    capped = plan(shop, METRICS["revenue"], 0.1, HALVES)
    assert capped.customers < plan(shop, METRICS["revenue"], 0.1, HALVES, capped_share=0).customers / 1.5


def test_a_customer_who_is_worth_more_varies_more(shop):
    up, down = (plan(shop, METRICS["orders"], lift, HALVES).customers for lift in (0.1, -0.1))
    assert up / down == pytest.approx((1 + 1.1**2) / (1 + 0.9**2), rel=0.01)


def test_a_share_varies_as_shares_do(shop):
    share = shop["conversion"].mean()
    lifted = 1.5 * share
    two = share * (1 - share) + lifted * (1 - lifted)
    oracle = 2 * two * ((1.959964 + 0.841621) / (lifted - share)) ** 2
    assert plan(shop, METRICS["conversion"], 0.5, HALVES).customers == pytest.approx(oracle, rel=0.005)


@pytest.mark.parametrize(
    ("metric", "lift", "sentence"),
    [
        ("conversion", 0.0, r"an effect of \+0% can't be planned for"),
        ("conversion", -1.5, "can't be planned for"),
        ("conversion", 10.0, "would be more than everybody"),
        ("retention", 0.1, "no customer has any retention"),
    ],
)
def test_what_cannot_be_planned_is_refused(shop, metric, lift, sentence):
    with pytest.raises(BadInput, match=sentence):
        plan(shop.with_columns(retention=0), METRICS[metric], lift, HALVES)
