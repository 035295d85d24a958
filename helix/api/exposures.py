"""What was shown goes to the journal right after the answer, which does not wait for the disk.

The journal commits together what waits. All that is shown in one answer is stored, or none of it. A graceful stop
stores what waits; a kill loses what was shown in the moment before it, of which no client was told that it is stored.
Feedback is another matter: it is acknowledged only once it is on the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, wait

from helix.api import metrics
from helix.journal import Event, Journal
from python_ml.problems import Problem

LOG = logging.getLogger(__name__)

# Answers that may wait for a slow disk; what is shown beyond that is counted as lost.
MOST_WAITING = 20_000


class ExposureLog:
    """Has the events of answers stored, without waiting for it.

    Parameters
    ----------
    journal
        Where to.
    most_waiting
        Answers that may wait.
    """

    def __init__(self, journal: Journal, most_waiting: int = MOST_WAITING) -> None:
        self._journal = journal
        self._most_waiting = most_waiting
        self._waiting: dict[Future[int], int] = {}

    def add(self, events: Sequence[Event]) -> None:
        """Have the events of one answer stored."""
        if len(self._waiting) >= self._most_waiting:
            metrics.EXPOSURES_LOST.inc(len(events))
            return
        stored = self._journal.submit(events)
        self._waiting[stored] = len(events)
        stored.add_done_callback(self._count)

    def flush(self) -> None:
        """Return when all that was added before is stored, or counted as lost."""
        wait(list(self._waiting))

    def _count(self, stored: Future[int]) -> None:
        """Count what was stored or lost; the journal's thread calls it."""
        events = self._waiting.pop(stored, 0)
        error = stored.exception()
        if error is None:
            metrics.EXPOSURES.inc(events)
            return
        metrics.EXPOSURES_LOST.inc(events)
        kind = error.kind if isinstance(error, Problem) else type(error).__name__
        LOG.warning("the journal did not take what was shown (%s)", kind)
