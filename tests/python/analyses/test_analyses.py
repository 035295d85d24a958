"""Every analysis against the last build, which HELIX_DB names; without one, only what needs no rows."""

import json
import re

import duckdb
import pytest
import yaml

from python_ml.publishing.places import database_path, project_root
from tests.python.last_build import built_or_skipped

PROJECT = project_root()
FILES = sorted((PROJECT / "analyses").glob("*.sql"))
ANALYSES = {path.stem: path.read_text(encoding="utf-8") for path in FILES}
PARAMETERS = [pytest.param(name, id=name) for name in ANALYSES]

MAY_BE_EMPTY = {
    "at_which_hours_does_the_shop_sell": "the sales need have no time of day",
    "how_long_do_customers_stay": "a young shop has no customer who can be followed for two months",
    "what_came_of_each_experiment": "no experiment need have begun",
    "what_do_newcomers_get": "nobody need have bought for the first time in the test window",
    "which_rising_articles_are_hardly_offered": "nothing that rises need be missing from the lists",
    "which_rows_were_rejected": "every raw row may be usable",
    "what_is_wrong_with_the_build": "all may be well",
    "what_is_bought_together": "in a small shop no article need have 30 orders in 91 days",
    "who_is_overdue_and_what_to_offer": "nobody need be late",
}
MOST_ROWS = 100
# A map is looked at, and not read.
MOST_POINTS = {"who_and_what_lie_close_together": 600}
MOST_COLUMNS = 9


@pytest.fixture(scope="module")
def connection():
    path = built_or_skipped(database_path())
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


@pytest.fixture
def answer(connection):
    """Return a function that runs an analysis, with its rows as dictionaries."""

    def run(name):
        relation = connection.sql(ANALYSES[name])
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    return run


@pytest.fixture
def count(connection):
    """Return a function that counts the rows of a table's test cutoff."""

    def run(table):
        ((rows,),) = connection.sql(f"select count(*) from {table} where split = 'test'").fetchall()
        return rows

    return run


def total(rows, column):
    return sum(row[column] for row in rows)


def declared(path, kind):
    return yaml.safe_load((PROJECT / path).read_text(encoding="utf-8"))[kind]


def tables_read(sql):
    models = {path.stem for path in (PROJECT / "models").rglob("*") if path.suffix in (".sql", ".py")}
    read = set(re.findall(r"\b(?:from|join|unpivot) (\w+)", sql)) & models
    imported = set(re.findall(r"\b(\w+) as \(\s+select \* from \1\b", sql))
    return read - (set(re.findall(r"\b(\w+) as \(", sql)) - imported)


def test_there_are_enough():
    assert len(ANALYSES) >= 12


@pytest.mark.parametrize("name", PARAMETERS)
def test_begins_with_its_question(name):
    assert re.match(r"-- [A-Z].+\?\nwith\n", ANALYSES[name])


@pytest.mark.parametrize("name", PARAMETERS)
def test_is_plain_sql_in_one_statement(name):
    assert not re.search(r"\{[{%#]|;", ANALYSES[name])


def test_each_is_described_and_nothing_else():
    described = declared("analyses/_analyses.yml", "analyses")
    assert sorted(entry["name"] for entry in described) == sorted(ANALYSES)
    assert all(len(entry["description"]) > 40 for entry in described)


def test_exposures_name_every_table_that_is_read():
    exposures = declared("models/marts/_exposures.yml", "exposures")
    exposed = {
        re.fullmatch(r"ref\('(\w+)'\)", reference)[1]
        for exposure in exposures
        if exposure["type"] != "application"
        for reference in exposure["depends_on"]
    }
    assert exposed == set().union(*map(tables_read, ANALYSES.values()))


