"""What is computed live is what a build computes that has the same purchases among its sales."""

from datetime import timedelta

import pytest

from lab.live.reference import reference
from lab.live.skew import COMPARED, as_sales, compare, compared_after


@pytest.mark.parametrize("days_later", [0, 6])
def test_every_table_of_the_chain_is_that_of_a_build(built, tmp_path, days_later):
    events, tables = compared_after(built, days_later, customers=40, folder=tmp_path / "shop")
    assert [table for table in tables if table.missing or table.more] == []
    assert {table.name for table in tables if not table.rows} <= {"int_cancellations"}
    assert any(customer_id.startswith("stranger") for customer_id in events)


def test_a_purchase_that_one_of_them_does_not_know_is_seen(built, live, event, ask, tmp_path):
    ((customer_id, article_id),) = ask("select customer_id, article_id from purchases order by all limit 1")
    events = {customer_id: [event(customer_id, article_id, "bought")]}
    last_day = live.last_day + timedelta(days=1)
    database = reference(built, as_sales(events, built.published), last_day, tmp_path / "shop")
    assert all(not table.missing for table in compare(live, events, last_day, database))
    dearer = {customer_id: [event(customer_id, article_id, "bought", value_micros=10**12)]}
    seen = {table.name for table in compare(live, dearer, last_day, database) if table.missing}
    assert {"int_purchases", "customer_features", "pair_features"} <= seen < set(COMPARED)
