"""A Prometheus server of a test run's own."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.python.services.ports import free_port


class Prometheus:
    """A running server.

    Attributes
    ----------
    url : str
        Where it answers, on the loopback.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, **parameters: str) -> dict:
        """The data of an answer of its HTTP API."""
        address = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=60) as response:
            return json.load(response)["data"]

    def query(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """The labels and the value of each series of an expression, as of now."""
        found = self.ask("query", query=expression)["result"]
        return [(series["metric"], float(series["value"][1])) for series in found]


@contextmanager
def running_prometheus(settings: Path) -> Iterator[Prometheus]:
    """A server with these settings, which keeps what it scrapes beside them; stopped afterwards."""
    command = shutil.which("prometheus")
    if command is None:
        pytest.skip("no Prometheus is installed: bash tests/services.sh installs Debian's")
    address, log = f"127.0.0.1:{free_port()}", settings.with_name("prometheus.log")
    data = settings.with_name("data")
    options = [f"--config.file={settings}", f"--storage.tsdb.path={data}", f"--web.listen-address={address}"]
    with log.open("w") as written:
        server = subprocess.Popen([command, *options], stdout=written, stderr=written)
    try:
        _wait_until_ready(f"http://{address}/-/ready", server, log)
        yield Prometheus(f"http://{address}")
    finally:
        server.terminate()
        server.wait()


def _wait_until_ready(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=60).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"prometheus did not start: {log.read_text()}")
