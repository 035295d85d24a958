"""Several processes that answer on one port: started, restarted when one dies, stopped without a dropped request.

The port is opened once, and handed to every process: while one is down, the others take its connections.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

from helix.api import metrics
from helix.api.keys import Keys
from helix.api.settings import Settings
from helix.journal import open_journal
from helix.reading.lookup import open_answers
from python_ml.problems import BadInput, Problem
from python_ml.publishing.disk import make_folder

LOG = logging.getLogger(__name__)

SPAWN = multiprocessing.get_context("spawn")
BACKLOG = 2048
LOOK_SECONDS = 0.2
# One that dies at once is started again later and later.
FIRST_PAUSE, LONGEST_PAUSE, SOON = 0.1, 5.0, 5.0
# More than a graceful stop may take.
KILL_AFTER = 5.0


def serve(settings: Settings) -> None:
    """Answer until SIGTERM or SIGINT.

    Raises
    ------
    BadInput
        If the port can't be opened, the keys can't be read, or others could ask without keys.
    Problem
        If the journal or the place of fresh answers can't be opened.
    """
    settings.check()
    if settings.keys is not None:
        Keys(settings.keys)
    log_to_stderr()
    make_folder(settings.state)
    open_journal(settings.journal).close()
    open_answers(settings.fresh).close()
    # A folder of its own: another server of the same builds must not clear its counts.
    with listening(settings) as listener, tempfile.TemporaryDirectory(prefix="helix-counts-") as counts:
        # Before processes begin: each reads it when it imports prometheus_client.
        os.environ[metrics.FOLDER_VARIABLE] = counts
        crew = Crew(settings.drain_seconds)
        for number in range(1, settings.workers + 1):
            crew.add(f"worker {number}", run_worker, settings, listener)
        crew.add("live", run_follower, settings)
        host, port = listener.getsockname()[:2]
        LOG.info("listening on http://%s:%d, its page at /docs", f"[{host}]" if ":" in host else host, port)
        crew.run()


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Open the port.

    Raises
    ------
    BadInput
        If another program holds it, or there is no such address here.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise BadInput(
            f"can't listen on {settings.host}, port {settings.port}: {error.strerror}",
            "choose another --port or --host",
        ) from error
    with listener:
        yield listener


@dataclass
class Member:
    """A process of the crew, and how to start it again."""

    name: str
    work: Callable[..., None]
    arguments: tuple
    process: SpawnProcess | None = None
    began_at: float = 0.0
    pause: float = 0.0
    start_at: float = 0.0

    def start(self) -> None:
        """Start the process."""
        self.process = SPAWN.Process(target=self.work, args=self.arguments, name=self.name)
        self.process.start()
        self.began_at = time.monotonic()

    def note_end(self) -> None:
        """Log how the process ended, and put its next start off if it died at once."""
        assert self.process is not None
        LOG.warning("%s (process %d) %s", self.name, self.process.pid, _how(self.process.exitcode))
        metrics.forget_process(self.process.pid)
        now = time.monotonic()
        self.pause = self.next_pause(now - self.began_at)
        self.start_at = now + self.pause
        self.process = None

    def next_pause(self, lasted: float) -> float:
        """Return how many seconds to wait: longer each time that the process dies at once."""
        return min(max(FIRST_PAUSE, self.pause * 2), LONGEST_PAUSE) if lasted < SOON else 0.0


class Crew:
    """Processes that run until the server is told to stop.

    Parameters
    ----------
    drain_seconds
        How long each may take to end what it does.
    """

    def __init__(self, drain_seconds: float) -> None:
        self._members: list[Member] = []
        self._drain_seconds = drain_seconds
        self._is_stopping = False

    def add(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        """Add a process, which `run` starts."""
        self._members.append(Member(name, work, arguments))

    def run(self) -> None:
        """Start all, start again what dies, and end all on SIGTERM or SIGINT."""
        before = {each: signal.signal(each, self._stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._is_stopping:
                self._look_after()
        finally:
            self._end()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _look_after(self) -> None:
        for member in self._members:
            if member.process is None and time.monotonic() >= member.start_at:
                member.start()
        wait([each.process.sentinel for each in self._members if each.process], LOOK_SECONDS)
        for member in self._members:
            if member.process is not None and not member.process.is_alive():
                member.note_end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end(self) -> None:
        processes = [member.process for member in self._members if member.process]
        for process in processes:
            process.terminate()
        last = time.monotonic() + self._drain_seconds + KILL_AFTER
        for process in processes:
            process.join(max(0.0, last - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        LOG.info("stopped")


def run_worker(settings: Settings, listener: socket.socket) -> None:
    """Answer on an open port, until SIGTERM or until the process that started this one is gone."""
    # Not at the top: the process that looks after the others needs none of it.
    import uvicorn

    from helix.api.app import create_app
    from helix.api.patience import patient_protocol

    log_to_stderr()
    end_with_parent()
    allow_many_connections()
    try:
        app = create_app(settings)
    except Problem as problem:
        LOG.error("%s", problem)
        raise SystemExit(1) from problem
    config = uvicorn.Config(
        app,
        http=patient_protocol(settings.patience_seconds),
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    uvicorn.Server(config).run(sockets=[listener])


def run_follower(settings: Settings) -> None:
    """Compute anew whoever did something, until SIGTERM or until the process that started this one is gone."""
    from helix.api.following import follow

    log_to_stderr()
    end_with_parent()
    try:
        follow(settings)
    except Problem as problem:
        LOG.error("%s", problem)
        raise SystemExit(1) from problem


def log_to_stderr() -> None:
    """Log what happens to the server; what clients ask is not logged."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(message)s")
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.ERROR)


def end_with_parent() -> None:
    """End gracefully when the process that started this one is gone, killed or not: none stays on the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def allow_many_connections() -> None:
    """Let the process have as many connections as the system allows it."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _how(exit_code: int | None) -> str:
    """How a process ended."""
    if exit_code is not None and exit_code < 0:
        return f"was ended by {signal.Signals(-exit_code).name}"
    return f"ended with exit code {exit_code}"
