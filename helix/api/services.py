"""What a process holds to answer with: opened when it starts, let go of when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from helix.api import metrics
from helix.api.builds import Builds
from helix.api.exposures import ExposureLog
from helix.api.keys import Keys
from helix.api.settings import Settings
from helix.journal import Journal, open_journal
from helix.reading.lookup import Answers, open_answers


@dataclass(frozen=True, slots=True)
class Services:
    """What routes ask.

    Attributes
    ----------
    settings
        What the server was told.
    builds
        The build that answers.
    journal, exposures
        Where events go: at once, and after an answer.
    fresh
        Answers computed after the build.
    keys
        Keys of clients; ``None`` if this machine alone may ask.
    """

    settings: Settings
    builds: Builds
    journal: Journal
    exposures: ExposureLog
    fresh: Answers
    keys: Keys | None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """Open what is needed to answer, and follow what is published, for as long as the block lasts.

    Raises
    ------
    Problem
        If the journal or the keys can't be opened.
    """
    with ExitStack() as stack:
        journal = open_journal(settings.journal)
        stack.callback(journal.close)
        exposures = ExposureLog(journal)
        stack.callback(exposures.flush)
        keys = None if settings.keys is None else Keys(settings.keys)
        builds = Builds(settings.published)
        builds.refresh()
        fresh = open_answers(settings.fresh)
        stack.callback(fresh.close)
        metrics.STARTED.set_to_current_time()
        following = asyncio.create_task(builds.follow())
        try:
            yield Services(settings, builds, journal, exposures, fresh, keys)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
