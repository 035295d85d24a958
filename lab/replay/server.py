"""A server of a published build in a process of its own, and what is asked of it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_ml.problems import Problem

SECONDS_TO_WAIT = 600
HELIX = (sys.executable, "-c", "from helix.cli import main; main()")


@dataclass(frozen=True)
class Server:
    """What a shop asks of `helix serve`.

    Attributes
    ----------
    url
        Where it listens.
    """

    url: str

    def recommendations(self, customer: str, moment: str, count: int) -> list[str]:
        """The first articles of a customer's list as it is now, best first.

        The list is as long as those of the build: a shorter one would be varied for its own places.
        """
        question = {"customer_id": customer, "context": {"moment": moment}}
        answer = self._send("/recommendations", question)
        return [offer["article_id"] for offer in answer["recommendations"]][:count]

    def feedback(self, events: Sequence[dict[str, Any]]) -> None:
        """Say what happened; when this returns it is stored."""
        self._send("/feedback", list(events))

    def wait_until_learned(self) -> None:
        """Wait until lists know all events so far.

        Raises
        ------
        Problem
            If that takes too long.
        """
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while self._send("/model/status")["events_waiting"]:
            if time.monotonic() > deadline:
                raise Problem(
                    f"lists still lack events after {SECONDS_TO_WAIT} seconds", "look at the server's log"
                )
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            self._send("/ready")
        except urllib.error.URLError:
            return False
        return True

    def _send(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, headers={"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)


@contextmanager
def serving(database: Path, published: Path, log: Path) -> Iterator[Server]:
    """Serve what is published for the length of a block; the journal lies beside the log.

    Raises
    ------
    Problem
        If the server ends before it is ready.
    """
    port = _free_port()
    environment = os.environ | {"HELIX_DB": str(database), "HELIX_PUBLISHED": str(published)}
    words = ["serve", "--port", str(port), "--journal", str(log.with_name("journal.sqlite"))]
    with log.open("w") as output:
        process = subprocess.Popen([*HELIX, *words], env=environment, stdout=output, stderr=output)
        try:
            server = Server(f"http://127.0.0.1:{port}")
            while not server.is_ready():
                if process.poll() is not None:
                    raise Problem(f"the server ended before it was ready: {log.read_text().strip()}")
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
