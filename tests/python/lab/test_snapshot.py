from datetime import date

import duckdb
import pytest

from lab.quality.baselines import Baseline, Trial
from lab.quality.baselines.own_frequency import own_frequency
from lab.quality.baselines.popular import popular
from lab.quality.comparison import Tuned, baseline_lists, measure
from lab.quality.snapshot import Snapshot

FOREVER = float("inf")

SHOP = """
    create table int_cutoffs as from (values
        (date '2024-01-01', 'train'), (date '2024-01-08', 'validation'), (date '2024-01-15', 'test'),
        (date '2024-01-30', 'serve')
    ) as t (as_of, split);
    create table int_purchases as from (values
        (7, 20, date '2023-12-30', 1), (7, 30, date '2024-01-10', 1), (7, 30, date '2024-01-16', 1),
        (9, 20, date '2024-01-02', 1), (9, 40, date '2024-01-03', 2), (9, 50, date '2024-01-03', 2)
    ) as t (customer_key, article_key, sold_on, units);
    create table int_history_days as
        select as_of, sold_on, cast(as_of - sold_on as integer) as days_ago
        from int_cutoffs cross join (select distinct sold_on from int_purchases)
        where sold_on < as_of;
    -- Of article 40 nothing is left before the test cutoff, of article 50 one unit.
    create table int_known_cancellations as from (values
        (date '2024-01-15', 9, 40, date '2024-01-03', 2), (date '2024-01-15', 9, 50, date '2024-01-03', 1)
    ) as t (as_of, customer_key, article_key, sold_on, units);
    create table labels as from (values
        (date '2024-01-01', 'train', 9, 20), (date '2024-01-01', 'train', 9, 40), (date '2024-01-01', 'train', 9, 50),
        (date '2024-01-08', 'validation', 7, 30), (date '2024-01-15', 'test', 7, 30), (date '2024-01-15', 'test', 8, 60)
    ) as t (as_of, split, customer_key, article_key);
    create table evaluated_purchases as select as_of, customer_key, article_key from labels where split = 'test';
    create table evaluated_customers as from (values (7, 'light'), (8, 'newcomer')) as t (customer_key, segment);
    create table evaluated_lists as from (values
        ('ranker', 7, 2, 20), ('ranker', 7, 1, 30), ('popular', 7, 1, 50), ('ranker', 8, 1, 50)
    ) as t (recommender, customer_key, rank, article_key);
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "helix.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SHOP)
    return path


def purchases(past):
    history = past.history
    customers, articles = past.customer_keys[history.customer], past.article_keys[history.article]
    return list(zip(customers.tolist(), articles.tolist(), history.days_ago.tolist(), strict=True))


def test_baselines_see_what_was_sold_before_and_not_known_to_be_cancelled(database):
    snapshot = Snapshot.read(database, 1, is_project_built=True)
    assert snapshot.as_of == date(2024, 1, 15)
    assert purchases(snapshot.past) == [(7, 20, 16), (7, 30, 5), (9, 20, 13), (9, 50, 12)]
    # The newcomer is numbered too, the article that nobody had bought is not.
    assert snapshot.past.customer_keys.tolist() == [7, 8, 9]
    assert snapshot.past.article_keys.tolist() == [20, 30, 50]
    assert snapshot.truth.rows() == [(7, 30), (8, 60)]
    assert snapshot.segments.rows() == [(7, "light"), (8, "newcomer")]


def test_the_project_is_its_ranker(database):
    lists = Snapshot.read(database, 1, is_project_built=True).project_lists
    assert lists.rows() == [("project", 7, 1, 30), ("project", 7, 2, 20), ("project", 8, 1, 50)]
    assert Snapshot.read(database, 1, is_project_built=False).project_lists is None


def test_weeks_to_tune_on_come_before_the_test_week_the_latest_first(database):
    validation, train = Snapshot.read(database, 9, is_project_built=False).weeks
    assert validation.history.days_ago.tolist() == [9, 6, 5, 5]
    assert validation.customers.tolist() == [0]
    # What was bought, article 30, nobody had bought before.
    assert validation.bought.nnz == 0
    assert validation.basket_sizes.tolist() == [1]
    assert train.history.days_ago.tolist() == [2]
    assert train.customers.tolist() == [1]
    assert train.bought.toarray().tolist() == [[True]]
    assert train.basket_sizes.tolist() == [3]
    assert len(Snapshot.read(database, 1, is_project_built=False).weeks) == 1


def own(half_life_days):
    return Tuned(Baseline("own", own_frequency, {}), [Trial({"half_life_days": half_life_days}, 0.0)])


def test_baselines_recommend_to_the_test_customers_in_keys(database):
    snapshot = Snapshot.read(database, 1, is_project_built=True)
    assert baseline_lists(snapshot, own(3), FOREVER).rows() == [
        *(("own", 7, rank, article) for rank, article in enumerate([30, 20, 50], 1)),
        *(("own", 8, rank, article) for rank, article in enumerate([20, 30, 50], 1)),
    ]


def popular_of_all_time():
    return Tuned(Baseline("popular", popular, {}), [Trial({"window_days": FOREVER}, 0.0)])


def test_everybody_is_measured_on_the_same_customers(database):
    snapshot = Snapshot.read(database, 1, is_project_built=True)
    measured = measure(snapshot, [popular_of_all_time(), own(FOREVER)])
    values = {row[1:5]: row[5:] for row in measured.rows() if row[4] == "all"}
    assert {row[0] for row in measured.rows()} == {date(2024, 1, 15)}
    assert values["project", "hit_rate", 10, "all"][0] == 0.5
    assert values["project", "ndcg", 10, "all"][0] == 0.5
    assert values["own", "map", 12, "all"][0] == pytest.approx(0.25)
    low, high, customers = values["project_minus_own", "map", 12, "all"][1:]
    assert values["project_minus_own", "map", 12, "all"][0] == pytest.approx(0.25)
    assert (low, high, customers) == (0, pytest.approx(0.5), 2)
    assert {key[1:3] for key in values} == {("hit_rate", 10), ("ndcg", 10), ("map", 12), ("recall", 10)}
    assert {row[4] for row in measured.rows()} == {"all", "light", "newcomer"}


def test_without_the_project_there_is_nothing_to_subtract(database):
    snapshot = Snapshot.read(database, 1, is_project_built=False)
    measured = measure(snapshot, [popular_of_all_time()])
    assert measured["recommender"].unique().to_list() == ["popular"]
