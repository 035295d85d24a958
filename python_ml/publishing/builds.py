"""The folder of published builds.

::

    builds/000007-20260101T060000Z/helix.duckdb      a whole build; never changed once its folder has this name
    builds/000007-20260101T060000Z/features/*.parquet
    builds/000007-20260101T060000Z/live.duckdb       what one customer is answered again with, after an event
    builds/000007-20260101T060000Z/report.html       what a person reads of it
    builds/.000008-20260102T060000Z.partial/         one being written, or left behind by a kill
    current -> builds/000007-20260101T060000Z        what people read
    history                                          what they read before

``current`` is replaced by a rename, so it leads to one whole build at any moment. Whoever has opened a file of a
build keeps it, even after the switch and after that build was removed.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from python_ml.problems import BadInput, Busy, NotBuilt, Problem, Unknown
from python_ml.publishing.disk import FOLDER_MODE, SEALED_MODE, disk_problem, flush, make_folder
from python_ml.publishing.history import read_history, write_history, written_history
from python_ml.publishing.names import PARTIAL, build_in, build_order, is_build, next_build, partial_name

T = TypeVar("T")

DATABASE = "helix.duckdb"
FEATURES = "features"
LIVE = "live.duckdb"
REPORT = "report.html"
BUILDS = "builds"
CURRENT = "current"
REPAIR = "helix rollback --repair"


def builds(published: Path) -> list[str]:
    """Return the ids of the whole builds, oldest first."""
    try:
        names = os.listdir(published / BUILDS)
    except FileNotFoundError:
        return []
    except NotADirectoryError as error:
        raise _no_folder(published) from error
    return sorted(
        (name for name in names if is_build(name) and (published / BUILDS / name).is_dir()), key=build_order
    )


def current_build(published: Path) -> str | None:
    """Return the id of the build that people read, ``None`` if nothing is published.

    Raises
    ------
    BadInput
        If the folder is a file.
    Problem
        If ``current`` is no link, as after a copy that followed links.
    """
    build = _linked(published)
    while build is not None and not (published / BUILDS / build).is_dir():
        # Others were published meanwhile, and this one was removed: what the link says now counts.
        before, build = build, _linked(published)
        if build == before:
            return None
    return build


def current_database(published: Path) -> Path | None:
    """Return the database of the build that people read, by the path that stays its own after a switch."""
    build = current_build(published)
    return None if build is None else (published / BUILDS / build / DATABASE).resolve()


def read_current(published: Path, read: Callable[[Path], T]) -> T | None:
    """Open the database of the build that people read; ``None`` if nothing is published.

    A build may be removed between the moment it is looked up and the moment it is open, when others are published one
    after the other: then the one that is current by now is opened.

    Parameters
    ----------
    published
        The folder of published builds.
    read
        Opens a database by its path; what it raises is passed on if the file is there.
    """
    database = current_database(published)
    while database is not None:
        try:
            return read(database)
        except Exception:
            before, database = database, current_database(published)
            if before.exists() or database == before:
                raise
    return None


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
        The moment that the build is named after, in UTC, behind a number that orders it.

    Raises
    ------
    Busy
        If another process is publishing into the same folder.
    Problem
        If ``current`` is no link, or what another user left behind can't be removed.
    OSError
        If the disk refuses something. If the build is the current one nevertheless, it is whole.
    """
    _make(published)
    with _alone(published):
        _linked(published)
        _remove_partial_builds(published)
        build = next_build([*builds(published), *(written_history(published) or [])], started)
        partial, whole = published / BUILDS / partial_name(build), published / BUILDS / build
        partial.mkdir()
        try:
            partial.chmod(FOLDER_MODE)
            yield partial
            _seal(partial)
            partial.rename(whole)
            flush(published / BUILDS)
            _read_next(published, build)
        finally:
            if _linked(published) != build:
                with suppress(OSError):
                    whole.rename(partial)
                shutil.rmtree(partial, ignore_errors=True)


def build_id(partial: Path) -> str:
    """Return the id that a folder of `new_build` is going to have."""
    return build_in(partial.name)


def prepare(published: Path) -> None:
    """Check that a build can be published here, before the work, and remove what killed ones left behind.

    Raises
    ------
    BadInput
        If the folder is a file.
    Problem
        If ``current`` is no link, or one may not write here.
    """
    try:
        _make(published)
        with _alone(published):
            _linked(published)
            _remove_partial_builds(published)
            probe = published / BUILDS / partial_name("probe")
            probe.mkdir()
            probe.rmdir()
    except Busy:
        # It publishes, so one can; and nothing that it writes is litter.
        return
    except OSError as error:
        raise disk_problem(error, published) from error


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
        if _linked(published) != build:
            _read_next(published, build)


def roll_back(published: Path) -> str:
    """Let people read again what they read before the current build, and return its id.

    Raises
    ------
    NotBuilt
        If nothing is published.
    Unknown
        If there is no build before it.
    Busy
        If another process is publishing.
    """
    if current_build(published) is None:
        raise NotBuilt(f"nothing is published in {published} yet")
    with _alone(published):
        *before, current = read_history(published, builds(published), current_build(published))
        if not before:
            raise Unknown(
                f"there is no build before {current} in {published}",
                "HELIX_KEEP_BUILDS says how many are kept",
            )
        write_history(published, before)
        _switch(published, before[-1])
    return before[-1]


