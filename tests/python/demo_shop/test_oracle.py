import datetime as dt

import numpy as np
import pyarrow.compute as pc
import pytest

from python_ml.demo_shop import DemoConfig, oracle_lists
from python_ml.demo_shop.articles import article_ids
from python_ml.demo_shop.baskets import draw_baskets
from python_ml.demo_shop.customers import BASKET_LEVELS, draw_rhythm, draw_taste
from python_ml.demo_shop.ids import contract_customer_ids, hm_customer_ids
from python_ml.demo_shop.oracle import ORACLE_SCHEMA, _without_purchase, purchase_probabilities
from python_ml.demo_shop.shop import build_shop
from python_ml.demo_shop.trips import draw_trips

from .conftest import LABEL_DAYS, ndcg_at_10

TINY = DemoConfig(customers=1_000, articles=30, days=60, seed=11, transactions=15_000)
WINDOW = (48, 55)
REPLICATES = 20_000


def simulated(shop, rhythm, taste, rng):
    """Share of the replicates with a trip in the window that bought each article, and their number."""
    rows = np.repeat(np.arange(len(taste.segment)), REPLICATES)
    rhythm, taste = rhythm.take(rows), taste.take(rows)
    trips = draw_trips(rng, rhythm, shop.calendar, shop.plan.event_rate)
    levels = BASKET_LEVELS[rhythm.basket_level[trips.customer]].sum()
    extra = rng.poisson(shop.plan.extra_per_level * levels)
    trip, article = draw_baskets(rng, shop.demand, shop.calendar, rhythm, taste, trips, extra)
    in_window = (trips.day >= WINDOW[0]) & (trips.day < WINDOW[1])
    came = np.zeros(len(rows), bool)
    came[trips.customer[in_window]] = True
    bought = np.zeros((len(rows), len(shop.articles.cell)), bool)
    kept = in_window[trip]
    bought[trips.customer[trip[kept]], article[kept]] = True
    groups = (len(rows) // REPLICATES, REPLICATES)
    n = came.reshape(groups).sum(axis=1)
    return bought.reshape(*groups, -1).sum(axis=1) / n[:, None], n


def kinds_of_customers(rhythm):
    """Two customers of each kind that the formula treats differently."""
    start, end = WINDOW
    arrival, departure = rhythm.arrival, rhythm.departure
    arrives = rhythm.newcomer & (arrival > start) & (arrival < end - 1) & (departure > end)
    often = rhythm.relative_rate > 0.3
    leaves = often & (arrival < start) & (departure > start + 2) & (departure < end)
    new = rhythm.newcomer & (arrival > start - 3) & (arrival < start) & (departure >= end)
    known = often & ~rhythm.newcomer & (departure == TINY.days)
    return np.concatenate([np.flatnonzero(kind)[:2] for kind in (arrives, leaves, new, known)])


def test_the_probability_is_the_frequency_of_simulated_windows():
    shop = build_shop(TINY)
    rhythm = draw_rhythm(TINY, shop.calendar, 0)
    rows = kinds_of_customers(rhythm)
    assert len(rows) == 8
    rhythm, taste = rhythm.take(rows), draw_taste(TINY, shop.articles, 0).take(rows)
    assert len(set(shop.calendar.week_of(np.arange(*WINDOW)).tolist())) == 2
    frequency, n = simulated(shop, rhythm, taste, np.random.default_rng(5))
    probability = purchase_probabilities(shop, rhythm, taste, *WINDOW)
    assert n.min() > 500
    assert (frequency[probability == 0] == 0).all()
    counted = probability * n[:, None] >= 10
    error = np.sqrt(probability * (1 - probability) / n[:, None])
    z = (frequency - probability)[counted] / error[counted]
    assert counted.sum() > 60
    assert np.abs(z).max() < 4.5
    assert np.mean(z**2) < 1.5
    no_trip = _without_purchase(shop, rhythm, taste, *WINDOW)[1]
    assert n / REPLICATES == pytest.approx(1 - no_trip, abs=4 * np.sqrt(0.25 / REPLICATES))


def test_the_oracle_beats_own_frequency_which_beats_popularity(usual, held_out):
    sales, start, truth = usual.sales, held_out.start, held_out.truth
    past = sales.day < start
    weight = 0.5 ** ((start - sales.day[past]) / 60)
    own = np.zeros((usual.config.customers, usual.config.articles))
    np.add.at(own, (sales.customer[past], sales.article[past]), weight)
    last_week = np.bincount(
        sales.article[past & (sales.day >= start - 7)], minlength=usual.config.articles
    ).astype(float)
    own += 1e-9 * last_week
    popular = np.argsort(-last_week, kind="stable").tolist()
    as_of = usual.config.first_day + dt.timedelta(days=start)
    table = oracle_lists(usual.config, as_of, LABEL_DAYS, [f"C{u:07d}" for u in truth], 10)
    number = {name: index for index, name in enumerate(article_ids(usual.shop.articles).to_pylist())}
    best = {customer: [] for customer in truth}
    for row in table.to_pylist():
        best[int(row["customer_id"][1:])].append(number[row["article_id"]])
    scores = [
        ndcg_at_10(lists, truth).mean()
        for lists in (
            dict.fromkeys(truth, popular),
            {customer: np.argsort(-own[customer], kind="stable").tolist() for customer in truth},
            best,
        )
    ]
    assert 0.05 < scores[0] < 0.15
    assert 2 * scores[0] < scores[1] < 0.7 * scores[2]
    assert 0.4 < scores[2] < 0.6


def test_expected_hits_of_the_oracle_are_the_hits_it_gets(usual, held_out):
    ids = [f"C{customer:07d}" for customer in held_out.truth]
    as_of = usual.config.first_day + dt.timedelta(days=held_out.start)
    table = oracle_lists(usual.config, as_of, LABEL_DAYS, ids, 800)
    expected = pc.sum(table["probability"]).as_py()
    bought = sum(len(articles) for articles in held_out.truth.values())
    assert bought == pytest.approx(expected, rel=0.1)


def test_lists_are_ranked_with_ties_by_article(usual, held_out):
    ids = [f"C{customer:07d}" for customer in held_out.truth]
    table = oracle_lists(usual.config, dt.date(2025, 12, 25), LABEL_DAYS, ids, 12)
    assert table.schema == ORACLE_SCHEMA
    assert table["customer_id"].to_pylist() == [name for name in ids for _ in range(12)]
    assert table["rank"].to_pylist() == list(range(1, 13)) * len(ids)
    rows = list(
        zip(
            np.repeat(np.arange(len(ids)), 12).tolist(),
            [-probability for probability in table["probability"].to_pylist()],
            table["article_id"].to_pylist(),
            strict=True,
        )
    )
    assert rows == sorted(rows)
    assert all(0 < -row[1] <= 1 for row in rows)


def test_both_forms_of_id_name_the_same_customer():
    position = [0, 123, 999]
    tables = [
        oracle_lists(TINY, dt.date(2025, 12, 15), LABEL_DAYS, [ids[i].as_py() for i in position], 5)
        for ids in (contract_customer_ids(TINY, 0), hm_customer_ids(TINY, 0))
    ]
    assert tables[0].num_rows > 0
    assert tables[0].drop_columns("customer_id").equals(tables[1].drop_columns("customer_id"))


def test_a_customer_not_yet_there_has_no_list():
    shop = build_shop(TINY)
    arrival = draw_rhythm(TINY, shop.calendar, 0).arrival
    late = int(np.flatnonzero(arrival > 20)[0])
    window = (TINY.first_day + dt.timedelta(days=int(arrival[late]) - 7), 7)
    assert oracle_lists(TINY, *window, [f"C{late:07d}"], 5).num_rows == 0
    window = (TINY.first_day + dt.timedelta(days=int(arrival[late]) - 6), 7)
    assert oracle_lists(TINY, *window, [f"C{late:07d}"], 5).num_rows == 5


@pytest.mark.parametrize(
    ("as_of", "label_days", "customer", "k", "sentence"),
    [
        (dt.date(2025, 12, 26), 7, "C0000000", 5, "must lie within the shop's period"),
        (dt.date(2025, 11, 1), 7, "C0000000", 5, "must lie within the shop's period"),
        (dt.date(2025, 12, 1), 0, "C0000000", 5, "must lie within the shop's period"),
        (dt.date(2025, 12, 1), 7, "C0000000", 0, "k must be at least 1, got 0"),
        (dt.date(2025, 12, 1), 7, "C0001000", 5, "customer 'C0001000' is not one of this generated shop's"),
        (dt.date(2025, 12, 1), 7, "f" * 64, 5, "is not one of this generated shop's"),
        (dt.date(2025, 12, 1), 7, "somebody", 5, "customer 'somebody' is not one of this generated shop's"),
    ],
)
def test_a_question_it_cannot_answer_is_refused(as_of, label_days, customer, k, sentence):
    with pytest.raises(ValueError, match=sentence):
        oracle_lists(TINY, as_of, label_days, [customer], k)


def test_nobody_asked_for_gives_an_empty_table():
    assert oracle_lists(TINY, dt.date(2025, 12, 1), LABEL_DAYS, [], 5).equals(ORACLE_SCHEMA.empty_table())
