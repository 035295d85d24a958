"""Requests that nobody would think of, made from the page of the interface: none may end in a server error.

    python -m lab.fuzzing --requests 10000

It serves the published build on a free port with a journal of its own, and lets schemathesis ask all but
``POST /model/retrain``, which would start builds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

HELIX = "from helix.cli import main; main()"
# Of the operations, those with something to vary.
OPERATIONS = 4
SECONDS_TO_START = 60
LISTENING = re.compile(r"listening on (http://\S+),")
ANSWERS = re.compile(r"build \S+ answers")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the published build for as long as the block lasts, and yield its address.

    Parameters
    ----------
    folder
        Where the journal and the log go.
    """
    log = folder / "server.log"
    command = [sys.executable, "-c", HELIX, "serve", "--port", "0", "--rate", "0"]
    places = ["--journal", str(folder / "journal.sqlite"), "--fresh", str(folder / "fresh.sqlite")]
    with log.open("w") as output:
        server = subprocess.Popen([*command, *places], stdout=output, stderr=output)
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait()


def _address(server: subprocess.Popen, log: Path) -> str:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        said = log.read_text()
        if (found := LISTENING.search(said)) and ANSWERS.search(said):
            return found[1]
        time.sleep(0.1)
    raise SystemExit(f"the server does not answer:\n{log.read_text()}")


@click.command()
@click.option("--requests", type=click.IntRange(min=OPERATIONS), default=10_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Of what is asked.")
def main(requests: int, seed: int) -> None:
    """Ask so many requests, and end with exit code 1 if one of them ended in a server error."""
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as address:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--no-color"),
            *("--exclude-path", "/model/retrain", "--checks", "not_a_server_error", "--mode", "all"),
            *("--phases", "fuzzing", "--max-examples", str(-(-requests // OPERATIONS)), "--seed", str(seed)),
            *("--generation-database", "none", "--continue-on-failure"),
        ]
        # It writes what it keeps into the folder that it runs in.
        ended = subprocess.run(command, cwd=name, env=os.environ | {"NO_COLOR": "1"})
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main()
