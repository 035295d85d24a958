"""What was shown goes to the journal right after the answer, list by list, and no answer waits for the disk.

What is shown within a twentieth of a second is stored together: a commit for each would cost more than the answer.
All that is shown in one answer is stored, or none of it. A graceful stop stores what waits; a kill loses what was shown
in the moment before it, of which no client was told that it is stored. Feedback is another matter: it is acknowledged
only once it is on the disk.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future, wait

from helix.api import metrics
from helix.journal import Journal, ShownList
from python_ml.problems import Problem

LOG = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
# Exposures that may wait for a slow disk; what is shown beyond that is counted as lost.
MOST_WAITING = 200_000


class ExposureLog:
    """Has the events of answers stored, without waiting for it; used by the thread of one event loop.

    Parameters
    ----------
    journal
        Where to.
    most_waiting
        Events that may wait.
    """

    def __init__(self, journal: Journal, most_waiting: int = MOST_WAITING) -> None:
        self._journal = journal
        self._most_waiting = most_waiting
        self._gathered: list[ShownList] = []
        self._gathered_exposures = 0
        self._waiting: dict[Future[int], int] = {}

    def add(self, shown: ShownList) -> None:
        """Have what one answer showed stored in a moment."""
        exposures = len(shown.articles)
        waiting = self._gathered_exposures + sum(self._waiting.copy().values())
        if waiting + exposures > self._most_waiting:
            metrics.EXPOSURES_LOST.inc(exposures)
            return
        if not self._gathered:
            asyncio.get_running_loop().call_later(GATHER_SECONDS, self._submit)
        self._gathered.append(shown)
        self._gathered_exposures += exposures

    def flush(self) -> None:
        """Return when all that was added before is stored, or counted as lost."""
        self._submit()
        wait(self._waiting.copy())

    def _submit(self) -> None:
        if not self._gathered:
            return
        lists, self._gathered = self._gathered, []
        exposures, self._gathered_exposures = self._gathered_exposures, 0
        stored = self._journal.submit(lists)
        self._waiting[stored] = exposures
        stored.add_done_callback(self._count)

    def _count(self, stored: Future[int]) -> None:
        """Count what was stored or lost; the journal's thread calls it."""
        exposures = self._waiting.pop(stored, 0)
        error = stored.exception()
        if error is None:
            metrics.EXPOSURES.inc(exposures)
            return
        metrics.EXPOSURES_LOST.inc(exposures)
        kind = error.kind if isinstance(error, Problem) else type(error).__name__
        LOG.warning("the journal did not take what was shown (%s)", kind)
