from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from helix.api.explaining import features_of
from helix.journal import OptOut
from tests.python.api.shop import ODD


@pytest.fixture
def opt_out(client):
    """Return a function that lets a customer opt out."""

    def run(customer_id, channel=None):
        event = OptOut(
            event_id=customer_id, occurred_at=datetime.now(UTC), customer_id=customer_id, channel=channel
        )
        client.app.state.services.journal.append([event])

    return run


def test_a_customer_is_shown_with_what_is_planned(client):
    page = client.get("/customers/anna").json()
    assert page | {"build": ""} == {
        "customer_id": "anna",
        "is_known": True,
        "as_of": "2026-01-01",
        "build": "",
        "next_purchase": {"p_7d": 0.5},
        "send_time": {"weekday": 6, "hour": 21, "basis": "customer"},
        "push": {"article_id": "dress", "channel": "push"},
        "no_push_because": None,
    }


def test_a_customer_whom_nobody_knows_is_answered(client):
    page = client.get("/customers/nobody").json()
    assert (page["is_known"], page["next_purchase"], page["push"]) == (False, None, None)


def test_whoever_opted_out_since_the_build_has_no_push(client, opt_out):
    opt_out("anna")
    page = client.get("/customers/anna").json()
    assert (page["push"], page["no_push_because"]) == (None, "opted out")


@pytest.mark.parametrize("channel", ["Push", " push ", "web", "carrier pigeon"])
def test_an_opt_out_of_the_channel_or_of_what_may_be_any_takes_the_push_away(client, opt_out, channel):
    opt_out("anna", channel)
    assert client.get("/customers/anna").json()["push"] is None


def test_an_opt_out_of_another_channel_leaves_the_push(client, opt_out):
    opt_out("anna", "E-Mail")
    page = client.get("/customers/anna").json()
    assert (page["push"]["channel"], page["no_push_because"]) == ("push", None)


def test_an_opt_out_of_one_channel_says_nothing_of_whom_no_push_is_planned(client, opt_out):
    opt_out("nobody", "email")
    assert client.get("/customers/nobody").json()["no_push_because"] is None


@pytest.mark.parametrize("customer_id", [ODD, "a/b", "?", "#", "é", "\x01", "similar"])
def test_a_path_may_have_any_id(client, customer_id):
    response = client.get(f"/customers/{quote(customer_id, safe='')}")
    assert response.json()["customer_id"] == customer_id


def test_a_path_with_bytes_that_are_no_text_or_nul_is_not_a_failure(client, refused):
    assert client.get("/customers/%ff%fe").status_code == 200
    refused(client.get("/customers/%00"), 422)


def test_neighbours_of_an_article(client):
    page = client.get("/articles/dress/similar").json()
    assert [(each["rank"], each["article_id"], each["score"]) for each in page["similar"]] == [
        (1, "belt", 0.5),
        (2, "socks", 0.25),
    ]
    assert len(client.get("/articles/dress/similar?count=1").json()["similar"]) == 1
    assert client.get(f"/articles/{quote(ODD, safe='')}/similar").json()["similar"][0]["article_id"] == "hat"


def test_an_article_that_is_nowhere_is_said_so(client, refused):
    assert refused(client.get("/articles/boat/similar"), 404).startswith("article 'boat' is unknown")


def test_the_plan_is_read_a_page_at_a_time(with_tables):
    first = with_tables.get("/push-plan?count=2").json()
    assert [push["customer_id"] for push in first["pushes"]] == ["C00012", "C00140"]
    assert first["pushes"][0]["send_at"] == "2011-10-31T19:00:00"
    rest = with_tables.get(
        "/push-plan", params={"count": 2, "after": first["next_after"], "build": first["build"]}
    )
    assert [push["customer_id"] for push in rest.json()["pushes"]] == ["O'Hara"]
    assert rest.json()["next_after"] is None


def test_the_plan_of_a_day(with_tables):
    pushes = with_tables.get("/push-plan?day=2011-10-28").json()["pushes"]
    assert [push["customer_id"] for push in pushes] == ["O'Hara"]


def test_a_page_without_those_who_opted_out_leads_on(with_tables, opt_out):
    opt_out("C00012")
    page = with_tables.get("/push-plan?count=1").json()
    assert (page["pushes"], page["next_after"]) == ([], "C00012")


def test_a_page_of_another_build_is_refused(with_tables, refused):
    assert refused(with_tables.get("/push-plan?build=000000-x"), 409) == (
        "another build answers by now: begin again with its first page"
    )


def test_the_status_tells_quality_with_its_interval(with_tables):
    with_tables.post("/recommendations", json={})
    page = with_tables.get("/model/status").json()
    assert page["build"] == with_tables.get("/ready").json()["build"]
    assert {
        "subject": "ranking",
        "name": "ndcg",
        "detail": "ranker",
        "value": 0.5,
        "low": 0.4,
        "high": 0.6,
    } in page["quality"]
    assert page["answers"]["popular"] >= 1
    assert page["as_of_days_ago"] > 0
    assert page["published_seconds_ago"] >= 0
    assert set(page["latency_seconds"]) == {"p50", "p99"}


def test_features_that_put_an_article_on_the_list(with_tables):
    build = with_tables.app.state.services.builds.current
    features = features_of(build, "C00012", ["0108775015", "elsewhere"])
    assert set(features) == {"0108775015"}
    assert set(features["0108775015"][0]) == {"feature", "value", "amount"}
    amounts = [abs(each["amount"]) for each in features["0108775015"]]
    assert amounts == sorted(amounts, reverse=True)
    assert features_of(build, "nobody", ["0108775015"]) == {}


def test_an_answer_has_features_if_it_is_asked_for_them(with_tables):
    answer = with_tables.post("/recommendations", json={"customer_id": "anna", "explain": True}).json()
    assert all(each["features"] is None for each in answer["recommendations"])
