"""What was shown goes to the journal right after the answer: a thread of its own writes what waits, all at once.

An answer does not wait for the disk. All that is shown in one answer is written together, or not at all. A graceful
stop writes what waits; a kill loses what was shown in the last moments before it, which was then seen by nobody who
keeps account. Feedback is another matter: it is acknowledged only once it is on the disk.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence

from helix.api import metrics
from helix.journal import Event
from helix.journal.store import Journal
from python_ml.problems import Problem

LOG = logging.getLogger(__name__)

# Answers that may wait for a disk that takes nothing; what is shown beyond that is counted as lost.
MOST_WAITING = 20_000
AT_ONCE = 500
RETRY_SECONDS = 1.0


class ExposureLog:
    """Writes the events of answers to a journal, in batches, on one thread.

    Parameters
    ----------
    journal
        Where to.
    most_waiting
        Answers that may wait.
    """

    def __init__(self, journal: Journal, most_waiting: int = MOST_WAITING) -> None:
        self._journal = journal
        self._waiting: queue.Queue[Sequence[Event] | None] = queue.Queue(most_waiting)
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._write, name="exposures", daemon=True)
        self._thread.start()

    def add(self, events: Sequence[Event]) -> None:
        """Have the events of one answer written; without waiting for it."""
        try:
            self._waiting.put_nowait(events)
        except queue.Full:
            metrics.EXPOSURES_LOST.inc(len(events))

    def flush(self) -> None:
        """Return when all that was added before is written, or counted as lost."""
        self._waiting.join()

    def close(self) -> None:
        """Write what waits, and end."""
        self._is_closing.set()
        self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        is_open = True
        while is_open:
            answers = self._taken()
            is_open = answers[-1] is not None
            self._append([event for events in answers if events is not None for event in events])
            for _ in answers:
                self._waiting.task_done()

    def _taken(self) -> list[Sequence[Event] | None]:
        """What waits: at least one answer, or ``None`` at the end."""
        answers = [self._waiting.get()]
        while answers[-1] is not None and len(answers) < AT_ONCE and not self._waiting.empty():
            answers.append(self._waiting.get())
        return answers

    def _append(self, events: list[Event]) -> None:
        """Write until it is written, or the server stops: a full disk may get room again."""
        while events:
            try:
                self._journal.append(events)
            except Problem as problem:
                LOG.warning("exposures wait, as the journal takes none (%s)", problem.kind)
                if self._is_closing.is_set():
                    metrics.EXPOSURES_LOST.inc(len(events))
                    return
                time.sleep(RETRY_SECONDS)
            else:
                metrics.EXPOSURES.inc(len(events))
                return
