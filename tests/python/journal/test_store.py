"""What every journal in a database promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from helix.journal import Assignment, Exposure, OptOut, Push, Response, ShownList, open_journal
from helix.journal.store import every_event
from python_ml.problems import BadInput
from tests.python.journal.shop_events import AT, ids, response


@pytest.fixture
def journal(place):
    journal = open_journal(place)
    yield journal
    journal.close()


def test_the_latest_come_first(journal):
    journal.append(response(str(number)) for number in range(1, 5))
    assert ids(journal.latest(3)) == ["4", "3", "2"]


def test_events_come_back_as_they_were_appended(journal):
    events = [
        Exposure(
            event_id="1",
            occurred_at=AT,
            customer_id="c1",
            recommendation_id="r",
            article_id='Ö"\u2028',
            rank=1,
            propensity=0.25,
            channel="web",
            arms={"late pushes": "control"},
        ),
        ShownList(
            event_id="1", occurred_at=AT, customer_id="c1", articles=("a", "Ö"), arms={"late pushes": "b"}
        ),
        response(1, response="rated", rating=4.5, channel="app"),
        response(2, response="bought", value_micros=5_000_000_000),
        Assignment(event_id="1", occurred_at=AT, customer_id="c1", experiment="late pushes", arm="control"),
        OptOut(event_id="1", occurred_at=AT + timedelta(microseconds=1), customer_id="c1", channel="email"),
        Push(event_id="1", occurred_at=AT, customer_id="c1", send_at=AT + timedelta(hours=1)),
    ]
    assert journal.append(events) == len(events)
    assert [recorded.event for recorded in journal.after(0, limit=100)] == events


def test_an_event_counts_once_and_the_first_stays(journal):
    assert journal.append([response(1), response(1, response="liked"), response(2)]) == 2
    assert journal.append([response(2, response="liked"), response(3)]) == 1
    # Ids are a kind's own.
    assert journal.append([OptOut(event_id="1", occurred_at=AT, customer_id="c1")]) == 1
    assert [each.event.kind for each in journal.after(0, 100)] == ["response"] * 3 + ["opt_out"]
    assert {each.event.response for each in journal.after(0, 3)} == {"viewed"}


def test_nothing_to_append(journal):
    assert journal.append([]) == 0


def test_reading_goes_on_from_a_position(journal):
    journal.append(map(response, range(10)))
    first = journal.after(0, limit=4)
    assert ids(first) == ["0", "1", "2", "3"]
    assert ids(journal.after(first[-1].position, limit=100)) == ["4", "5", "6", "7", "8", "9"]
    last = journal.after(0, limit=100)[-1].position
    assert journal.after(last, limit=100) == []
    journal.append([response(3), response(10)])
    assert ids(journal.after(last, limit=100)) == ["10"]


def test_reading_all_of_it(journal):
    journal.append(map(response, range(10)))
    assert [event.event_id for event in every_event(journal, at_a_time=3)] == [
        str(number) for number in range(10)
    ]


def test_a_customers_events(journal):
    journal.append([response(1), response(2, "c2"), response(3, " c1 ")])
    assert ids(journal.of_customer("c1")) == ["1", "3"]
    assert ids(journal.of_customer("c3")) == []


def test_a_customers_events_of_some_kinds(journal):
    journal.append([response(1), OptOut(event_id="2", occurred_at=AT, customer_id="c1"), response(3)])
    assert ids(journal.of_customer("c1", [OptOut])) == ["2"]
    assert ids(journal.of_customer("c1", [OptOut, Response])) == ["1", "2", "3"]
    assert ids(journal.of_customer("c1", [Push])) == []


def test_a_row_that_holds_no_event_is_named(journal, monkeypatch):
    monkeypatch.setattr("helix.journal.store.as_line", lambda event: '{"kind": "click"}')
    journal.append([response(1)])
    with pytest.raises(
        BadInput, match=r"at position 1 is no event: .*: correct or delete it in journal_events$"
    ):
        journal.after(0, limit=10)


def test_what_is_submitted_is_stored_in_its_order(journal):
    answers = [journal.submit([response(number), response(0)]) for number in range(50)]
    assert sum(answer.result() for answer in answers) == 50
    assert ids(journal.after(0, limit=100)) == [str(number) for number in range(50)]


def test_a_cancelled_wait_holds_nobody_up(journal):
    answers = [journal.submit([response(number)]) for number in range(200)]
    cancelled = [answer for answer in answers[1::2] if answer.cancel()]
    journal.append([response("last")])
    assert len(journal.after(0, 1000)) == 201 - len(cancelled)


def test_closing_stores_what_was_submitted(place):
    journal = open_journal(place)
    answers = [journal.submit([response(number)]) for number in range(100)]
    journal.close()
    journal.close()
    assert all(answer.result(timeout=0) == 1 for answer in answers)
    with pytest.raises(ValueError, match="closed"):
        journal.append([response(100)])
    again = open_journal(place)
    assert len(again.after(0, limit=1000)) == 100
    again.close()


def test_threads_append_and_read_beside_each_other(journal):
    def append(thread):
        for number in range(20):
            journal.append([response(f"{thread}/{number}"), response(number)])
            journal.after(0, limit=10)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(append, range(8)))
    assert len(journal.after(0, limit=1000)) == 8 * 20 + 20


def test_forgetting_a_customer(journal):
    kept = OptOut(event_id="9", occurred_at=AT, customer_id="c1", channel="email")
    journal.append([response(1), response(2, "c2"), response(3, " c1 "), kept])
    last = journal.after(0, limit=100)[-1].position
    assert journal.forget("c1") == 2
    assert [each.event for each in journal.of_customer("c1")] == [kept]
    assert ids(journal.after(0, limit=100)) == ["2", "9"]
    assert journal.forget("c1") == 0
    journal.append([response(4)])
    assert ids(journal.after(last, limit=100)) == ["4"]


def test_forgetting_the_last_event_gives_its_position_to_nobody(journal):
    """Whoever follows the journal stands behind it, and would not see the next one."""
    journal.append([response(1), response(2, "c2")])
    last = journal.after(0, limit=100)[-1].position
    journal.forget("c2")
    journal.append([response(3)])
    assert ids(journal.after(last, limit=100)) == ["3"]
