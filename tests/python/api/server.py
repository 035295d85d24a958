"""`helix serve` as a process of its own, and copies of the published demo shop for it to read."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime

from python_ml.publishing import new_build
from tests.python.api.built import built

PATIENCE_SECONDS = 300


class Server:
    """A running `helix serve`, told more by an environment of its own; `key` is sent with every question."""

    def __init__(self, folder, published, *arguments, environment=None, key=None):
        self.key = key
        self.log = folder / "server.log"
        own = {
            "HELIX_PUBLISHED": str(published),
            "HELIX_JOURNAL": str(folder / "journal.sqlite"),
            "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    "from helix.cli import main; main()",
                    "serve",
                    "--port",
                    "0",
                    *arguments,
                ],
                stderr=log,
                stdout=log,
                env=os.environ | own | (environment or {}),
            )
        self.port = int(self.awaited(r"listening on http://127\.0\.0\.1:(\d+)"))

    def awaited(self, pattern, times=1):
        """What the log says, once it has said so often enough."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            found = re.findall(pattern, self.log.read_text())
            if len(found) >= times:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"the server never said {pattern!r}: {self.log.read_text()}")

    def ask(self, path, body=None):
        """The answer to a request, as JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            return json.load(response)

    def end(self):
        """End it at once, if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        """Stop it gracefully; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


def copied(published):
    """Publish a copy of the demo's build, and return its id."""
    with new_build(published, datetime.now(UTC)) as folder:
        shutil.copytree(built(), folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return (published / "current").resolve().name