@pytest.mark.parametrize("name", PARAMETERS)
def test_answers_readably(name, answer):
    rows = answer(name)
    assert rows or name in MAY_BE_EMPTY
    assert len(rows) <= MOST_POINTS.get(name, MOST_ROWS)
    assert all(len(row) <= MOST_COLUMNS for row in rows)
    assert len({tuple(row.values()) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", PARAMETERS)
def test_answers_the_same_on_one_thread(name, answer, connection):
    rows = answer(name)
    connection.execute("set threads = 1")
    try:
        assert answer(name) == rows
    finally:
        connection.execute("reset threads")


@pytest.mark.parametrize("name", sorted(MAY_BE_EMPTY))
def test_excuses_only_what_exists(name):
    assert name in ANALYSES


def test_asks_of_every_drawn_customer_s_offers(answer, connection):
    rows = answer("are_purchase_probabilities_right")
    drawn = "from evaluated_chances where is_drawn"
    ((offers, bought),) = connection.execute(
        f"select count(*), count(*) filter (where is_bought) {drawn}"
    ).fetchall()
    assert (total(rows, "offers"), total(rows, "bought")) == (offers, bought)
    ((buyers,),) = connection.execute(f"select count(distinct customer_key) {drawn} and is_buyer").fetchall()
    assert buyers < offers / 20


@pytest.mark.parametrize("name", ["which_place_on_the_list_sells", "which_reasons_sell"])
def test_counts_each_offer_once(name, answer, count):
    rows = answer(name)
    assert total(rows, "offers") == count("recommendations")
    fates = answer("what_became_of_each_purchase")
    assert total(rows, "bought") == sum(row["purchases"] for row in fates if row["fate"] == "1 offered")


def test_every_purchase_has_one_fate(answer, count):
    rows = answer("what_became_of_each_purchase")
    assert total(rows, "purchases") == count("labels")


def test_every_retriever_is_judged(answer, connection):
    rows = answer("which_retriever_finds_what")
    retrievers = {name for (name,) in connection.sql("select retriever from retrievers").fetchall()}
    assert {row["retriever"] for row in rows} == retrievers


def test_what_was_found_agrees_with_the_fates(answer):
    (cutoff,) = [row for row in answer("how_large_is_each_cutoff") if row["split"] == "test"]
    found = [row for row in answer("what_became_of_each_purchase") if row["fate"][0] in "12"]
    assert total(found, "purchases") == cutoff["bought_pairs"]
    retrievers = answer("which_retriever_finds_what")
    assert total(retrievers, "bought_found_by_it_alone") <= cutoff["bought_pairs"]
    assert total(retrievers, "bought") >= cutoff["bought_pairs"]


def test_verdicts_follow_from_the_intervals(answer):
    for row in answer("does_the_ranker_beat_its_baselines"):
        assert row["difference"] == pytest.approx(row["ranker"] - row["baseline_value"], abs=2e-4)
        if row["verdict"] == "ranker is higher":
            assert row["ci_low"] >= 0
        elif row["verdict"] == "baseline is higher":
            assert row["ci_high"] <= 0
        else:
            assert row["ci_low"] <= 0 <= row["ci_high"]


def test_three_buyers_are_shown_with_all_their_offers(answer, connection):
    rows = answer("what_were_last_weeks_buyers_offered")
    customers = {row["customer_id"] for row in rows}
    ((offers,),) = connection.execute(
        "select count(*) from recommendations where split = 'test' and list_contains($ids, customer_id)",
        {"ids": sorted(customers)},
    ).fetchall()
    assert len(customers) == 3
    assert len([row for row in rows if row["offered_at_rank"] is not None]) == offers


def test_the_ranker_uses_features_of_its_own(answer, connection):
    ((features,),) = connection.sql("select features from ranker_model where split = 'serve'").fetchall()
    used = {row["feature"] for row in answer("which_features_does_the_ranker_use")}
    assert used <= set(json.loads(features))


def test_every_order_has_a_weekday_and_one_article_s_tenth(answer, connection):
    ((orders, units, articles),) = connection.sql(
        "select count(distinct (customer_id, sold_on)), sum(units), count(distinct article_id) from purchases"
    ).fetchall()
    assert total(answer("on_which_weekdays_do_customers_order"), "orders") == orders
    tenths = answer("how_long_is_the_tail_of_articles")
    assert (total(tenths, "units"), total(tenths, "articles")) == (units, articles)
    sizes = [row["units"] / row["articles"] for row in tenths]
    assert sizes == sorted(sizes, reverse=True)


def test_weeks_are_whole_and_end_before_today(answer, connection):
    weeks = answer("how_much_is_sold_each_week")
    ((first, today),) = connection.sql(
        "select (select min(sold_on) from purchases), as_of from cutoffs where split = 'serve'"
    ).fetchall()
    assert weeks[0]["week_from"] >= first
    assert (today - weeks[-1]["week_from"]).days == 7
    ((orders,),) = connection.execute(
        "select count(distinct (customer_id, sold_on)) from purchases where sold_on >= ?",
        [weeks[0]["week_from"]],
    ).fetchall()
    assert total(weeks, "orders") == orders


def test_who_is_followed_for_longer_was_followed_before(answer, connection):
    months = answer("how_long_do_customers_stay")
    followed = [row["customers"] for row in months]
    assert followed == sorted(followed, reverse=True)
    (gaps,) = answer("how_far_apart_are_orders")
    ((buyers,),) = connection.sql("select count(distinct customer_id) from purchases").fetchall()
    assert gaps["ordered_twice"] <= gaps["customers"] == buyers
    assert max(row["ordered_again"] for row in months) <= gaps["ordered_twice"]


def test_new_articles_are_counted_once(answer, connection):
    months = answer("how_many_articles_are_new")
    ((articles, sold_lately),) = connection.sql(
        "select count(distinct article_id), "
        "sum(units) filter (where sold_on >= (select as_of - interval 28 day from cutoffs where split = 'serve')) "
        "from purchases"
    ).fetchall()
    assert total(months, "new_articles") == articles
    assert total(months, "units_28d") == sold_lately
