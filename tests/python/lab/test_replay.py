import json
from datetime import time, timedelta

import polars as pl
import pytest

from helix.api.schemas import Context
from lab.replay.__main__ import frozen_lists, replay
from lab.replay.measuring import FROZEN, LEARNING, Orders, ndcg
from lab.replay.shop import split_shop
from python_ml.demo_shop import DemoConfig
from python_ml.problems import BadInput

CONFIG = DemoConfig(customers=60, articles=40, days=60, seed=3)


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    return folder, split_shop(CONFIG, 14, folder / "known", folder / "whole")


def test_what_is_replayed_is_what_the_build_does_not_see(split):
    folder, later = split
    known = pl.read_parquet(folder / "known" / "transactions.parquet")
    whole = pl.read_parquet(folder / "whole" / "transactions.parquet")
    assert later.first_day == CONFIG.last_day - timedelta(days=13)
    assert known["sold_at"].max().date() < later.first_day
    assert later.sales["sold_at"].min().date() >= later.first_day
    columns = whole.columns
    assert pl.concat([known, later.sales]).sort(columns).equals(whole.sort(columns))
    assert pl.read_parquet(folder / "known" / "customers.parquet").height == CONFIG.customers


def test_days_come_in_their_order_with_all_their_sales(split):
    _, later = split
    days = later.days()
    assert [day for day, _ in days] == sorted(day for day, _ in days)
    assert sum(lines.height for _, lines in days) == later.sales.height
    assert later.within(14).equals(later.sales)
    assert set(later.within(1)["sold_at"].dt.date()) == {later.first_day}


@pytest.mark.parametrize("days", [0, 60])
def test_a_shop_is_not_split_outside_of_its_days(tmp_path, days):
    with pytest.raises(BadInput, match=f"a shop of 60 days has no last {days}"):
        split_shop(CONFIG, days, tmp_path / "known", tmp_path / "whole")


def test_ndcg_is_the_mean_over_buyers():
    # First place of one bought: 1; nobody's list: 0.
    assert ndcg({"c1": ["a", "b"]}, {"c1": ["a"], "c2": ["b"]}) == pytest.approx(0.5)


def test_orders_of_a_customer_count_as_one_customer():
    orders = Orders()
    for _ in range(3):
        orders.add("c1", {FROZEN: ["b"], LEARNING: ["a"]}, ["a"])
    orders.add("c2", {FROZEN: ["a"], LEARNING: ["b"]}, ["a"])
    orders.add("c3", {FROZEN: ["b"], LEARNING: ["a"]}, ["a"])
    compared = {row["recommender"]: row for row in orders.compared().iter_rows(named=True)}
    assert compared[FROZEN]["value"] == pytest.approx(1 / 3)
    assert compared[LEARNING]["value"] == pytest.approx(2 / 3)
    assert compared["learning_minus_frozen"]["value"] == pytest.approx(1 / 3)
    assert compared["learning_minus_frozen"]["customers"] == 3


class Repeating:
    """A server whose list is what the customer bought last, once it was told and has learned it."""

    def __init__(self):
        self.told, self.learned, self.moments = {}, {}, []

    def recommendations(self, customer, moment, count):
        self.moments.append(moment)
        return self.learned.get(customer, ["nothing"])[:count]

    def feedback(self, events):
        for event in events:
            self.told.setdefault(event["customer_id"], []).insert(0, event["article_id"])

    def wait_until_learned(self):
        self.learned = {customer: list(dict.fromkeys(articles)) for customer, articles in self.told.items()}


def test_a_list_knows_the_orders_of_earlier_days_alone(split):
    _, later = split
    server = Repeating()
    frozen = frozen_lists(server, later)
    orders = replay(server, later, frozen)
    first = [orders.customers.index(customer) for customer in set(orders.customers)]
    assert all(orders.lists[LEARNING][number] == ["nothing"] for number in first)
    assert all(articles == ["nothing"] for articles in orders.lists[FROZEN])
    second = [number for number in range(len(orders.customers)) if number not in first]
    assert second
    assert all(orders.lists[LEARNING][number] != ["nothing"] for number in second)
    assert sum(map(len, orders.bought)) <= later.sales.height
    for moment in server.moments:
        assert Context.model_validate_json(json.dumps({"moment": moment})).moment.time() == time()
