"""What a journal that is kept in a database does, whichever database it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from helix.journal.events import EVENTS, Event, OptOut, as_event, as_line
from python_ml.problems import BadInput

TABLE = "journal_events"


@dataclass(frozen=True)
class Recorded:
    """An event in a journal.

    Attributes
    ----------
    position : int
        Its place in the journal: later events have higher ones, with gaps.
    event : Event
        What was appended.
    """

    position: int
    event: Event


class Journal(Protocol):
    """A journal: whoever holds it open may append and read, from several threads; each process opens it for itself.

    Of events of a kind with the same `event_id` the first that was appended counts, and the others change nothing: who
    does not know whether an event was stored appends it again.
    """

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Begin to append, as `append` does, and return at once; `asyncio.wrap_future` awaits what is returned."""
        ...

    def append(self, events: Iterable[Event]) -> int:
        """Store events, all or none of them.

        Returns
        -------
        int
            How many were new. They are on the disk by now.

        Raises
        ------
        NoRoom
            If the disk or the database is full, or can only be read.
        Busy
            If others held the database for too long, or it does not answer.
        """
        ...

    def after(self, position: int, limit: int) -> list[Recorded]:
        """Return the first events beyond a position, by position.

        An event never appears before one that has been seen already: who goes on from the last position misses none.

        Parameters
        ----------
        position
            That of the last event seen; 0 to begin.
        limit
            Most events that are returned.
        """
        ...

    def latest(self, limit: int) -> list[Recorded]:
        """Return the events that were stored last, the newest first.

        Parameters
        ----------
        limit
            Most events that are returned.
        """
        ...

    def of_customer(self, customer_id: str, kinds: Collection[type[Event]] = EVENTS) -> list[Recorded]:
        """Return a customer's events of some kinds, by position."""
        ...

    def forget(self, customer_id: str) -> int:
        """Delete a customer's events for good, but for opt-outs, and return how many there were.

        An opt-out stays: without it, the customer would be reached again. Nothing else of the customer is left in the
        database's files when this returns.
        """
        ...

    def close(self) -> None:
        """Finish what was submitted, and close; a second time does nothing."""
        ...


class Row(NamedTuple):
    """An event as a row of the table `journal_events`, which has a `position` before it."""

    kind: str
    event_id: str
    customer_id: str
    content: str


COLUMNS = Row._fields
# Kinds of events that `forget` keeps.
KEPT = OptOut.kind


def as_row(event: Event) -> Row:
    """An event as a row."""
    return Row(event.kind, event.event_id, event.customer_id.strip(), as_line(event).rstrip("\n"))


def as_recorded(position: int, content: str) -> Recorded:
    """A row as an event.

    Raises
    ------
    BadInput
        If it holds none, as another program wrote it.
    """
    try:
        return Recorded(position, as_event(content))
    except ValueError as error:
        raise BadInput(
            f"what the journal holds at position {position} is no event: {str(error).rstrip('.')}",
            f"correct or delete it in {TABLE}",
        ) from error


def every_event(journal: Journal, at_a_time: int = 10_000) -> Iterator[Event]:
    """Read a whole journal, by position."""
    position = 0
    while recorded := journal.after(position, at_a_time):
        yield from (each.event for each in recorded)
        position = recorded[-1].position
