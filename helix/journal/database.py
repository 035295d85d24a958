"""What a journal in a database does alike, whichever database it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, ClassVar

from helix.journal.events import EVENTS, Event
from helix.journal.group_commit import GroupCommit
from helix.journal.store import Recorded, Row, as_recorded


class DatabaseJournal(ABC):
    """A journal that a group commit writes, and three queries read; `Journal` says what it promises."""

    # With parameters for the position and how many; for how many; for the customer and the kinds.
    _after: ClassVar[str]
    _latest: ClassVar[str]
    _of_customer: ClassVar[str]

    def __init__(self) -> None:
        self._writer = GroupCommit(self._commit)

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Begin to append, as `Journal` says."""
        return self._writer.submit(events)

    def append(self, events: Iterable[Event]) -> int:
        """Store events and return how many were new, as `Journal` says."""
        return self.submit(events).result()

    def after(self, position: int, limit: int) -> list[Recorded]:
        """Return the first events beyond a position, as `Journal` says."""
        return self._recorded(self._after, position, limit)

    def latest(self, limit: int) -> list[Recorded]:
        """Return the events that were stored last, as `Journal` says."""
        return self._recorded(self._latest, limit)

    def of_customer(self, customer_id: str, kinds: Collection[type[Event]] = EVENTS) -> list[Recorded]:
        """Return a customer's events of some kinds, by position."""
        named = self._kinds([kind.kind for kind in kinds])
        return self._recorded(self._of_customer, customer_id.strip(), named)

    def _recorded(self, query: str, *values: Any) -> list[Recorded]:
        return [as_recorded(*row) for row in self._rows(query, values)]

    @abstractmethod
    def _commit(self, rows: Sequence[Row]) -> list[bool]:
        """Store rows in one transaction, and tell of each whether it is new."""

    @abstractmethod
    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[int, str]]:
        """Positions and contents that a query finds."""

    @abstractmethod
    def _kinds(self, names: list[str]) -> Any:
        """Names of kinds as a parameter of the query for a customer's events."""
