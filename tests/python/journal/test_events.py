import doctest
import json
from datetime import UTC, datetime

import pytest

from helix.journal import EVENTS, Exposure, OptOut, ShownList, as_event, as_line, events, place, sqlite
from python_ml.intake import journal_place

AT = datetime(2026, 1, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("module", [events, place, sqlite, journal_place])
def test_examples_run(module):
    results = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert results.attempted > 2
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
    "fields",
    [
        {"event_id": " "},
        {"customer_id": ""},
        {"occurred_at": datetime(2026, 1, 2)},
        {"channel": "\x00"},
        {"customer_id": "c\ud800"},
    ],
)
def test_event_that_could_not_be_used_is_refused(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        OptOut(**{"event_id": "1", "occurred_at": AT, "customer_id": "c"} | fields)


def test_list_is_read_as_it_was_written():
    shown = ShownList(
        event_id="r", occurred_at=AT, customer_id="c", articles=("b", "a"), arms={"layout": "wide"}
    )
    assert as_event(as_line(shown)) == shown


@pytest.mark.parametrize("articles", [(), ("a", " "), ("a", 1), ("a\x00",)])
def test_list_of_what_is_no_id_is_refused(articles):
    with pytest.raises(ValueError, match="articles"):
        ShownList(event_id="r", occurred_at=AT, customer_id="c", articles=articles)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ("[]", "no kind of event"),
        ('{"kind": "click"}', "no kind of event"),
        ('{"kind": ["push"]}', "no kind of event"),
        ('{"kind": "push", "event_id": "1", "customer_id": "c"}', "no whole push"),
        (
            '{"kind": "opt_out", "event_id": 1, "customer_id": "c", "occurred_at": "2026-01-02T10:00Z"}',
            "no whole opt_out",
        ),
        (
            '{"kind": "opt_out", "event_id": "1", "customer_id": "c", "occurred_at": "soon"}',
            "Invalid isoformat",
        ),
        ('{"kind": "opt_out", "event_id": "1", "customer_id": "c", "occurred_at": 7}', "no whole opt_out"),
        (
            '{"kind": "shown_list", "event_id": "1", "customer_id": "c", "occurred_at": "2026-01-02T10:00Z",'
            ' "articles": 7}',
            "no list of ids",
        ),
    ],
)
def test_line_that_is_no_event(line, reason):
    with pytest.raises(ValueError, match=reason):
        as_event(line)


def test_further_fields_are_left_out():
    line = '{"kind": "opt_out", "event_id": "1", "customer_id": "c", "occurred_at": "2026-01-02T10:00Z", "by": "x"}'
    assert as_event(line) == OptOut(event_id="1", occurred_at=AT, customer_id="c")


def test_kinds_have_folders_of_their_own():
    assert len({kind.folder for kind in EVENTS}) == len({kind.kind for kind in EVENTS}) == len(EVENTS) == 6
