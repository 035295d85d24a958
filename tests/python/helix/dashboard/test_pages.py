"""Every page, of the last build and of copies of it that lack what a shop may lack."""

import re
from contextlib import closing
from datetime import UTC, datetime

import duckdb
import pytest

from helix.dashboard.app import PAGES
from helix.dashboard.build import HIDDEN
from helix.dashboard.download import plan_as_csv
from helix.journal import Assignment, Response, ShownList, open_journal

ONE_CUSTOMER = "(select min(customer_id) from recommendations where split = 'serve')"
MEASURES = ("ranking_metrics", "timing_metrics", "send_time_metrics", "evaluated_chances", "labels")
PLAN = ("push_plan", "push_exclusions")
OF_CUSTOMERS = ("next_purchase", "send_time", *PLAN, "recommendations")
ODD_SHOPS = {
    "without prices": [
        "update int_purchases set spend_micros = null",
        "update push_plan set priority = null",
    ],
    "without hours": [
        "update send_time set hour_probabilities = null, basis = 'no_time_of_day'",
        "delete from send_time_metrics",
    ],
    "without attributes": [
        "update articles set name = null, category = null, department = null, colour = null"
    ],
    "with one customer": [
        f"delete from {table} where customer_id <> {ONE_CUSTOMER}" for table in OF_CUSTOMERS
    ],
    "that nobody measured": [f"delete from {table}" for table in MEASURES],
    "without a plan": [f"drop table {table}" for table in PLAN],
    "that is empty": [
        f"delete from {table}" for table in (*MEASURES, *OF_CUSTOMERS, "int_article_neighbours")
    ],
}


@pytest.fixture(scope="module")
def customer_id(built):
    with duckdb.connect(built, read_only=True) as connection:
        ((found,),) = connection.execute(f"select {ONE_CUSTOMER}").fetchall()
    return found


def text(drawn):
    kinds = (drawn.markdown, drawn.info, drawn.warning, drawn.error, drawn.caption, drawn.subheader)
    return "\n".join(element.value for kind in kinds for element in kind)


def tables(drawn):
    return "\n".join(element.value.to_csv() for element in drawn.dataframe)


@pytest.mark.parametrize("name", PAGES)
def test_says_what_it_shows(name, page, publish, customer_id):
    publish()
    drawn = page(name, customer_id=customer_id)
    assert not drawn.exception
    assert not drawn.error
    assert not drawn.info
    assert drawn.markdown
    assert "build 000001" in drawn.caption[-1].value


@pytest.mark.parametrize("shop", ODD_SHOPS)
def test_no_page_breaks_on_an_odd_shop(shop, page, publish, customer_id):
    publish(*ODD_SHOPS[shop])
    for name in PAGES:
        drawn = page(name, customer_id=customer_id)
        assert not drawn.exception, name
        assert len(text(drawn)) > 40, name


def test_a_missing_table_costs_its_part_of_the_page_alone(page, publish):
    publish("drop table push_exclusions")
    drawn = page("today")
    assert "push_exclusions" in drawn.info[0].value
    assert [part.value for part in drawn.subheader] == ["The plan", "Who is left out", "What to send first"]


def test_no_build_is_said_in_a_sentence(page, monkeypatch, tmp_path):
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "none.duckdb"))
    monkeypatch.delenv("HELIX_PUBLISHED", raising=False)
    assert "make build" in page("today").error[0].value


def test_shows_a_build_that_is_published_while_it_is_open(page, publish):
    publish()
    drawn = page("today")
    publish("delete from push_plan")
    drawn.run()
    assert not drawn.exception
    assert "Nothing is planned." in text(drawn)
    assert "build 000002" in drawn.caption[-1].value


@pytest.mark.parametrize("name", PAGES)
def test_hides_customers(name, page, publish, customer_id):
    published = publish()
    with duckdb.connect(published / "current" / "helix.duckdb", read_only=True) as connection:
        ids = [found for (found,) in connection.execute("select customer_id from customers").fetchall()]
    drawn = page(name, customer_id=customer_id, hides_customers=True)
    shown = text(drawn) + tables(drawn)
    assert not [found for found in ids if found in shown]
    assert not drawn.get("download_button")
    assert (HIDDEN in shown) == (name in ("today", "article", "when", "customer"))


def test_alerts_are_shown_in_their_own_words(page, publish):
    publish(
        "delete from alerts",
        "insert into alerts values ('error', 'data', 'new days', 'no new *day*', 'read the newest export')",
        "insert into alerts values ('warning', 'drift', 'hour', 'the hours have shifted', 'see to the clock')",
    )
    drawn = page("data")
    assert "1 error and 1 warning" in text(drawn)
    assert drawn.error[0].value == "no new \\*day\\*\n\n**What to do:** read the newest export"
    assert "**What to do:** see to the clock" in drawn.warning[0].value


def test_what_is_unusual_is_named(page, publish):
    publish(
        "update feature_drift set is_drift = feature = 'units'",
        "update data_quality set is_unusual = check_name = 'changed days'",
        "insert into prediction_quality by name select 'the published build' as promised_by, 'ndcg' as what, "
        "date '2025-12-25' as as_of, 7 as days, 0.4 as promised, 0.2 as came, 0.3 as low, true as is_decay",
    )
    drawn = text(page("data"))
    assert "week to week: units (sales)." in drawn
    assert re.search(r"Unusual, of \d+ figures: changed days\.", drawn)
    assert "not kept, such as ndcg from" in drawn


