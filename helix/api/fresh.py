"""Answers newer than the build, if they can be had: without them the build's own list is the answer."""

from __future__ import annotations

import logging
import time

from helix.api import metrics
from helix.reading.lookup import Answers, CustomerAnswer

LOG = logging.getLogger(__name__)

# A store that failed is left alone for so long: requests must not wait for it one after the other.
PAUSE_SECONDS = 5.0


class FreshAnswers:
    """Looks newer answers up; a store that fails costs a list its news, and no client its answer.

    Parameters
    ----------
    answers
        Where they lie.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._ask_again_at = 0.0

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """Return the answer that follows from a build and what happened since; ``None`` if there is none to be had."""
        if time.monotonic() < self._ask_again_at:
            return None
        try:
            return self._answers.customer(build, customer_id)
        except Exception as error:
            # Each kind of store has errors of its own.
            metrics.FRESH_FAILURES.inc()
            LOG.warning("newer answers can't be read (%s): lists are the build's", type(error).__name__)
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
            return None
