"""A Redis server of a test run's own."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis


@contextmanager
def running_redis() -> Iterator[str]:
    """A server that keeps nothing, by the URL of its socket; stopped afterwards."""
    command = shutil.which("redis-server")
    if command is None:
        pytest.skip("no Redis is installed: bash tests/services.sh installs Debian's")
    # Not among pytest's folders: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="helix-redis-"))
    socket = folder / "redis.sock"
    server = subprocess.Popen(
        [command, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(socket)
        yield f"unix://{socket}"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def _wait_until_ready(socket: Path) -> None:
    client = redis.Redis(unix_socket_path=str(socket))
    for _ in range(600):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("redis-server did not answer within a minute")
