"""Follows the journal: computes again whoever did something, and keeps the answers where servers find them."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event as Signal

from helix.journal.events import Response
from helix.journal.store import Journal
from helix.live.engine import Live
from helix.reading.lookup import Answers, CustomerAnswer
from python_ml.problems import NotBuilt, Problem
from python_ml.publishing import current_build
from python_ml.publishing.builds import BUILDS

log = logging.getLogger(__name__)

# Events that are read at once, and customers that are computed together.
EVENTS_AT_ONCE = 1000
CUSTOMERS_AT_ONCE = 32
PAUSE_SECONDS = 0.02
# How often to write down that events passed of which no list knows: after a kill they are looked at again.
REMEMBER_SECONDS = 1.0
# After a failure that may pass, such as a journal that is busy.
LONG_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Progress:
    """How far a journal has been followed for a build.

    Attributes
    ----------
    build
        Id of the build.
    last_day
        The last day that it knows, in ISO's format.
    start
        Position before the first event that counts beside this build; all that count beside a later one come after it.
    position
        Position of the last event that is done with.
    """

    build: str
    last_day: str
    start: int
    position: int


class Follower:
    """Keeps the answers of whoever did something since the current build.

    Parameters
    ----------
    published
        The folder of published builds.
    journal
        What is followed.
    answers
        Where answers go.
    state
        A file that remembers how far the journal was followed; lost, it is followed from its beginning.
    known
        What else there is to say to a customer, of the current build; its list is replaced.
    """

    def __init__(
        self,
        published: Path,
        journal: Journal,
        answers: Answers,
        state: Path,
        known: Callable[[str], CustomerAnswer | None] = lambda _: None,
    ) -> None:
        self._published = published
        self._journal = journal
        self._answers = answers
        self._state = state
        self._known = known
        self._live: Live | None = None
        self._progress: Progress | None = None
        self._remembered: Progress | None = None
        self._remembered_at = -math.inf

    def close(self) -> None:
        """Let go of the build."""
        if self._live is not None:
            self._live.close()
            self._live = None

    def follow(self, stop: Signal) -> None:
        """Follow until the signal is set; a failure that may pass is waited out.

        Parameters
        ----------
        stop
            Set it to end after the batch that is being computed.
        """
        while not stop.is_set():
            try:
                pause = 0.0 if self.step() else PAUSE_SECONDS
            except Problem as problem:
                log.warning("live answers wait: %s", problem)
                pause = LONG_PAUSE_SECONDS
            stop.wait(pause)

    def step(self) -> int:
        """Do what the next events ask for, and return how many events there were.

        Raises
        ------
        NotBuilt
            If nothing is published.
        Problem
            If the journal, the answers or the build can't be read.
        """
        live, progress = self._take_over()
        recorded = self._journal.after(progress.position, EVENTS_AT_ONCE)
        if not recorded:
            if progress != self._remembered and self._is_due():
                self._remember(progress)
            return 0
        counting = [each for each in recorded if live.counts(each.event)]
        if progress.start == progress.position and not counting:
            progress = replace(progress, start=recorded[-1].position)
        elif progress.start == progress.position:
            progress = replace(progress, start=counting[0].position - 1)
        begun = time.monotonic()
        customers = list(dict.fromkeys(each.event.customer_id for each in counting))
        for some in _parts(customers, CUSTOMERS_AT_ONCE):
            self._answers.put_many(live.build, self._answered(live, some))
        self._progress = progress = replace(progress, position=recorded[-1].position)
        if customers or self._is_due():
            self._remember(progress)
        if customers:
            log.info("computed %d customers again in %.3f s", len(customers), time.monotonic() - begun)
        return len(recorded)

    def _answered(self, live: Live, customer_ids: Sequence[str]) -> dict[str, CustomerAnswer]:
        events = {
            customer_id: [recorded.event for recorded in self._journal.of_customer(customer_id, [Response])]
            for customer_id in customer_ids
        }
        answers = live.answers(events)
        for customer_id, answer in answers.items():
            if (known := self._known(customer_id)) is not None:
                answers[customer_id] = replace(
                    known, as_of=answer.as_of, offers=answer.offers, reserves=answer.reserves
                )
        return answers

    def _take_over(self) -> tuple[Live, Progress]:
        """The current build, opened again if another one was published, and how far it was followed."""
        build = current_build(self._published)
        if build is None:
            raise NotBuilt(f"nothing is published in {self._published} yet")
        if self._live is None or self._live.build != build:
            live = Live.open(self._published / BUILDS / build)
            self.close()
            self._live = live
            self._progress = self._begun(live)
            log.info("live answers follow build %s", build)
        return self._live, self._progress

    def _begun(self, live: Live) -> Progress:
        before, last_day = _remembered(self._state), live.last_day.isoformat()
        if before is not None and before.build == live.build:
            return before
        start = before.start if before is not None and before.last_day <= last_day else 0
        return Progress(live.build, last_day, start, start)

    def _is_due(self) -> bool:
        return time.monotonic() - self._remembered_at > REMEMBER_SECONDS

    def _remember(self, progress: Progress) -> None:
        """Write it down whole: after a kill the file says one thing or the other."""
        following = self._state.with_name(f".{self._state.name}.partial")
        following.write_text(json.dumps(asdict(progress)))
        following.replace(self._state)
        self._remembered, self._remembered_at = progress, time.monotonic()


def events_waiting(journal: Journal, state: Path, most: int = EVENTS_AT_ONCE) -> int:
    """How many of the journal's events no follower is done with; not more than ``most`` are counted.

    Parameters
    ----------
    journal
        What is followed.
    state
        The file in which the follower remembers how far.
    most
        Where to stop counting.
    """
    progress = _remembered(state)
    return len(journal.after(0 if progress is None else progress.position, most))


def _remembered(state: Path) -> Progress | None:
    try:
        return Progress(**json.loads(state.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        log.warning("%s can't be read: the journal is followed from its beginning", state)
        return None


def _parts(customers: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(customers), size):
        yield customers[start : start + size]
