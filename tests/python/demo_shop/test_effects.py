import numpy as np

from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.customers import draw_rhythm, draw_taste
from python_ml.demo_shop.effects import ALIKE_GAIN, FREQUENT_SHARE, PushEffects, draw_effects
from python_ml.demo_shop.profile import draw_profile
from python_ml.demo_shop.shop import build_shop

CONFIG = DemoConfig(customers=1000, articles=60, days=100, seed=7)


def test_some_are_moved_some_put_off_and_some_buy_anyway():
    effects = draw_effects(CONFIG)
    is_moved, is_put_off = effects.gain > 0, effects.loss > 0
    assert not (is_moved & is_put_off).any()
    assert 0.15 < is_moved.mean() < 0.5
    assert 0.15 < is_put_off.mean() < 0.5
    assert abs((~is_moved & ~is_put_off).mean() - FREQUENT_SHARE) < 0.01


def test_who_is_moved_shows_in_how_old_they_are_and_how_often_they_come():
    shop = build_shop(CONFIG)
    rate = draw_rhythm(CONFIG, shop.calendar, 0).relative_rate
    age = draw_profile(CONFIG, draw_taste(CONFIG, shop.articles, 0), 0).age
    effects = draw_effects(CONFIG)
    assert rate[effects.gain > 0].max() < rate[(effects.gain == 0) & (effects.loss == 0)].min()
    assert age[effects.gain > 0].min() > age[effects.loss > 0].max()


def test_a_shop_has_effects_of_its_own():
    again = draw_effects(CONFIG)
    other = draw_effects(DemoConfig(customers=1000, articles=60, days=100, seed=8))
    assert np.array_equal(again.gain, draw_effects(CONFIG).gain)
    assert not np.array_equal(again.gain, other.gain)


def test_all_may_be_alike():
    effects = draw_effects(CONFIG, "alike")
    assert set(effects.gain) == {ALIKE_GAIN}
    assert not effects.loss.any()


def test_answers_are_as_frequent_as_the_effects_say():
    rows = 200_000
    rng = np.random.default_rng(1)
    effects = PushEffects(np.full(rows, 0.3), np.full(rows, 0.4))
    anyway = rng.random(rows) < 0.5
    answers = effects.answers(anyway, rng.random(rows))
    assert abs(answers[~anyway].mean() - 0.3) < 0.01
    assert abs(answers[anyway].mean() - 0.6) < 0.01
    assert abs((answers.astype(float) - anyway).mean() - effects.given(anyway).mean()) < 0.01


def test_customers_are_taken_in_the_order_asked_for():
    effects = PushEffects(np.array([0.1, 0.2]), np.array([0.3, 0.4])).take(np.array([1, 0, 1]))
    assert (effects.gain.tolist(), effects.loss.tolist()) == ([0.2, 0.1, 0.2], [0.4, 0.3, 0.4])
