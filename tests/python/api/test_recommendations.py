from dataclasses import replace
from datetime import date

import pytest

from helix.journal import ShownList
from helix.reading.lookup import open_answers
from tests.python.api.shop import ODD, offer


@pytest.fixture
def ask(client):
    """Return a function that asks for recommendations, with the answer."""

    def run(**question):
        response = client.post("/recommendations", json=question)
        assert response.status_code == 200, response.text
        return response.json()

    return run


def articles(answer):
    return [each["article_id"] for each in answer["recommendations"]]


def test_a_known_customer_gets_the_list_of_the_build(ask, client):
    answer = ask(customer_id="anna")
    assert articles(answer) == ["dress", "shirt", "socks"]
    assert answer["recommendations"][0] == {
        "rank": 1,
        "article_id": "dress",
        "name": "Dress",
        "score": 3.0,
        "purchase_probability": 0.03,
        "reason": "Popular lately",
    }
    assert (answer["basis"], answer["as_of"], answer["model_version"]) == ("build", "2026-01-01", "ranker-1")
    assert answer["build"] == client.get("/ready").json()["build"]
    assert answer["notes"] == []


@pytest.mark.parametrize(
    ("moment", "is_now"),
    [(None, None), ("2026-01-03T21:59:00+02:00", True), ("2026-01-03T22:00:00+02:00", False)],
)
def test_the_moment_is_compared_with_the_customers_habits(ask, moment, is_now):
    answer = ask(customer_id="anna", context={"moment": moment})
    assert answer["best_moment"] == {"weekday": 6, "hour": 21, "basis": "customer", "is_now": is_now}
    assert ask(context={"moment": moment})["best_moment"] is None


def test_an_answer_that_is_newer_than_the_build_comes_first(ask, client):
    services = client.app.state.services
    build = services.builds.current
    newer = replace(
        build.lookup.customer("anna"), as_of=date(2026, 1, 2), offers=(offer(1, "hat", reason="Because"),)
    )
    open_answers(services.settings.fresh).put_many(build.id, {"anna": newer, "visit 7": newer})
    answer = ask(customer_id="anna", count=1)
    assert (answer["basis"], answer["as_of"], articles(answer)) == ("live", "2026-01-02", ["hat"])
    assert ask(session_id="visit 7", count=1)["basis"] == "live"
    assert ask(session_id="visit 8", count=1)["basis"] == "popular"


def test_a_customer_whom_nobody_knows_gets_what_sells(ask):
    answer = ask(customer_id="nobody")
    assert (answer["basis"], articles(answer)) == ("popular", ["socks", "hat", "shirt"])


def test_a_session_brings_neighbours_and_their_reason(ask):
    answer = ask(session=["dress"], count=2)
    assert (answer["basis"], articles(answer)) == ("session", ["belt", "socks"])
    assert answer["recommendations"][0]["reason"] == "Often bought with Dress, which you looked at before"


def test_the_basket_joins_the_list_and_is_not_on_it(ask):
    answer = ask(customer_id="anna", context={"in_basket": ["dress"]})
    assert articles(answer) == ["socks", "belt", "shirt"]
    reasons = {each["article_id"]: each["reason"] for each in answer["recommendations"]}
    assert reasons["belt"] == "Often bought with Dress, which is in your basket"
    assert answer["recommendations"][1]["score"] is None


def test_a_list_that_a_filter_shortens_is_filled_and_says_so(ask):
    answer = ask(customer_id="anna", exclude=["dress", "shirt"])
    assert articles(answer) == ["socks", "belt", "hat"]
    assert answer["notes"] == ["2 of 3 are popular articles: there were too few others after exclude"]


def test_prices_include_both_ends_and_leave_out_what_has_none(ask):
    answer = ask(customer_id="anna", price={"least": 5, "most": 20}, count=5)
    assert articles(answer) == ["shirt", "socks", "belt"]
    assert answer["notes"][-1] == "the list has 3 of 5: no more articles are left after price"


def test_a_filter_that_leaves_nothing_says_so(ask):
    answer = ask(customer_id="anna", categories=["boats"])
    assert (articles(answer), answer["notes"]) == (
        [],
        ["the list is empty: no article is left after categories"],
    )


def test_an_id_may_have_any_character(ask):
    assert articles(ask(customer_id=ODD, count=1)) == ["hat"]


def test_what_was_shown_is_in_the_journal(ask, events):
    answer = ask(customer_id="anna", channel="web", count=2, arms={"layout": "wide"})
    (shown,) = events("anna")
    assert isinstance(shown, ShownList)
    assert (shown.event_id, shown.articles) == (answer["recommendation_id"], ("dress", "shirt"))
    assert (shown.propensity, shown.channel, shown.arms) == (1.0, "web", {"layout": "wide"})


def test_a_channel_has_as_many_places_as_the_seed_says(ask):
    assert articles(ask(customer_id="anna", channel="E-mail")) == ["dress", "shirt"]
    assert len(articles(ask(customer_id="anna", channel="email", count=3))) == 3
    assert len(articles(ask(customer_id="anna", channel="web"))) == len(articles(ask(customer_id="anna")))


def test_what_virtual_customers_are_shown_is_no_history(ask, events):
    assert articles(ask(customer_id="anna", channel="simulated", count=2)) == ["dress", "shirt"]
    assert events("anna") == []


def test_an_empty_list_is_no_event(ask, events):
    ask(customer_id="anna", categories=["boats"])
    assert events("anna") == []


def test_a_visitor_without_an_id_is_in_the_journal_by_their_session_or_else_alone(ask, events):
    ask(session=["dress"], session_id="visit 7", count=1)
    assert [each.articles for each in events("visit 7")] == [("belt",)]
    alone = ask(count=1)
    assert len(events(f"anonymous-{alone['recommendation_id']}")) == 1


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ({"customer_id": ""}, "body.customer_id"),
        ({"customer_id": " \t"}, "body.customer_id"),
        ({"customer_id": "a\x00b"}, "body.customer_id"),
        ({"count": 0}, "body.count"),
        ({"count": 101}, "body.count"),
        ({"price": {"least": -1}}, "body.price.least"),
        ({"articles": []}, "body.articles"),
        ({"session": ["a"] * 201}, "body.session"),
        ([], "body"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_without_repeating_it(client, refused, question, at):
    response = client.post("/recommendations", json=question)
    assert refused(response, 422).startswith(f"{at}: ")
    assert "a\\u0000b" not in response.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"customer_id": "\\ud800"}', b"[" * 100_000, b'{"count": 1e999}']
)
def test_a_body_that_is_no_json_is_refused(client, refused, body):
    response = client.post("/recommendations", content=body, headers={"content-type": "application/json"})
    refused(response, response.status_code)
    assert response.status_code in {400, 422}


def test_without_a_build_it_says_so(serve, refused):
    with serve() as client:
        assert "no build" in refused(client.post("/recommendations", json={}), 503)
        refused(client.get("/ready"), 503)
        assert client.get("/health").json() == {"status": "ok"}
