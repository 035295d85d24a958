"""One writer a process: whoever appends while a commit is under way waits for the next one, which is for all of them.

A commit waits for the disk, so that a commit an append would let a disk take some hundred appends a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import NamedTuple

from helix.journal.events import Event
from helix.journal.store import Row, as_row

# So that one commit stays short, and what it holds in memory small.
MOST_ROWS = 10_000


class _Waiting(NamedTuple):
    rows: list[Row]
    answer: Future[int]


class GroupCommit:
    """A thread that commits what waits.

    Parameters
    ----------
    commit
        Stores rows in one transaction, and tells of each whether it is new.
    """

    def __init__(self, commit: Callable[[Sequence[Row]], Sequence[bool]]) -> None:
        self._commit = commit
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._lock = Lock()
        self._is_closed = False
        self._thread = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Let events be stored, all or none of them, and return how many were new, once that is known.

        Raises
        ------
        ValueError
            If it is closed.
        """
        waiting = _Waiting([as_row(event) for event in events], Future())
        with self._lock:
            if self._is_closed:
                raise ValueError("the journal is closed")
            self._queue.put(waiting)
        return waiting.answer

    def close(self) -> None:
        """Return when all that was submitted is stored, or refused."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next_batch():
            wanted = [waiting for waiting in batch if waiting.answer.set_running_or_notify_cancel()]
            if wanted:
                self._store(wanted)

    def _next_batch(self) -> list[_Waiting]:
        """What waits now, at least one; nothing once it is closed and all is stored."""
        first = self._queue.get()
        if first is None:
            return []
        batch, rows = [first], len(first.rows)
        for waiting in self._at_hand():
            batch.append(waiting)
            rows += len(waiting.rows)
            if rows >= MOST_ROWS:
                break
        return batch

    def _at_hand(self) -> Iterator[_Waiting]:
        while True:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return
            if waiting is None:
                # For the next round to find.
                self._queue.put(None)
                return
            yield waiting

    def _store(self, batch: Sequence[_Waiting]) -> None:
        try:
            is_new = iter(self._commit([row for waiting in batch for row in waiting.rows]))
        except Exception as error:
            # Whoever waits is told; the next batch may fare better.
            for waiting in batch:
                waiting.answer.set_exception(error)
            return
        for waiting in batch:
            waiting.answer.set_result(sum(next(is_new) for _ in waiting.rows))
