"""A shop of four customers and three articles, as a build publishes it."""

import duckdb
import lightgbm as lgb
import numpy as np
import pytest
from click.testing import CliRunner

from helix.cli import main

TABLES = """
create table articles (
    article_key integer, article_id varchar, name varchar, product_code varchar, category varchar,
    department varchar, colour varchar, description varchar
);
insert into articles (article_key, article_id, name) values
    (1, '0108775015', 'Strap top'),
    (2, '0108775044', 'A hand-knitted alpaca jumper with a roll neck, raglan sleeves and ribbed cuffs'),
    (3, '0110065001', null);

create table customers (
    customer_key integer, customer_id varchar, age integer, gender varchar, country varchar, city varchar,
    postal_code varchar, club_status varchar, newsletter varchar
);
insert into customers values
    (1, 'C00012', 34, 'female', 'Portugal', 'Lisbon', '1100-148', 'ACTIVE', 'Regularly'),
    (2, 'C00013', null, null, null, null, null, null, null),
    (3, 'O''Hara', 51, null, null, null, null, null, null),
    (4, 'C00140', null, null, null, null, null, null, null);

create table cutoffs (as_of date, split varchar, label_from date, label_until date);
insert into cutoffs values
    ('2011-10-14', 'validation', '2011-10-14', '2011-10-21'),
    ('2011-10-14', 'test', '2011-10-14', '2011-10-21'),
    ('2011-10-21', 'test', '2011-10-21', '2011-10-28'),
    ('2011-10-28', 'serve', '2011-10-28', '2011-11-04');

create table customer_features (
    as_of date, split varchar, customer_key integer, last_event_at timestamp,
    customer_days_since_last integer, customer_purchase_days integer
);
insert into customer_features values
    ('2011-10-21', 'test', 1, '2011-10-20 10:00:00', 1, 1),
    ('2011-10-28', 'serve', 1, '2011-10-16 10:00:00', 12, 6),
    ('2011-10-28', 'serve', 2, null, null, 0);

create table purchases (
    sold_on date, sold_at timestamp, customer_key integer, customer_id varchar, article_key integer, article_id varchar,
    units integer, spend_micros bigint
);
insert into purchases values
    ('2011-10-23', '2011-10-23 18:00', 1, 'C00012', 3, '0110065001', 1, 15_000_000),
    ('2011-10-16', '2011-10-16 10:00', 1, 'C00012', 1, '0108775015', 2, 19_980_000),
    ('2011-10-16', '2011-10-16 11:00', 3, 'O''Hara', 1, '0108775015', 1, 9_990_000);

create table labels (as_of date, split varchar, customer_key integer, article_key integer, units bigint);
insert into labels values ('2011-10-21', 'test', 1, 3, 1), ('2011-10-21', 'test', 3, 1, 1);

create table recommendations (
    as_of date, split varchar, customer_id varchar, rank integer, article_id varchar, score double,
    purchase_probability double, reason varchar
);
insert into recommendations values
    ('2011-10-28', 'serve', 'C00012', 2, '0108775044', 0.25, 0.0312, 'often bought with Strap top'),
    ('2011-10-28', 'serve', 'C00012', 1, '0108775015', 1.5, 0.125, 'bought 3 times'),
    ('2011-10-28', 'serve', 'C00012', 3, '0110065001', -2.0, 0.00004, 'popular this week'),
    ('2011-10-28', 'serve', 'C00013', 1, '0110065001', 0.5, null, null),
    ('2011-10-28', 'serve', 'O''Hara', 1, '0108775015', 0.5, 0.0, 'popular this week'),
    ('2011-10-28', 'validation', 'C00012', 1, '0110065001', 9.0, 0.9, 'of another split'),
    ('2011-10-21', 'test', 'C00012', 1, '0110065001', 0.75, 0.5, 'popular this week'),
    ('2011-10-14', 'test', 'C00012', 1, '0108775044', 0.75, 0.5, 'popular this week'),
    ('2011-10-14', 'test', 'C00013', 1, '0108775044', 0.75, 0.5, 'popular this week');

create table next_purchase (
    as_of date, split varchar, customer_id varchar, last_event_at timestamp,
    p_7d double, p_14d double, p_30d double, p_60d double, p_90d double, p_window double, expected_on date
);
insert into next_purchase values
    ('2011-10-28', 'serve', 'C00012', '2011-10-16', 0.0004, 0.0994, 0.25, 0.5, 0.9996, 0.1, '2011-12-24'),
    ('2011-10-28', 'serve', 'C00013', null, 0.01, 0.02, null, null, null, 0.01, null),
    ('2011-08-01', 'test', 'C00012', '2011-07-16', 0.5, 0.6, 0.7, 0.8, 0.9, 0.5, '2011-08-07');

create table send_time (
    as_of date, split varchar, customer_id varchar, last_event_at timestamp, weekday integer, hour integer,
    basis varchar, weekday_probabilities double[], hour_probabilities double[]
);
insert into send_time values
    ('2011-10-28', 'serve', 'C00012', '2011-10-16', 1, 19, 'customer', null, null),
    ('2011-10-28', 'serve', 'C00013', null, 7, 9, 'no_time_of_day', null, null),
    ('2011-08-01', 'test', 'C00012', '2011-07-16', 3, 7, 'segment', null, null);

create table push_plan (
    as_of date, customer_id varchar, article_id varchar, send_at timestamp, send_at_utc timestamp, channel varchar,
    basis varchar, purchase_probability double, priority double, queue_priority double, currency varchar,
    reason varchar, message varchar, is_exploration boolean, propensity double, arms varchar,
    last_event_at timestamp
);
insert into push_plan values
    (
        '2011-10-28', 'C00012', '0108775015', '2011-10-31 19:00', '2011-10-31 18:00', 'push', 'customer', 0.125,
        2.5, 2.5, 'EUR', 'Bought it 3 times, last on 2011-10-16', 'Strap top: you bought this 3 times',
        false, 0.98125, '{"hours":"evening"}', '2011-10-16'
    ),
    (
        '2011-10-28', 'O''Hara', '0110065001', '2011-10-28 07:00', '2011-10-28 06:00', 'push', 'shop', 0.5, 0.25, 4,
        'EUR', 'Popular before 2011-10-28', '0110065001: popular lately', true, 0.00125, null,
        '2011-10-16'
    ),
    (
        '2011-10-28', 'C00140', '0108775044', '2011-10-31 21:00', '2011-10-31 20:00', 'email', 'shop', 0.0625, 3, 3,
        'EUR', 'Popular in France before 2011-10-28', 'jumper: popular in France lately', false, 0.98125,
        null, '2011-10-16'
    );

create table push_exclusions (as_of date, customer_id varchar, reason varchar);
insert into push_exclusions values ('2011-10-28', 'C00013', 'opted out');

create table build_facts (
    subject varchar, name varchar, detail varchar, value double, low double, high double, unit varchar, text varchar
);
insert into build_facts values
    ('shop', 'source', '', null, null, null, '', 'online_retail'),
    ('shop', 'customers', '', 4, null, null, 'customers', null),
    ('shop', 'last_sold_on', '', null, null, null, 'date', '2011-10-27'),
    ('shop', 'rows_rejected', '', 2, null, null, 'rows', null),
    ('ranking', 'k', '', 10, null, null, 'articles', null),
    ('ranking', 'customers', '', 3, null, null, 'customers', null),
    ('ranking', 'ndcg', 'ranker', 0.5, 0.4, 0.6, 'score', null),
    ('ranking', 'hit_rate', 'ranker', 0.75, 0.5, 1, 'score', null);

create table alerts (
    severity varchar, subject varchar, name varchar, sentence varchar, what_to_do varchar
);
insert into alerts values
    ('warning', 'drift', 'sales: hour', 'the hours of the orders have shifted', 'see that the clock is right'),
    ('error', 'data', 'new days', 'new days: -3 days', 'see that the newest export is read');

create table feature_drift (
    population varchar, feature varchar, psi double, psi_threshold double, q double, is_drift boolean
);
insert into feature_drift values
    ('sales', 'hour', 0.4, 0.05, 0.001, true), ('customer features', 'customer_age', 0.01, 0.05, 1, false);

create table data_quality (
    check_name varchar, detail varchar, value double, unit varchar, is_unusual boolean
);
insert into data_quality values ('new days', '', -3, 'days', true), ('orders', 'latest week', 60, 'orders', false);

create table prediction_quality (
    promised_by varchar, what varchar, as_of date, days integer, promised double, came double,
    predicted_over_observed double, is_decay boolean
);
insert into prediction_quality values
    ('000001-20111015T060000Z', 'customers who order', '2011-10-14', 7, 30, 31, 0.968, false),
    ('this build', 'customers who order', '2011-10-21', 7, 45, 30, 1.5, true),
    ('this build', 'calibration error', '2011-10-21', 7, 0, 0.02, null, false);

create table experiment_results (
    experiment varchar, reading varchar, segment varchar, starts_on date, ends_on date, is_simulated boolean,
    customers_moved bigint, customers_in_two_arms bigint, arm varchar, control varchar, metric varchar, status varchar,
    customers bigint, control_customers bigint, share double, planned_share double, sample_ratio_p double, value double,
    control_value double, relative_difference double, relative_lower double, relative_upper double, p_value double,
    q_value double, verdict varchar, advice varchar
);
insert into experiment_results values
    (
        'hours', 'assigned', null, '2011-09-01', '2011-10-28', false, 5, 2, 'evening', 'noon', 'conversion', 'read',
        500, 510, 0.5, 0.5, 0.7, 0.22, 0.2, 0.1, 0.02, 0.18, 0.01, 0.02, 'ship', 'Ship evening: conversion +10.0%.'
    ),
    (
        'hours', 'assigned', null, '2011-09-01', '2011-10-28', false, 5, 2, 'evening', 'noon', 'revenue', 'read', 500,
        510, 0.5, 0.5, 0.7, 5.5, 5, 0.1, -0.1, 0.3, 0.3, 0.3, 'ship', 'Ship evening: conversion +10.0%.'
    ),
    (
        'hours', 'assigned', 'light', '2011-09-01', '2011-10-28', false, 5, 2, 'evening', 'noon', 'conversion', 'read',
        200, 210, 0.5, 0.5, 0.7, 0.22, 0.2, 0.1, 0.02, 0.18, 0.01, 0.02, null, null
    ),
    (
        'people', 'assigned', null, '2011-09-01', '2011-10-28', true, 0, 0, 'new', 'old', 'conversion', 'sample_ratio',
        40, 90, 0.3, 0.5, 1e-6, null, null, null, null, null, null, null, 'broken', 'Broken because arms differ.'
    ),
    (
        'people', 'exposed', null, '2011-09-01', '2011-10-28', true, 0, 0, 'new', 'old', 'conversion', 'too_few',
        20, 30, 0.4, 0.5, 0.1, null, null, null, null, null, null, null, null, null
    );

create table business_metrics (
    metric varchar, reading varchar, experiment varchar, starts_on date, ends_on date, customers bigint, value double,
    low double, high double, unit varchar, definition varchar
);
insert into business_metrics values
    ('order_value', 'sales', null, '2011-10-01', '2011-10-28', 4, 20, 15, 25, 'money', 'revenue over orders'),
    ('click_through', 'lists', null, '2011-10-01', '2011-10-28', 4, 0.04, 0.02, 0.06, 'share', 'clicks over lists'),
    ('revenue_lift', 'holdout', 'hours', '2011-10-01', '2011-10-28', 1, null, null, null, 'relative difference', 'a');

create table planning_units as
    select
        days, 'C' || number as customer_id, cast(number % 5 = 0 as double) as conversion,
        cast(number % 5 = 0 as double) as orders,
        case when number % 5 = 0 then number % 7 + 1e0 else 0e0 end as revenue,
        cast(number % 9 = 0 as double) as retention
    from (values (14), (28)) as windows (days), range(2000) as customers (number)
    where number * 14 < days * 1000;

create table build_steps (
    step varchar, seconds double, nodes integer, peak_memory_mb integer, slowest_node varchar,
    slowest_node_seconds double, started_at timestamp, ended_at timestamp
);
insert into build_steps values
    ('publishing', 2, 0, 300, null, null, '2026-01-01 06:00:08', '2026-01-01 06:00:10'),
    ('shop', 6, 17, 400, 'int_articles', 1.5, '2026-01-01 06:00:02', '2026-01-01 06:00:08'),
    ('dbt itself', 2, 0, 410, null, null, '2026-01-01 06:00:00', '2026-01-01 06:00:08');

create table retrievers (retriever varchar, cap integer);
insert into retrievers values ('repurchase', 60), ('popular', 20), ('item_cf', 40);

create table pairs (
    as_of date, split varchar, customer_key integer, article_key integer, last_event_at timestamp,
    popular_rank integer, repurchase_rank integer, item_cf_rank integer, pair_cycle_position double
);
create view pair_features as select * from pairs;
insert into pairs values
    ('2011-10-28', 'serve', 1, 3, '2011-10-16', 1, null, null, null),
    ('2011-10-28', 'serve', 1, 2, '2011-10-16', null, null, 1, null),
    ('2011-10-28', 'serve', 1, 1, '2011-10-16', 9, 1, null, 0.975),
    ('2011-10-28', 'serve', 2, 3, '2011-10-16', 2, null, null, null),
    ('2011-10-28', 'serve', 3, 1, '2011-10-16', 3, null, null, null),
    ('2011-10-21', 'test', 1, 3, '2011-10-20', 4, null, 4, null);

create view candidate_pairs as
select as_of, split, customer_key, article_key, last_event_at, popular_rank, repurchase_rank, item_cf_rank from pairs;
create view customer_article_features as select * from pairs;

create table ranker_model (run_id varchar, split varchar, model_text varchar);
"""

