import numpy as np

from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.customers import draw_taste
from python_ml.demo_shop.shop import build_shop

SPARSE = DemoConfig(customers=300, articles=15, days=300, seed=6)


def test_choices_sum_to_one_and_are_on_sale_whatever_is_sold_out():
    shop = build_shop(SPARSE)
    taste = draw_taste(SPARSE, shop.articles, 0)
    without_staples = 0
    for week in range(shop.calendar.weeks):
        choice = shop.demand.distribution(taste, week)
        np.testing.assert_allclose(choice.sum(axis=1), 1.0, atol=1e-12)
        assert (choice >= 0).all()
        assert (choice[:, shop.articles.weekly_weight[week] == 0] == 0).all()
        without_staples += (~shop.demand.on_sale(np.asarray(week), taste.staples).any(axis=1)).sum()
    assert without_staples > 0


def test_choices_are_drawn_with_their_probabilities():
    shop = build_shop(SPARSE)
    week, n = 20, 40_000
    taste = draw_taste(SPARSE, shop.articles, 0)
    on_sale = shop.demand.on_sale(np.asarray(week), taste.staples).any(axis=1)
    rows = np.concatenate([np.flatnonzero(on_sale)[:4], np.flatnonzero(~on_sale)[:4]])
    assert len(rows) == 8
    taste = taste.take(rows)
    customer = np.repeat(np.arange(8), n)
    drawn = shop.demand.draw(np.random.default_rng(1), taste, customer, np.full(8 * n, week))
    frequency = np.zeros((8, SPARSE.articles))
    np.add.at(frequency, (customer, drawn), 1 / n)
    np.testing.assert_allclose(frequency, shop.demand.distribution(taste, week), atol=4.5 * np.sqrt(0.25 / n))
