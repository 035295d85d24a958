import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from python_ml.demo_shop import DemoConfig, articles_table, customers_table, transactions_reader
from python_ml.demo_shop.articles import build_articles
from python_ml.demo_shop.calendar import PEAK_HOURS, VARIANTS, build_calendar
from python_ml.demo_shop.customers import BLOCK, draw_rhythm, draw_taste
from python_ml.demo_shop.shop import build_shop, draw_sales
from python_ml.demo_shop.tables import CUSTOMERS_SCHEMA, TRANSACTIONS_SCHEMA
from python_ml.demo_shop.trips import draw_trips

SMALL = DemoConfig(customers=300, articles=80, days=90, seed=7)
TABLES = [articles_table, customers_table, lambda config: transactions_reader(config).read_all()]


@pytest.mark.parametrize("table", TABLES)
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(table):
    first = table(SMALL)
    build_shop.cache_clear()
    assert table(SMALL).equals(first)
    assert not table(replace(SMALL, seed=8)).equals(first)


@pytest.mark.parametrize(
    "config",
    [
        SMALL,
        DemoConfig(customers=2, articles=10, days=14, seed=0, transactions=2),
        DemoConfig(customers=3, articles=10, days=14, seed=5, transactions=1_000),
        DemoConfig(customers=50, articles=10, days=30, seed=1, transactions=50),
        DemoConfig(customers=BLOCK + 1, articles=60, days=60, seed=1, transactions=40_001),
    ],
)
def test_the_number_of_sale_lines_is_exact(config):
    assert transactions_reader(config).read_all().num_rows == config.sale_lines


def test_no_tiny_shop_fails():
    rows = {
        transactions_reader(DemoConfig(2, 10, 14, seed, transactions=2)).read_all().num_rows
        for seed in range(100)
    }
    assert rows == {2}


def test_a_block_does_not_depend_on_those_drawn_before():
    config = DemoConfig(customers=BLOCK + 500, articles=60, days=60, seed=3, transactions=40_000)
    last, first = (draw_sales(build_shop(config), block) for block in (1, 0))
    streamed = list(transactions_reader(config))
    assert [batch.num_rows for batch in streamed] == [len(first.day), len(last.day)]
    assert streamed[1]["quantity"].to_pylist() == last.quantity.tolist()
    assert streamed[1]["customer_id"][0].as_py() == f"C{last.customer[0]:07d}"
    assert last.customer.min() >= BLOCK > first.customer.max()


def test_the_tables_have_the_contract_columns():
    assert transactions_reader(SMALL).schema == TRANSACTIONS_SCHEMA
    assert customers_table(SMALL).schema == CUSTOMERS_SCHEMA
    assert articles_table(SMALL).column_names == [
        "article_id",
        "name",
        "product_code",
        "category",
        "department",
        "colour",
        "description",
    ]


def test_ids_are_unique_sorted_and_known_to_the_sales():
    sales = transactions_reader(SMALL).read_all()
    for table, key in ((customers_table(SMALL), "customer_id"), (articles_table(SMALL), "article_id")):
        ids = table[key].to_pylist()
        assert ids == sorted(set(ids))
        assert set(sales[key].to_pylist()) <= set(ids)


def test_an_article_id_is_ten_characters_with_its_product_code():
    table = articles_table(SMALL)
    for row in table.select(["article_id", "product_code"]).to_pylist():
        assert len(row["article_id"]) == 10
        assert row["article_id"].startswith("0" + row["product_code"])
    assert table["product_code"].combine_chunks().unique().to_pylist() != table["product_code"].to_pylist()


def test_sales_lie_within_the_period_and_in_the_order_of_customer_and_time():
    sales = transactions_reader(SMALL).read_all()
    days = [sold_at.date() for sold_at in sales["sold_at"].to_pylist()]
    assert SMALL.first_day <= min(days)
    assert max(days) <= SMALL.last_day
    rows = list(zip(sales["customer_id"].to_pylist(), sales["sold_at"].to_pylist(), strict=True))
    assert rows == sorted(rows)


def test_no_article_is_sold_outside_its_life(usual):
    articles, sales = usual.shop.articles, usual.sales
    week = usual.shop.calendar.week_of(sales.day)
    assert (week >= articles.launch_week[sales.article]).all()
    assert (week < (articles.launch_week + articles.life_weeks)[sales.article]).all()
    assert (articles.launch_week > 0).any()


def test_the_assortment_changes_on_mondays():
    config = replace(SMALL, last_day=dt.date(2025, 12, 31))
    calendar = build_calendar(config)
    days = np.arange(config.days)
    changes = days[1:][np.diff(calendar.week_of(days)) > 0]
    assert {(config.first_day + dt.timedelta(days=int(day))).weekday() for day in changes} == {0}


def test_nobody_buys_before_arriving_or_after_leaving(usual):
    rhythm = draw_rhythm(usual.config, usual.shop.calendar, 0)
    customer, day = usual.sales.customer, usual.sales.day
    assert (day >= rhythm.arrival[customer]).all()
    assert (day < rhythm.departure[customer]).all()
    first = np.full(usual.config.customers, usual.config.days)
    np.minimum.at(first, customer, day)
    assert (first == rhythm.arrival)[rhythm.newcomer].all()


