"""The build that answers: a newer one is opened beside it, and takes over between two requests.

A request takes the build once, and holds it: an answer never mixes two, and the older is let go of when the last
request that began with it has ended.
"""

from __future__ import annotations

import asyncio
import logging
from functools import cached_property
from pathlib import Path

from helix.api import metrics
from helix.reading.lookup import ArticleAnswer, Lookup
from helix.reading.reader import Reader
from python_ml.problems import NotBuilt, Problem
from python_ml.publishing.builds import DATABASE, current_database
from python_ml.publishing.names import published_at

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


class OpenBuild:
    """One published build, opened for answering.

    Attributes
    ----------
    folder
        Its folder, which stays its own whatever is published meanwhile.
    id
        Its id.
    lookup
        What is asked most, mapped into memory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self.lookup = Lookup.open(folder)
        self._articles: dict[str, ArticleAnswer | None] = {}

    @cached_property
    def reader(self) -> Reader:
        """All tables of the build, for what is asked seldom: opened when it is first asked for."""
        return Reader(self.folder / DATABASE)

    def article(self, article_id: str) -> ArticleAnswer | None:
        """Return what the build says of an article; ``None`` if it knows no such article."""
        found = self._articles.get(article_id)
        if found is None:
            found = self.lookup.article(article_id)
            if found is not None:
                # As many as the shop has; what nobody sells is not remembered.
                self._articles[article_id] = found
        return found


class Builds:
    """Holds the build that is read now.

    Parameters
    ----------
    published
        The folder of published builds.
    """

    def __init__(self, published: Path) -> None:
        self._published = published
        self._open: OpenBuild | None = None
        self._refused: Path | None = None

    @property
    def current(self) -> OpenBuild:
        """The build that answers.

        Raises
        ------
        NotBuilt
            If there is none yet.
        """
        if self._open is None:
            raise NotBuilt("no build that can be served is published yet")
        return self._open

    def refresh(self) -> None:
        """Open the build that people read, if it is another than that which answers.

        One that can't be opened is logged once, and the build before it goes on answering.
        """
        database = current_database(self._published)
        folder = None if database is None else database.parent
        if folder is None or folder == self._refused or (self._open and folder == self._open.folder):
            return
        try:
            following = OpenBuild(folder)
        except Problem as problem:
            if folder.exists():
                # Gone means: pruned meanwhile, and the next look finds another.
                self._refused = folder
                LOG.error("build %s can't be served: %s", folder.name, problem)
            return
        self._take(following)

    async def follow(self) -> None:
        """Look for a newer build again and again; opening one keeps no request waiting."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await asyncio.to_thread(self.refresh)
            except (OSError, Problem) as error:
                LOG.warning("can't look for a newer build: %s", type(error).__name__)

    def _take(self, following: OpenBuild) -> None:
        if self._open is not None:
            _label(self._open).set(0)
        self._open = following
        _label(following).set(1)
        metrics.PUBLISHED.set(published_at(following.id).timestamp())
        LOG.info("build %s answers", following.id)


def _label(build: OpenBuild) -> metrics.Gauge:
    return metrics.BUILD.labels(build.id, build.lookup.model_version, str(build.lookup.as_of))
