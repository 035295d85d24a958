from datetime import datetime

import duckdb
import numpy as np

from helix.simulation.plan import read_plan

TABLES = """
create table customers (customer_key integer, customer_id varchar);
insert into customers values (1, 'c1'), (2, 'c2'), (3, 'c3');
create table push_plan (
    as_of date, customer_id varchar, article_id varchar, send_at timestamp, channel varchar, propensity double,
    purchase_probability double
);
insert into push_plan values
    ('2026-01-01', 'c2', 'a2', '2026-01-03 10:00', 'email', 0.9, 0.2),
    ('2026-01-01', 'c1', 'a1', '2026-01-02 19:00', 'push', 0.1, 0.3);
create table customer_features (
    as_of date, split varchar, cohort varchar, customer_key integer, last_event_at timestamp, days integer,
    is_online boolean
);
insert into customer_features values
    ('2026-01-01', 'serve', 'all', 1, '2025-12-31', 7, true), ('2026-01-01', 'serve', 'all', 2, null, null, false),
    ('2026-01-01', 'serve', 'all', 3, null, 1, false), ('2026-01-01', 'test', 'all', 1, null, 99, false);
"""


def test_a_plan_has_a_row_a_push_with_what_is_known_of_the_customer(tmp_path):
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        connection.execute(TABLES)
    plan = read_plan(tmp_path / "shop.duckdb")
    assert (plan.customers, plan.articles, plan.channels) == (["c1", "c2"], ["a1", "a2"], ["push", "email"])
    assert plan.moments == [datetime(2026, 1, 2, 19), datetime(2026, 1, 3, 10)]
    assert (plan.propensity.tolist(), plan.probability.tolist()) == ([0.1, 0.9], [0.3, 0.2])
    np.testing.assert_array_equal(plan.features, [[7.0, 1.0], [np.nan, 0.0]])
