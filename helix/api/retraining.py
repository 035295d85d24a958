"""A build that a client started: a process of its own, one at a time, which outlives the server.

A lock says that it runs: the system lets go of it when the last process of the build is gone, killed or not. It is
passed on to the build's own processes, so that a second one can't begin while any of them is left.

    python -m helix.api.retraining FOLDER VARIABLES LOCK

runs the build, and writes down how it ended.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from python_ml.problems import Busy
from python_ml.publishing.disk import disk_problem, make_folder, write_whole
from python_ml.publishing.places import project_root

FOLDER = "retraining"
RECORD, LOG, LOCK = "run.json", "log.txt", "lock"
SHOWN_BYTES = 20_000
# Whoever looks holds the lock for microseconds.
LOOKS, LOOK_SECONDS = 5, 0.02


class AlreadyRunning(Busy):
    """A build is running that was started here."""

    kind = "already_running"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Run:
    """A build that was started here.

    Attributes
    ----------
    run_id
        The moment it began, in UTC.
    began_at, ended_at
        In UTC, as ISO 8601; ``ended_at`` is ``None`` while it runs, and after a kill.
    exit_code
        0 if it published; ``None`` while it runs, and after a kill.
    state
        ``running``, ``succeeded``, ``failed`` or ``killed``.
    log
        The end of what it printed.
    """

    run_id: str
    began_at: str
    ended_at: str | None = None
    exit_code: int | None = None
    state: str = "running"
    log: str = ""


def start(state: Path, published: Path, variables: str) -> Run:
    """Start a build, and return at once.

    Parameters
    ----------
    state
        Folder of what the server keeps.
    published
        Where the build publishes.
    variables
        dbt's variables, as YAML.

    Raises
    ------
    AlreadyRunning
        If one runs.
    Problem
        If there is no project to build, or nothing can be written.
    """
    root, folder = project_root(), state / FOLDER
    try:
        make_folder(folder)
        lock = _locked(folder)
        try:
            now = datetime.now(UTC)
            run = Run(f"{now:%Y%m%dT%H%M%SZ}", now.isoformat(timespec="seconds"))
            _write(folder, run)
            with (folder / LOG).open("wb") as log:
                subprocess.Popen(
                    [sys.executable, "-m", "helix.api.retraining", str(folder), variables, str(lock)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=root,
                    env=os.environ | {"HELIX_PUBLISHED": str(published)},
                    pass_fds=[lock],
                    start_new_session=True,
                )
        finally:
            os.close(lock)
    except OSError as error:
        raise disk_problem(error, folder) from error
    return run


def last_run(state: Path) -> Run | None:
    """Return the last build that was started here, ``None`` if there was none."""
    folder = state / FOLDER
    try:
        run = Run(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    if run.state == "running" and not _is_locked(folder):
        # It may have ended between the two looks.
        run = Run(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
        if run.state == "running":
            run = replace(run, state="killed")
    return replace(run, log=_end_of(folder / LOG))


def main() -> int:
    """Run the build, and write down how it ended; its exit code."""
    folder, variables, lock = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    command = [sys.executable, "-m", "dbt_plugins.build", "--vars", variables]
    exit_code = subprocess.run(command, pass_fds=[lock], check=False).returncode
    run = Run(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
    ended_at = datetime.now(UTC).isoformat(timespec="seconds")
    state = "succeeded" if exit_code == 0 else "failed"
    _write(folder, replace(run, ended_at=ended_at, exit_code=exit_code, state=state))
    return exit_code


def _locked(folder: Path) -> int:
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o640)
    for look in range(LOOKS):
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        time.sleep(LOOK_SECONDS * (look + 1 < LOOKS))
    os.close(lock)
    raise AlreadyRunning("a build is running", "GET /model/retrain says how far it is")


def _is_locked(folder: Path) -> bool:
    lock = os.open(folder / LOCK, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _write(folder: Path, run: Run) -> None:
    write_whole(folder / RECORD, json.dumps(asdict(run), indent=2) + "\n")


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - SHOWN_BYTES))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
