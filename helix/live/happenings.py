"""What events of the journal mean for a customer's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from helix.journal.events import Event, Response

BOUGHT, DISMISSED, LOOKED_AT = "bought", "dismissed", "looked at"
# What a response is called in the journal, and by clients of the API.
MEANINGS = {
    "order": BOUGHT,
    "bought": BOUGHT,
    "dismiss": DISMISSED,
    "dismissed": DISMISSED,
    "click": LOOKED_AT,
    "clicked": LOOKED_AT,
    "viewed": LOOKED_AT,
    "liked": LOOKED_AT,
    "added": LOOKED_AT,
}


@dataclass(frozen=True)
class Happening:
    """Something that a customer did with an article.

    Attributes
    ----------
    customer_id, article_id
        Who, with what.
    meaning
        `BOUGHT`, `DISMISSED` or `LOOKED_AT`.
    at
        When, by the shop's clock.
    value_micros
        Money that it brought, in millionths; None if the event does not say.
    """

    customer_id: str
    article_id: str
    meaning: str
    at: datetime
    value_micros: int | None = None


def happenings(customer_id: str, events: Iterable[Event], timezone: str) -> list[Happening]:
    """What events say that a list follows, in their order; an event of which no list knows says nothing.

    Parameters
    ----------
    customer_id
        Whose they are.
    events
        Of the journal.
    timezone
        The shop's, by its name.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
    >>> clicked = Response(event_id="7", occurred_at=at, customer_id="c", article_id="a", response="click")
    >>> [happening] = happenings("c", [clicked], "Europe/Helsinki")
    >>> happening.meaning, happening.at
    ('looked at', datetime.datetime(2026, 1, 3, 1, 30))
    """
    zone = ZoneInfo(timezone)
    return [
        Happening(
            customer_id,
            event.article_id,
            MEANINGS[event.response],
            event.occurred_at.astimezone(zone).replace(tzinfo=None),
            event.value_micros,
        )
        for event in events
        if isinstance(event, Response) and event.article_id is not None and event.response in MEANINGS
    ]
