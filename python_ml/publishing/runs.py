"""The last run of dbt that could have published something, and did not: what people read is older than it.

Its record is written before the work and lies beside the builds, so that a run that is killed is known too. A run that
publishes a build leaves it as it is: the build's number is higher than that of the newest build when the run began.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from python_ml.publishing.builds import builds
from python_ml.publishing.disk import FILE_MODE, make_folder, write_whole
from python_ml.publishing.names import build_number

RECORD = "last_run.json"
RUNNING = ".running"
# A reader that looks at the same moment holds the lock for microseconds.
LOOKS, LOOK_SECONDS = 5, 0.01


@dataclass(frozen=True)
class Run:
    """A run of dbt.

    Attributes
    ----------
    source, shop
        The source that it built, and the name of the file or folder that it read, '' for none.
    began_at
        In UTC, as ISO 8601.
    after
        Number of the newest build when it began.
    problem
        Why nothing was published, in words that follow "nothing"; ``None`` while it runs, and after a kill.
    is_part
        Whether it ended well, and was to make a part of all that there is.
    """

    source: str
    shop: str
    began_at: str
    after: int
    problem: str | None = None
    is_part: bool = False


@dataclass
class OpenRun:
    """A run that this process does, and the record that was there before."""

    published: Path
    run: Run
    before: str | None
    lock: int

    def close(self, problem: str | None, is_part: bool) -> None:
        """Write down why nothing was published; ``None`` if the build is.

        A part of the same shop that ended well does not mend what failed before: that record stands again.
        """
        try:
            before = _run(self.before) if self.before else None
            if is_part and before and (before.source, before.shop) == (self.run.source, self.run.shop):
                write_whole(self.published / RECORD, self.before)
            elif problem is not None:
                _write(self.published, replace(self.run, problem=problem, is_part=is_part))
        finally:
            os.close(self.lock)


def open_run(published: Path, source: str, shop: str, began_at: datetime) -> OpenRun:
    """Write down that a run has begun, and hold a lock for as long as this process lives.

    Raises
    ------
    OSError
        If it can't be written.
    """
    import fcntl  # Absent on Windows, where reading should still work.

    make_folder(published)
    lock = os.open(published / RUNNING, os.O_RDONLY | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        before = _text(published)
        newest = max(map(build_number, builds(published)), default=0)
        run = Run(source, shop, began_at.isoformat(timespec="seconds"), newest)
        _write(published, run)
    except OSError:
        os.close(lock)
        raise
    return OpenRun(published, run, before, lock)


def unpublished_run(published: Path) -> Run | None:
    """Return the last run if it has published nothing and is over: ended with a problem, or killed."""
    text = _text(published)
    run = _run(text) if text else None
    if run is None or run.after < max(map(build_number, builds(published)), default=0):
        return None
    return None if run.problem is None and _is_running(published) else run


def _is_running(published: Path) -> bool:
    """Tell whether a run holds the lock."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        lock = os.open(published / RUNNING, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        for _ in range(LOOKS):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return False
            except BlockingIOError:
                time.sleep(LOOK_SECONDS)
        return True
    finally:
        os.close(lock)


def _text(published: Path) -> str | None:
    try:
        return (published / RECORD).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _run(text: str) -> Run | None:
    """The run of a record; ``None`` of one that another version wrote."""
    try:
        return Run(**json.loads(text))
    except (TypeError, ValueError):
        return None


def _write(published: Path, run: Run) -> None:
    write_whole(published / RECORD, json.dumps(asdict(run), indent=2) + "\n")
