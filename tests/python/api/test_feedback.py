from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from helix.api.schemas import Kind
from helix.journal import RESPONSES, OptOut, Response
from python_ml.problems import NoRoom
from tests.python.api.shop import ODD


def event(**changes):
    return {
        "event_id": "1",
        "customer_id": "anna",
        "article_id": "dress",
        "kind": "bought",
        "occurred_at": "2026-01-01T10:00:00+01:00",
    } | changes


def test_one_event_is_stored_before_it_is_acknowledged(client):
    sent = event(value=29.9, recommendation_id="r1")
    assert client.post("/feedback", json=sent).json() == {"received": 1, "new": 1}
    (recorded,) = client.app.state.services.journal.of_customer("anna")
    assert recorded.event == Response(
        event_id="1",
        occurred_at=datetime(2026, 1, 1, 9, tzinfo=UTC),
        customer_id="anna",
        response="bought",
        recommendation_id="r1",
        article_id="dress",
        value_micros=29_900_000,
    )


def test_a_rating_is_no_money(client, events):
    client.post("/feedback", json=event(kind="rated", value=4.5, channel="app"))
    (found,) = events("anna")
    assert (found.rating, found.value_micros, found.channel) == (4.5, None, "app")


def test_every_word_of_the_journal_is_a_kind_of_feedback():
    assert set(RESPONSES) < set(get_args(Kind))


def test_an_event_that_is_sent_again_counts_once(client, events):
    client.post("/feedback", json=event())
    again = client.post("/feedback", json=[event(), event(event_id="2", kind="viewed")])
    assert again.json() == {"received": 2, "new": 1}
    assert [each.response for each in events("anna")] == ["bought", "viewed"]


def test_an_opt_out_is_one_of_the_journal_and_needs_no_article(client, events):
    sent = event(kind="opted_out", article_id=None, channel="email")
    assert client.post("/feedback", json=sent).json()["new"] == 1
    (found,) = events("anna")
    assert isinstance(found, OptOut)
    assert found.channel == "email"


def test_ids_may_have_any_character(client, events):
    client.post("/feedback", json=event(event_id=ODD, customer_id=ODD, article_id=ODD))
    assert events(ODD)[0].article_id == ODD


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"article_id": None}, "bought needs an article_id"),
        ({"kind": "sold"}, "kind"),
        ({"occurred_at": "2026-01-01T10:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "between 1990 and tomorrow"),
        ({"occurred_at": (datetime.now(UTC) + timedelta(days=3)).isoformat()}, "between 1990 and tomorrow"),
        ({"value": 1e300}, "value"),
        ({"customer_id": "\x00"}, "customer_id"),
        ({"event_id": "x" * 513}, "event_id"),
        ({"further": 1}, "further"),
    ],
)
def test_a_wrong_event_is_refused_and_the_right_ones_beside_it(client, refused, events, changes, said):
    response = client.post("/feedback", json=[event(event_id="right"), event(**changes)])
    refused(response, 422)
    assert said in response.text
    assert events("anna") == []


def test_too_many_or_no_events_are_refused(client, refused):
    refused(client.post("/feedback", json=[]), 422)
    refused(client.post("/feedback", json=[event(event_id=str(number)) for number in range(1001)]), 422)


def test_what_the_journal_cannot_take_is_not_acknowledged(client, refused, monkeypatch):
    journal = client.app.state.services.journal

    def full(rows):
        raise NoRoom("the journal found no room on the disk", "free space there")

    monkeypatch.setattr(journal._writer, "_commit", full)
    sentence = "the journal found no room on the disk: free space there"
    assert refused(client.post("/feedback", json=event()), 503) == sentence
    assert client.post("/recommendations", json={"customer_id": "anna"}).status_code == 200
    monkeypatch.undo()
    assert journal.of_customer("anna") == []
