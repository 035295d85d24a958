from datetime import UTC, date, datetime, timedelta

import pytest

from helix.journal.events import OptOut, Response
from helix.live.happenings import BOUGHT, DISMISSED, LOOKED_AT, Happening, happenings
from helix.live.rules import MOST_LOOKS, is_recent, latest_looks, reason_after_a_look

AS_OF = date(2026, 1, 15)


def happening(meaning, days_before, article_id="a"):
    at = datetime(2026, 1, 15, 12) - timedelta(days=days_before)
    return Happening("c", article_id, meaning, at)


@pytest.mark.parametrize(
    ("meaning", "days_before", "counts"),
    [
        (LOOKED_AT, 1, True),
        (LOOKED_AT, 7, True),
        (LOOKED_AT, 8, False),
        (DISMISSED, 3, True),
        (DISMISSED, 4, False),
        (BOUGHT, 1, False),
    ],
)
def test_what_still_counts(meaning, days_before, counts):
    assert is_recent(happening(meaning, days_before), AS_OF, timedelta(days=3)) is counts


def test_the_latest_looks_count_each_article_once():
    many = [happening(LOOKED_AT, days, f"a{days}") for days in range(30)]
    again = happening(LOOKED_AT, 0, "a29")
    found = latest_looks([*many, again, happening(BOUGHT, 0)])
    assert len(found) == MOST_LOOKS
    assert {look.article_id for look in found} == {"a29", *(f"a{days}" for days in range(MOST_LOOKS - 1))}


def test_events_of_which_no_list_knows_say_nothing():
    at = datetime(2026, 1, 2, 10, tzinfo=UTC)
    events = [
        OptOut(event_id="1", occurred_at=at, customer_id="c"),
        Response(event_id="2", occurred_at=at, customer_id="c", response="rated", article_id="a"),
        Response(event_id="3", occurred_at=at, customer_id="c", response="click"),
        Response(
            event_id="4", occurred_at=at, customer_id="c", response="order", article_id="a", value_micros=5
        ),
    ]
    assert happenings("c", events, "UTC") == [Happening("c", "a", BOUGHT, datetime(2026, 1, 2, 10), 5)]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("bought together", None, None), "Often bought with what you looked at"),
        (("another version", "Mila dress", False), "Another version of Mila dress, which you looked at"),
    ],
)
def test_a_look_is_said_to_be_one(given, reason):
    assert reason_after_a_look(*given) == reason
