"""What a customer is answered after an event."""

from datetime import timedelta

import pytest

from helix.live import Live
from helix.live.rules import LOOKS_COUNT_FOR
from python_ml.problems import NotBuilt, Problem


@pytest.fixture(scope="session")
def buyer(ask):
    """Somebody who bought much."""
    ((customer_id,),) = ask(
        "select customer_id from purchases group by all order by count(*) desc, 1 limit 1"
    )
    return customer_id


def offered(answer):
    return [offer.article_id for offer in (*answer.offers, *answer.reserves)]


def test_without_events_everybody_is_answered_as_by_the_build(live, ask):
    published = {}
    for customer_id, *offer in ask(
        "select customer_id, rank, article_id, score, purchase_probability, reason "
        "from recommendations where split = 'serve' order by all"
    ):
        published.setdefault(customer_id, []).append(tuple(offer))
    answers = live.answers({customer_id: [] for customer_id in published})
    assert len(published) > 100
    for customer_id, offers in published.items():
        answered = answers[customer_id].offers
        assert [
            (each.rank, each.article_id, each.score, each.purchase_probability, each.reason)
            for each in answered[: len(offers)]
        ] == offers
        assert len(answered) == len(offers)
        assert answers[customer_id].reserves
        assert answers[customer_id].as_of == live.last_day + timedelta(days=1)


def test_what_was_bought_is_known_at_once(live, event, ask, buyer):
    ((article_id,),) = ask(
        "select article_id from purchases where article_id not in "
        "(select article_id from purchases where customer_id = ?) group by all order by count(*) desc, 1 limit 1",
        buyer,
    )
    answer = live.answers({buyer: [event(buyer, article_id, "bought", days_later=3)]})[buyer]
    assert answer.as_of == live.last_day + timedelta(days=4)
    (offer,) = [offer for offer in answer.candidates if offer.article_id == article_id]
    assert offer.is_bought_before
    assert offer.is_bought_before


def test_a_purchase_that_the_build_knows_changes_nothing(live, event, buyer):
    before = live.answers({buyer: []})
    bought = event(buyer, before[buyer].offers[5].article_id, "bought", days_later=-1)
    assert live.answers({buyer: [bought]}) == before
    assert not live.counts(bought)


def test_customers_together_are_answered_as_each_alone(live, event, ask, buyer):
    others = [row[0] for row in ask("select customer_id from customers order by 1 limit 5")]
    asked = {each: [event(each, "none", "bought", days_later=place)] for place, each in enumerate(others)}
    asked[buyer] = []
    together = live.answers(asked)
    assert together == {each: live.answers({each: events})[each] for each, events in asked.items()}
    assert len({answer.as_of for answer in together.values()}) == 5


def test_a_stranger_gets_what_is_popular_and_learns_from_what_they_buy(live, event, ask):
    ((article_id,),) = ask("select article_id from purchases group by all order by count(*) desc, 1 limit 1")
    answer = live.answers({"stranger": []})["stranger"]
    assert len(answer.offers) == 12
    assert answer.segment == "everywhere"
    assert {offer.reason for offer in answer.offers} <= {"Popular lately", "Picked for you"}
    assert {offer.purchase_probability for offer in answer.offers} == {None}
    bought = live.answers({"stranger": [event("stranger", article_id, "bought")]})["stranger"]
    assert any(offer.reason and "You bought this" in offer.reason for offer in bought.offers)


def test_what_was_dismissed_stays_away_for_its_days(live, event, buyer):
    first = live.answers({buyer: []})[buyer].offers[0].article_id
    days = int(live._chain.settings["dismissed_days"])

    def after(days_later):
        looked = event(buyer, "none", "clicked", days_later=days_later)
        return offered(live.answers({buyer: [event(buyer, first, "dismissed"), looked]})[buyer])

    assert first not in after(1)
    assert first not in after(days)
    assert first in after(days + 1)


def test_neighbours_of_what_was_looked_at_join_and_say_so(live, event, ask):
    names = dict(
        ask("select distinct article_id, name from purchases inner join articles using (article_id)")
    )
    looks = {f"stranger {each}": [event(f"stranger {each}", each, "clicked")] for each in names}
    told = [
        (customer_id.removeprefix("stranger "), offer.reason)
        for customer_id, answer in live.answers(looks).items()
        for offer in answer.offers
        if "you looked at" in (offer.reason or "")
    ]
    assert told
    assert all(names[article_id] in reason for article_id, reason in told)
    later = event("anybody", "none", "clicked", days_later=1 + LOOKS_COUNT_FOR.days)
    forgotten = live.answers({customer_id: [*events, later] for customer_id, events in looks.items()})
    reasons = [offer.reason or "" for answer in forgotten.values() for offer in answer.offers]
    assert not any("you looked at" in reason for reason in reasons)


def test_a_session_is_answered_by_what_was_looked_at(live, ask):
    articles = [
        row[0] for row in ask("select article_id from purchases group by all order by count(*) desc limit 3")
    ]
    answer = live.of_session(articles)
    assert answer.customer_id == ""
    assert answer.as_of == live.last_day + timedelta(days=1)
    assert offered(answer) != offered(live.of_session([]))
    assert live.of_session(["nothing that there is"]).offers == live.of_session([]).offers


def test_nothing_is_left_of_a_batch(live, event, buyer):
    before = live.answers({buyer: []})
    live.answers(
        {"stranger": [event("stranger", before[buyer].offers[0].article_id, "bought", days_later=9)]}
    )
    assert live.answers({buyer: []}) == before


def test_a_build_without_the_file_says_so(tmp_path):
    with pytest.raises(NotBuilt, match=r"live\.duckdb"):
        Live.open(tmp_path)


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "live.duckdb").write_bytes(b"no database at all" * 1000)
    with pytest.raises(Problem, match=r"live\.duckdb"):
        Live.open(tmp_path)
