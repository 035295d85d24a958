"""Servers to be measured: each on processors of its own, with what it has taken of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LISTENING = re.compile(r"http://127\.0\.0\.1:(\d+)")
START_SECONDS = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server.

    Attributes
    ----------
    port
        Where it listens.
    seconds_to_ready
        How long it took from its start to its first answer.
    """

    def __init__(
        self, command: Sequence[str], environment: dict[str, str], processor: str, ready: str
    ) -> None:
        began = time.perf_counter()
        self._process = subprocess.Popen(
            ["taskset", "--cpu-list", processor, *command],
            env=os.environ | environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.port = self._port()
        threading.Thread(target=self._process.stderr.read, daemon=True).start()
        _wait_until_ready(f"http://127.0.0.1:{self.port}{ready}")
        self.seconds_to_ready = time.perf_counter() - began

    def _port(self) -> int:
        for line in self._process.stderr:
            if found := LISTENING.search(line):
                return int(found[1])
        raise RuntimeError("the server ended before it listened")

    @property
    def processes(self) -> list[int]:
        """Ids of the server's processes: its own and all that it started."""
        return [self._process.pid, *_children(self._process.pid)]

    def processor_seconds(self) -> float:
        """What its processes that live have taken of processors."""
        return sum(map(_processor_seconds, self.processes))

    def memory(self) -> dict[int, tuple[float, float]]:
        """Megabytes of each process: its own, and those of mapped files."""
        return {process: _memory(process) for process in self.processes}

    def kill(self) -> None:
        """End all processes at once, without a word to them."""
        for process in self.processes:
            _signal(process, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop gracefully."""
        if self._process.poll() is None:
            _signal(self._process.pid, signal.SIGTERM)
            self._process.wait(30)


@contextmanager
def helix_server(published: Path, state: Path, processor: str = "0", workers: int = 1) -> Iterator[Server]:
    """Run `helix serve` on a build, with a journal in a folder of its own."""
    server = start_helix(published, state, processor, workers)
    try:
        yield server
    finally:
        server.stop()


def start_helix(
    published: Path, state: Path, processor: str = "0", workers: int = 1, port: int = 0
) -> Server:
    """Start `helix serve`; whoever asks for it stops it."""
    state.mkdir(parents=True, exist_ok=True)
    command = [
        *(str(Path(sys.executable).with_name("helix")), "serve"),
        *("--port", str(port), "--workers", str(workers), "--rate", "0"),
        *("--journal", str(state / "journal.sqlite"), "--fresh", str(state / "fresh.sqlite")),
    ]
    return Server(command, {"HELIX_PUBLISHED": str(published)}, processor, "/ready")


@contextmanager
def constant_server(processor: str = "0") -> Iterator[Server]:
    """Run FastAPI with a constant, by the same server and protocol."""
    server = Server([sys.executable, "-m", "lab.serving.constant"], {}, processor, "/ready")
    try:
        yield server
    finally:
        server.stop()


def _wait_until_ready(url: str) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last:
        try:
            urllib.request.urlopen(url, timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{url} was not ready within {START_SECONDS:.0f} s")


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


def _processor_seconds(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def _memory(process: int) -> tuple[float, float]:
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0, 0.0
    kilobytes = {name: int(re.search(rf"{name}:\s+(\d+)", text)[1]) for name in ("RssAnon", "RssFile")}
    return kilobytes["RssAnon"] / 1000, kilobytes["RssFile"] / 1000


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
