import doctest
import json
from datetime import UTC, datetime

import pytest

from helix.journal import EVENTS, Exposure, OptOut, events

AT = datetime(2026, 1, 2, 10, tzinfo=UTC)


def test_examples_run():
    results = doctest.testmod(events)
    assert results.attempted > 3
    assert results.failed == 0


def test_an_event_is_one_line_whatever_it_holds():
    event = Exposure(
        event_id="1\n2",
        occurred_at=AT,
        customer_id="Köln\u2028",
        recommendation_id="r",
        article_id='"',
        rank=1,
    )
    line = events.as_line(event)
    assert line.count("\n") == 1
    assert json.loads(line)["customer_id"] == event.customer_id


@pytest.mark.parametrize(
    "fields", [{"event_id": " "}, {"customer_id": ""}, {"occurred_at": datetime(2026, 1, 2)}]
)
def test_event_that_could_not_be_used_is_refused(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        OptOut(**{"event_id": "1", "occurred_at": AT, "customer_id": "c"} | fields)


def test_kinds_have_folders_of_their_own():
    assert len({kind.folder for kind in EVENTS}) == len({kind.kind for kind in EVENTS}) == len(EVENTS) == 5
