"""The process beside the workers that computes anew whoever did something, so that their next answer knows it."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from types import FrameType

from helix.api import metrics
from helix.api.builds import Builds
from helix.api.settings import FOLLOWED, Settings
from helix.journal import open_journal
from helix.live.follow import Follower
from helix.reading.lookup import CustomerAnswer, open_answers
from python_ml.problems import NotBuilt


def follow(settings: Settings) -> None:
    """Follow the journal until SIGTERM or SIGINT.

    Parameters
    ----------
    settings
        What the server was told.

    Raises
    ------
    Problem
        If the journal or the place of fresh answers can't be opened.
    """
    # The least of all processes counts, and one that says nothing says 0.
    metrics.STARTED.set_to_current_time()
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    builds = Builds(settings.published)

    def known(customer_id: str) -> CustomerAnswer | None:
        builds.refresh()
        try:
            return builds.current.lookup.customer(customer_id)
        except NotBuilt:
            return None

    with ExitStack() as stack:
        journal = open_journal(settings.journal)
        stack.callback(journal.close)
        answers = open_answers(settings.fresh)
        stack.callback(answers.close)
        follower = Follower(settings.published, journal, answers, settings.state / FOLLOWED, known)
        stack.callback(follower.close)
        follower.follow(stop)