FEATURES = ["popular_rank", "repurchase_rank", "item_cf_rank", "pair_cycle_position"]


@pytest.fixture(scope="session")
def model_texts():
    """Return a ranker for each split, all with something to say on each of the features."""
    rng = np.random.default_rng(5)
    matrix = np.where(rng.random((400, 4)) < 0.4, np.nan, rng.integers(1, 10, (400, 4)))
    liked = np.nan_to_num(1 / matrix) @ [0.2, 1.0, 0.5, 0.3] + rng.normal(0, 0.05, 400)
    data = lgb.Dataset(matrix, liked, feature_name=FEATURES)
    params = {"num_leaves": 12, "min_data_in_leaf": 5, "verbose": -1, "deterministic": True, "num_threads": 1}
    ranker = lgb.train(params, data, num_boost_round=5)
    trees = {"validation": 3, "test": 4, "serve": 5}
    return {split: ranker.model_to_string(num_iteration=number) for split, number in trees.items()}


@pytest.fixture
def database(tmp_path, monkeypatch, model_texts):
    """Return the path of the shop's database, which HELIX_DB names."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
        for split, model_text in model_texts.items():
            connection.execute(
                "insert into ranker_model values (?, ?, ?)", [f"run_{split}", split, model_text]
            )
    monkeypatch.setenv("HELIX_DB", str(path))
    return path


@pytest.fixture
def change(database):
    """Return a function that runs SQL on the shop's database."""

    def run(sql):
        with duckdb.connect(database) as connection:
            connection.execute(sql)

    return run


@pytest.fixture
def helix():
    """Return a function that runs the command line, with the click result."""

    def run(*arguments):
        return CliRunner().invoke(main, arguments)

    return run


# The last line of an answer for people; that of an answer for programs goes to the standard error.
ORIGIN = "From shop online_retail, as of 2011-10-28, not published, from the database that dbt builds in\n"


@pytest.fixture
def answered(helix):
    """Return a function that runs a command which must end well, with its answer, but for the line on its origin."""

    def run(*arguments):
        result = helix(*arguments)
        assert result.exit_code == 0, result.output
        if {"--json", "--csv"} & set(arguments):
            assert result.stderr == ORIGIN
            return result.stdout
        assert (result.stderr, result.stdout[-len(ORIGIN) :]) == ("", ORIGIN)
        return result.stdout[: -len(ORIGIN)]

    return run


@pytest.fixture
def refused(helix):
    """Return a function that runs a command which must fail, with the sentence it prints after `helix: `."""

    def run(*arguments):
        result = helix(*arguments)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("helix: ")
        return result.stderr.removeprefix("helix: ").removesuffix("\n")

    return run