def prune(published: Path, keep: int) -> list[str]:
    """Remove all builds but the current one and ``keep`` more; return the ids of what was removed.

    Those are kept that were read last, which a rollback goes to, and then the newest.

    Raises
    ------
    Busy
        If another process is publishing.
    """
    with _alone(published):
        known = builds(published)
        read = read_history(published, known, current_build(published))
        kept = list(dict.fromkeys([*reversed(read), *reversed(known)]))[: 1 + keep]
        removed = [build for build in known if build not in kept]
        for build in removed:
            # Renamed first: what a kill leaves behind is no build.
            leaving = published / BUILDS / partial_name(build)
            (published / BUILDS / build).rename(leaving)
            shutil.rmtree(leaving)
    return removed


def repair(published: Path) -> str:
    """Make ``current`` a link again where a copy made it a folder, or lost it; return the build that is read then.

    It is the build that the folder is a copy of. A copy that is of none of the builds becomes one itself, and one
    without a database is as good as none: then it is the build that was read last, or else the newest.

    Raises
    ------
    NotBuilt
        If there is no build.
    Busy
        If another process is publishing.
    """
    if not published.is_dir():
        raise NotBuilt(f"nothing is published in {published} yet")
    _make(published)
    with _alone(published):
        copy, known = published / CURRENT, builds(published)
        if copy.is_symlink() and (build := current_build(published)):
            return build
        build = _copied_build(published, known)
        if build is None and (copy / DATABASE).is_file():
            build = next_build(known, datetime.fromtimestamp((copy / DATABASE).stat().st_mtime, UTC))
            _seal(copy)
            copy.rename(published / BUILDS / build)
        if build is None:
            read = read_history(published, known, None) or known
            if not read:
                raise NotBuilt(f"there is no build in {published} that {CURRENT} could lead to")
            build = read[-1]
        if copy.is_dir() and not copy.is_symlink():
            leaving = published / BUILDS / partial_name("copy")
            copy.rename(leaving)
        _read_next(published, build)
        _remove_partial_builds(published)
    return build


def _copied_build(published: Path, known: list[str]) -> str | None:
    """The build whose database ``current`` holds a copy of."""
    copy = published / CURRENT / DATABASE
    for build in reversed(known):
        original = published / BUILDS / build / DATABASE
        if copy.is_file() and original.is_file() and filecmp.cmp(copy, original, shallow=False):
            return build
    return None


def _linked(published: Path) -> str | None:
    """The build that ``current`` names, whether or not it is there."""
    try:
        return Path(os.readlink(published / CURRENT)).name
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise _no_folder(published) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise Problem(
            f"{published / CURRENT} is no link to a build, as after a copy that followed links",
            f"run `{REPAIR}` to make it one again",
        ) from error


def _no_folder(published: Path) -> BadInput:
    return BadInput(
        f"{published} is a file, and not a folder of published builds", "let HELIX_PUBLISHED name a folder"
    )


def _make(published: Path) -> None:
    """Make the folders, for their owner and group alone."""
    try:
        make_folder(published)
        make_folder(published / BUILDS)
    except (FileExistsError, NotADirectoryError) as error:
        raise _no_folder(published) from error


def _read_next(published: Path, build: str) -> None:
    """Switch to a build, and remember what was read before: see `history` for the order."""
    history = read_history(published, builds(published), current_build(published))
    _switch(published, build)
    write_history(published, [*history, build])


def _switch(published: Path, build: str) -> None:
    """Replace ``current`` by a rename, which no reader sees half done."""
    following = published / f".{CURRENT}{PARTIAL}"
    following.unlink(missing_ok=True)
    try:
        following.symlink_to(Path(BUILDS) / build)
        following.replace(published / CURRENT)
    finally:
        following.unlink(missing_ok=True)
    flush(published)


def _seal(folder: Path) -> None:
    """Make every file read-only, for the owner and their group alone, and sure to be on the disk."""
    for path in folder.rglob("*"):
        path.chmod(FOLDER_MODE if path.is_dir() else SEALED_MODE)
        flush(path)
    flush(folder)


def _remove_partial_builds(published: Path) -> None:
    """Remove what kills left behind; the lock says that nobody is writing it.

    Raises
    ------
    Problem
        If some of it is another user's.
    """
    for path in (published / BUILDS).glob(f".*{PARTIAL}"):
        try:
            shutil.rmtree(path)
        except OSError as error:
            told = disk_problem(error, path)
            raise Problem(
                f"what a killed build left behind in {path} can't be removed: {told.sentence}",
                "let its owner remove it",
            ) from error
    for path in published.glob(f".*{PARTIAL}"):
        path.unlink()


@contextmanager
def _alone(published: Path) -> Iterator[None]:
    """Keep other processes from publishing here; the system lets go of the lock when a process is killed."""
    import fcntl  # Absent on Windows, where reading should still work.

    handle = os.open(published, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another build is being published in {published}") from error
        yield
    finally:
        os.close(handle)
