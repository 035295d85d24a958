"""The folder of published builds.

::

    builds/20260101T060000Z/helix.duckdb          a whole build; never changed once its folder has this name
    builds/20260101T060000Z/features/*.parquet
    builds/.20260102T060000Z.partial/             one being written, or left behind by a kill
    current -> builds/20260101T060000Z            what people read

``current`` is replaced by a rename, so it leads to one whole build at any moment. Whoever has opened a file of a
build keeps it, even after the switch and after that build was removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from python_ml.problems import Busy, NotBuilt, Unknown
from python_ml.publishing.disk import flush

DATABASE = "helix.duckdb"
FEATURES = "features"
BUILDS = "builds"
CURRENT = "current"
PARTIAL = ".partial"


def builds(published: Path) -> list[str]:
    """Return the ids of the whole builds, oldest first."""
    folder = published / BUILDS
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def current_build(published: Path) -> str | None:
    """Return the id of the build that people read, ``None`` if nothing is published."""
    try:
        build = Path(os.readlink(published / CURRENT)).name
    except FileNotFoundError:
        return None
    return build if (published / BUILDS / build).is_dir() else None


def current_database(published: Path) -> Path | None:
    """Return the database of the build that people read, by the path that stays its own after a switch."""
    build = current_build(published)
    return None if build is None else (published / BUILDS / build / DATABASE).resolve()


@contextmanager
def new_build(published: Path, started: datetime) -> Iterator[Path]:
    """Yield an empty folder, which becomes the current build when the block ends without an error.

    Its name is the build's id between ``.`` and ``.partial``; until then no reader sees it. After an error nothing of
    it stays, and what a kill left behind is removed by the next.

    Parameters
    ----------
    published
        The folder of published builds; made if it is not there.
    started
        The moment that names the build, in UTC.

    Raises
    ------
    Busy
        If another process is publishing into the same folder.
    """
    (published / BUILDS).mkdir(parents=True, exist_ok=True)
    with _alone(published):
        _remove_partial_builds(published)
        build = _free_id(published, started)
        partial = published / BUILDS / f".{build}{PARTIAL}"
        partial.mkdir()
        try:
            yield partial
            _seal(partial)
            partial.rename(published / BUILDS / build)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        flush(published / BUILDS)
        _switch(published, build)


def build_id(partial: Path) -> str:
    """Return the id that a folder of `new_build` is going to have."""
    return partial.name.removeprefix(".").removesuffix(PARTIAL)


def switch_to(published: Path, build: str) -> None:
    """Let people read another whole build from now on.

    Raises
    ------
    Unknown
        If there is no such build.
    Busy
        If another process is publishing.
    """
    if not builds(published):
        raise Unknown(f"there is no build {build!r} in {published}", "none is published yet")
    with _alone(published):
        known = builds(published)
        if build not in known:
            raise Unknown(f"there is no build {build!r} in {published}", f"there are {', '.join(known)}")
        _switch(published, build)


def roll_back(published: Path) -> str:
    """Let people read the build before the current one, and return its id.

    Raises
    ------
    NotBuilt
        If nothing is published.
    Unknown
        If there is no build before it.
    Busy
        If another process is publishing.
    """
    current = current_build(published)
    if current is None:
        raise NotBuilt(f"nothing is published in {published} yet")
    before = [build for build in builds(published) if build < current]
    if not before:
        raise Unknown(
            f"there is no build before {current} in {published}", "HELIX_KEEP_BUILDS says how many are kept"
        )
    switch_to(published, before[-1])
    return before[-1]


def prune(published: Path, keep: int) -> list[str]:
    """Remove all builds but the newest ``keep``, at least one, and the current one; return the ids of what was removed.

    Raises
    ------
    Busy
        If another process is publishing.
    """
    with _alone(published):
        current = current_build(published)
        removed = [build for build in builds(published)[:-keep] if build != current]
        for build in removed:
            # Renamed first: what a kill leaves behind is no build.
            leaving = published / BUILDS / f".{build}{PARTIAL}"
            (published / BUILDS / build).rename(leaving)
            shutil.rmtree(leaving)
    return removed


def _switch(published: Path, build: str) -> None:
    """Replace ``current`` by a rename, which no reader sees half done."""
    following = published / f".{CURRENT}{PARTIAL}"
    following.unlink(missing_ok=True)
    following.symlink_to(Path(BUILDS) / build)
    following.replace(published / CURRENT)
    flush(published)


def _seal(folder: Path) -> None:
    """Make every file read-only and sure to be on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
        flush(path)
    flush(folder)


def _free_id(published: Path, started: datetime) -> str:
    """The moment in letters that sort like time, with a number behind it if a build has that name already."""
    first = started.strftime("%Y%m%dT%H%M%SZ")
    build, number = first, 1
    while (published / BUILDS / build).exists():
        number += 1
        build = f"{first}-{number}"
    return build


def _remove_partial_builds(published: Path) -> None:
    for path in (published / BUILDS).glob(f".*{PARTIAL}"):
        shutil.rmtree(path)


@contextmanager
def _alone(published: Path) -> Iterator[None]:
    """Keep other processes from publishing here; the system lets go of the lock when a process is killed."""
    import fcntl  # Absent on Windows, where reading should still work.

    handle = os.open(published, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy(f"another build is being published in {published}") from error
    finally:
        os.close(handle)
