import numpy as np
import pytest

from lab.quality.baselines import BASELINES, History, best_columns, popular_first, recommend
from lab.quality.baselines.implicit_models import als, bm25, cosine
from lab.quality.baselines.own_frequency import own_frequency
from lab.quality.baselines.popular import popular
from lab.quality.baselines.tifu_knn import tifu_knn, user_vectors

FOREVER = float("inf")
A, B, C, D = range(4)


def history_of(*purchases, customers, articles):
    customer, article, days_ago = np.array(purchases).T
    return History(customer, article, days_ago, customers, articles)


@pytest.fixture
def shop():
    """Three customers and a newcomer; the first has the baskets {A}, {A, B}, {B}, from the oldest on."""
    return history_of(
        (0, A, 9), (0, A, 5), (0, B, 5), (0, B, 2), (1, A, 3), (2, B, 8), (2, C, 8), customers=4, articles=4
    )


def everybody(history):
    return np.arange(history.customers)


# --- history


def test_baskets_are_counted_from_the_newest(shop):
    later, baskets = shop.baskets
    assert later.tolist() == [2, 1, 1, 0, 0, 0, 0]
    assert baskets.tolist() == [3, 1, 1, 0]


def test_decay_halves_in_a_half_life(shop):
    assert shop.decay(3)[4] == 0.5
    assert shop.decay(FOREVER).tolist() == [1] * 7


# --- lists


def test_ties_follow_the_preference_and_depth_the_columns():
    scores = np.array([[1.0, 2.0, 1.0, 2.0], [0.0, 0.0, 0.0, -1.0]])
    assert best_columns(scores, np.array([3, 2, 1, 0]), 3).tolist() == [[3, 1, 2], [2, 1, 0]]
    assert best_columns(scores, np.array([0, 1, 2, 3]), 9).tolist() == [[1, 3, 0, 2], [0, 1, 2, 3]]


def test_sums_that_differ_in_their_last_bits_are_ties():
    scores = np.array([[0.3, 0.1 + 0.2]])
    assert scores[0, 0] < scores[0, 1]
    assert best_columns(scores, np.array([0, 1]), 2).tolist() == [[0, 1]]


def test_many_customers_get_what_each_gets_alone(monkeypatch, shop):
    whole = recommend(own_frequency(shop, FOREVER), everybody(shop), np.arange(4), 3)
    monkeypatch.setattr("lab.quality.baselines.lists.CELLS", 8)
    assert (recommend(own_frequency(shop, FOREVER), everybody(shop), np.arange(4), 3) == whole).all()


# --- popular


def test_popular_counts_the_days_of_its_window(shop):
    assert popular(shop, FOREVER)(np.array([3])).tolist() == [[3, 3, 1, 0]]
    assert popular(shop, 3)(np.array([0, 3])).tolist() == [[1, 1, 0, 0]] * 2


def test_what_is_as_popular_of_late_stands_by_what_it_sold_ever():
    history = history_of(
        (0, A, 9), (1, C, 1), (0, B, 1), (1, B, 9), (0, C, 30), (1, C, 31), customers=2, articles=4
    )
    assert popular_first(history, 2).tolist() == [C, B, A, D]
    assert popular_first(history, 10).tolist() == [B, C, A, D]


# --- own frequency


def test_own_frequency_breaks_ties_by_popularity_and_fills_up(shop):
    lists = recommend(own_frequency(shop, FOREVER), everybody(shop), np.array([B, A, D, C]), 4)
    assert lists.tolist() == [[B, A, D, C], [A, B, D, C], [B, C, A, D], [B, A, D, C]]


def test_own_frequency_prefers_what_was_bought_of_late(shop):
    assert own_frequency(shop, 1)(np.array([0]))[0, :2].tolist() == [2**-9 + 2**-5, 2**-5 + 2**-2]


# --- TIFU-kNN, by hand: groups of two baskets, within decay 1/2, group decay 1/4


def test_user_vectors_by_hand(shop):
    vectors = user_vectors(shop, 2, 0.5, 0.25).toarray()
    # The newest group is {A, B}, {B}: A 1/2·1/2, B (1/2 + 1)/2. The older one is {A}, times 1/4. Their mean:
    assert vectors[0].tolist() == [(1 / 4 + 1 / 4) / 2, (3 / 4) / 2, 0, 0]
    assert vectors[1:].tolist() == [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


def test_tifu_knn_by_hand(shop):
    scores = tifu_knn(shop, 2, 0.5, 0.25, neighbours=1, alpha=0.5)(everybody(shop))
    # Squared distances: first to second 45/64, first to third 93/64, second to third 3.
    assert scores.tolist() == [
        [(1 / 4 + 1) / 2, (3 / 8) / 2, 0, 0],
        [(1 / 4 + 1) / 2, (3 / 8) / 2, 0, 0],
        [(1 / 4) / 2, (1 + 3 / 8) / 2, 1 / 2, 0],
        [0, 0, 0, 0],
    ]


def test_more_neighbours_than_there_are_others(shop):
    scores = tifu_knn(shop, 2, 0.5, 0.25, neighbours=300, alpha=0.0)(np.array([1]))
    assert scores.tolist() == [[(1 / 4) / 2, (1 + 3 / 8) / 2, 1 / 2, 0]]


def test_an_only_customer_has_no_neighbours():
    history = history_of((0, A, 1), customers=1, articles=2)
    assert tifu_knn(history, 7, 0.9, 0.7, neighbours=300, alpha=0.5)(np.array([0])).tolist() == [[0.5, 0]]


# --- implicit


def test_cosine_is_that_of_the_buyers(shop):
    # Customers 1 and 3 of the history bought A once; cosine of A's buyers (2, 1, 0) with B's (2, 0, 1) is 4/5.
    scores = cosine(shop, neighbours=4, half_life_days=FOREVER)(np.array([1, 3]))
    assert scores[0] == pytest.approx([1, 4 / 5, 0, 0])
    assert not scores[1].any()


def test_own_articles_are_recommended_again(shop):
    for fit in (cosine, lambda history, n, h: bm25(history, n, 1.2, 0.75, h)):
        lists = recommend(fit(shop, 4, FOREVER), np.array([2]), np.array([D, A, B, C]), 2)
        assert set(lists[0].tolist()) == {B, C}


def test_als_says_nothing_of_newcomers_and_the_same_each_time():
    generator = np.random.default_rng(3)
    taste = np.repeat([0, 1], 20)
    customer = np.repeat(np.arange(40), 5)
    article = generator.integers(0, 10, 200) + 10 * taste[customer]
    history = History(customer, article, generator.integers(1, 50, 200), 41, 20)
    scores = als(history, 4, 0.01, 5.0, FOREVER)(np.arange(41))
    assert not scores[40].any()
    assert (scores[:20, :10].mean(axis=1) > scores[:20, 10:].mean(axis=1) + 0.2).all()
    assert (als(history, 4, 0.01, 5.0, FOREVER)(np.arange(41)) == scores).all()


# --- all of them


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda baseline: baseline.name)
def test_grids_name_the_parameters_and_each_value_once(baseline, shop):
    scores = baseline.fit(shop, **{name: values[0] for name, values in baseline.grid.items()})(
        everybody(shop)
    )
    assert scores.shape == (4, 4)
    assert np.isfinite(scores).all()
    assert all(len(set(values)) == len(values) for values in baseline.grid.values())
    if baseline.name != "popular":
        assert not scores[3].any()