def test_each_week_has_newcomers_and_at_least_250_buyers(usual):
    sales = usual.sales
    rhythm = draw_rhythm(usual.config, usual.shop.calendar, 0)
    for start in range(usual.config.days - 70, usual.config.days, 7):
        buyers = np.unique(sales.customer[(sales.day >= start) & (sales.day < start + 7)])
        assert len(buyers) >= 250
        assert (rhythm.newcomer & (rhythm.arrival >= start) & (rhythm.arrival < start + 7)).sum() >= 5


@pytest.mark.parametrize("archetype", range(4))
def test_customers_buy_at_the_hour_of_their_habit(usual, archetype):
    rhythm = draw_rhythm(usual.config, usual.shop.calendar, 0)
    own = rhythm.hour_habit[usual.sales.customer] // VARIANTS == archetype
    hour = usual.sales.second[own] // 3600
    assert np.median(hour) == PEAK_HOURS[archetype]
    assert (np.abs(hour - PEAK_HOURS[archetype]) <= 3).mean() > 0.9


def test_weekend_customers_buy_at_weekends(usual):
    rhythm = draw_rhythm(usual.config, usual.shop.calendar, 0)
    weekday = (usual.sales.day + usual.config.first_day.weekday()) % 7
    archetype = rhythm.weekday_habit[usual.sales.customer] // VARIANTS
    weekend = [(weekday[archetype == number] >= 5).mean() for number in (1, 2)]
    assert weekend[0] < 0.2
    assert weekend[1] > 0.5


def test_gaps_between_trips_are_more_regular_than_poisson():
    config = DemoConfig(customers=500, articles=10, days=2_000, seed=2)
    calendar = build_calendar(config)
    steady = replace(
        draw_rhythm(config, calendar, 0),
        newcomer=np.zeros(500, bool),
        arrival=np.zeros(500, np.int64),
        departure=np.full(500, config.days),
        relative_rate=np.ones(500),
    )
    trips = draw_trips(np.random.default_rng(0), steady, calendar, event_rate=0.1)
    assert len(trips.day) == pytest.approx(500 * 2_000 * 0.1 / 2, rel=0.02)
    gaps = np.diff(trips.day)[np.diff(trips.customer) == 0]
    assert 0.45 < gaps.var() / gaps.mean() ** 2 < 0.6  # Erlang-2: 1/2; exponential: 1


def test_staples_are_bought_again_and_again(usual):
    taste = draw_taste(usual.config, usual.shop.articles, 0)
    lines = np.zeros((usual.config.customers, usual.config.articles))
    np.add.at(lines, (usual.sales.customer, usual.sales.article), 1)
    staple = np.zeros_like(lines, bool)
    np.put_along_axis(staple, taste.staples, True, axis=1)
    regular = lines.sum(axis=1) >= 20
    assert lines[regular][staple[regular]].mean() > 20 * lines[regular][~staple[regular]].mean()


def test_complements_go_into_one_basket(usual):
    articles, sales = usual.shop.articles, usual.sales
    trip = sales.customer * usual.config.days + sales.day
    partner = articles.complement[:, 0]
    baskets = {}
    for number, article in zip(trip.tolist(), sales.article.tolist(), strict=True):
        baskets.setdefault(number, set()).add(article)
    shuffled = np.random.default_rng(0).permutation(partner)
    with_partner, with_any = (
        sum(any(other[article] in basket - {article} for article in basket) for basket in baskets.values())
        for other in (partner, shuffled)
    )
    assert with_partner > 3 * with_any


def test_fashion_is_marked_down_and_basics_are_not(usual):
    articles = usual.shop.articles
    last = articles.launch_week + articles.life_weeks - 1
    price = articles.price_cents_in(np.arange(usual.config.articles), last)
    assert (price[articles.basic] == articles.price_cents[articles.basic]).all()
    assert (price[~articles.basic] == articles.price_cents[~articles.basic] * 50 // 100).all()


def test_seasons_move_demand(usual):
    articles, week = usual.shop.articles, usual.shop.calendar.week_of(usual.sales.day)
    angle = usual.shop.calendar.season_angle[week]
    category = articles.category[usual.sales.article]
    swimwear, jackets = (np.cos(angle - np.pi)[category == number].mean() for number in (10, 6))
    assert swimwear > jackets + 0.3


def test_every_week_has_an_article_on_sale():
    config = DemoConfig(customers=2, articles=10, days=1_000, seed=4)
    articles = build_articles(config, build_calendar(config))
    assert (articles.weekly_weight > 0).any(axis=1).all()


def test_what_the_shop_knows_has_gaps(usual):
    table = customers_table(usual.config)
    for column in ("age", "gender", "country", "city", "postal_code", "newsletter"):
        assert 0 < table[column].null_count < 0.2 * table.num_rows
    ages = [age for age in table["age"].to_pylist() if age is not None]
    assert (min(ages), max(ages)) == (16, 79)