def test_weeks_are_shown_by_kind_of_customer(page, publish):
    publish(
        "insert into ranking_metrics select * replace (as_of - 7 as as_of, 'backtest' as split, 0.9 as value) "
        "from ranking_metrics where recommender = 'ranker' and as_of is not null"
    )
    drawn = page("better")
    assert "of 2 weeks, with an NDCG from" in text(drawn)
    assert "to 0.900" in text(drawn)
    kinds = drawn.selectbox(key="segment")
    assert kinds.options[0] == "all"
    assert not kinds.set_value(kinds.options[1]).run().exception


def test_an_empty_journal_is_no_experiment(page, publish, journal):
    publish()
    without_any = text(page("experiments"))
    open_journal(str(journal)).close()
    for said in (without_any, text(page("experiments"))):
        assert "no experiment has been run" in said
        assert "What was written down" not in said


def test_an_experiment_is_shown_with_its_advice_and_targets_as_lines(page, publish):
    publish(
        "insert into experiment_results by name select 'hours' as experiment, 'assigned' as reading, 'evening' as arm, "
        "'noon' as control, 'conversion' as metric, 'read' as status, true as is_simulated, 500 as customers, "
        "0.1 as relative_difference, 0.02 as relative_lower, 0.18 as relative_upper, 0.02 as q_value, "
        "'Ship evening.' as advice",
        "insert into business_metrics by name select 'click_through' as metric, 'lists' as reading, 0.04 as value, "
        "0.02 as low, 0.06 as high, 'share' as unit, 'clicked over shown' as definition",
    )
    drawn = page("experiments")
    assert not drawn.exception
    assert "hours (simulated), evening: Ship evening." in text(drawn)
    assert "the line is the target of 5%" in "".join(
        chart.proto.spec for chart in drawn.get("vega_lite_chart")
    )


def test_a_page_makes_no_journal(page, publish, journal):
    publish()
    page("experiments")
    assert not journal.exists()


def test_arms_and_answers_are_counted(page, publish, journal):
    publish()
    at = datetime(2026, 1, 2, tzinfo=UTC)
    named = {"occurred_at": at, "customer_id": "private id"}
    events = [
        Assignment(event_id="1", experiment="spring", arm="new", **named),
        Assignment(event_id="2", experiment="spring", arm="old", **named),
        Assignment(event_id="7", experiment="spring", arm="old", **named),
        ShownList(event_id="3", articles=("a",), **named),
        Response(event_id="4", response="clicked", channel="web", **named),
        Response(event_id="5", response="clicked", channel="web", **named),
        Response(event_id="6", response="bought", **named),
    ]
    with closing(open_journal(str(journal))) as opened:
        opened.append(events)
    drawn = page("experiments")
    assert not drawn.exception
    assert "1 customer in 2 arms of 1 experiment" in text(drawn)
    assert "The journal has 7 events, from 2026-01-02 to 2026-01-02." in text(drawn)
    assert "3 answers, most often clicked (web, 2)." in text(drawn)
    assert "private id" not in text(drawn) + tables(drawn)


def test_leaving_an_offer_out_takes_its_probability_away(page, publish, customer_id):
    publish()
    drawn = page("customer", customer_id=customer_id)
    offers = drawn.multiselect(key="excluded").options
    drawn.multiselect(key="excluded").set_value(offers[:2]).run()
    assert f"{len(offers) - 2} offer" in text(drawn)
    assert "fewer than with all of the list" in text(drawn)
    assert offers[0] not in tables(drawn)


def test_another_hour_is_compared_with_the_likeliest(page, publish, customer_id):
    publish(
        "update send_time set hour_probabilities = [0.25, 0.75] || list_transform(range(22), lambda x: 0e0)"
    )
    drawn = page("customer", customer_id=customer_id)
    assert "75.0% of the customer's orders are expected in the hour from 1:00, the likeliest" in text(drawn)
    drawn.slider(key="hour").set_value(0).run()
    assert "25.0% of the customer's orders are expected in the hour from 0:00, and 75.0% from 1:00" in text(
        drawn
    )


def test_an_unknown_customer_is_met_with_those_like_it(page, publish, customer_id):
    publish()
    drawn = page("customer", customer_id=customer_id[:-1])
    assert customer_id in drawn.warning[0].value


def test_an_article_of_ones_choice(page, publish, built):
    publish()
    with duckdb.connect(built, read_only=True) as connection:
        rows = connection.execute(
            """
            select article_id, count(*) from recommendations where split = 'serve'
            group by article_id having count(*) < 25 order by count(*), article_id limit 1
            """
        ).fetchall()
    ((article_id, lists),) = rows
    assert len(page("article", article_id=article_id).dataframe[0].value) == lists
    assert "on nobody's list" in text(page("article", article_id="no such article"))


def test_no_cell_of_the_download_is_a_formula(publish):
    published = publish("update push_plan set message = '=1+1'")
    lines = plan_as_csv(published / "current" / "helix.duckdb").splitlines()
    assert lines[0].startswith("customer_id,article_id")
    assert lines[1:]
    assert all(line.endswith(",'=1+1") for line in lines[1:])
