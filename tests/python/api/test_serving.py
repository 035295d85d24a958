"""`helix serve` as a process of its own, on the published demo shop."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from contextlib import closing

import pytest

from tests.python.api.built import built
from tests.python.api.server import PATIENCE_SECONDS, Server, copied

pytestmark = pytest.mark.skipif(built() is None, reason="HELIX_DB names no shop that is published")


@pytest.fixture
def published(tmp_path):
    return tmp_path / "published"


@pytest.fixture
def start(tmp_path, published):
    """Return a function that starts a server; what still runs at the end is ended."""
    servers = []

    def run(*arguments):
        servers.append(Server(tmp_path, published, *arguments))
        return servers[-1]

    yield run
    for server in servers:
        server.end()


class Load:
    """Requests from a thread of its own, until the block ends."""

    def __init__(self, server):
        self._server = server
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answers, self.failures = [], []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        self._thread.join()

    def _ask(self):
        while not self._is_over.is_set():
            try:
                self.answers.append(self._server.ask("/recommendations", {"customer_id": "C0000123"}))
            except OSError as error:
                self.failures.append(error)


def test_a_new_build_takes_over_under_load_without_a_failure(start, published):
    first = copied(published)
    server = start("--workers", "2")
    server.awaited(rf"build {first} answers", times=2)
    with Load(server) as load:
        second = copied(published)
        server.awaited(rf"build {second} answers", times=2)
        assert server.ask("/ready")["build"] == second
    assert load.failures == []
    assert {answer["build"] for answer in load.answers} <= {first, second}
    assert server.ask("/recommendations", {})["build"] == second
    assert server.stop() == 0


def test_a_killed_worker_is_replaced_and_what_was_acknowledged_is_kept(start, published):
    copied(published)
    server = start("--workers", "2")
    server.awaited(r"build \S+ answers", times=2)
    event = {
        "customer_id": "anna",
        "article_id": "a",
        "kind": "viewed",
        "occurred_at": "2026-01-01T10:00:00Z",
    }
    sent = [event | {"event_id": str(number)} for number in range(100)]
    assert server.ask("/feedback", sent)["new"] == 100
    worker = int(re.findall(r" (\d+) build \S+ answers", server.log.read_text())[0])
    os.kill(worker, signal.SIGKILL)
    server.awaited(r"was ended by SIGKILL")
    server.awaited(r"build \S+ answers", times=3)
    assert server.ask("/feedback", sent) == {"received": 100, "new": 0}
    assert server.stop() == 0


def test_a_purchase_changes_the_next_list(start, published):
    copied(published)
    server = start("--workers", "2")
    server.awaited(r"live answers follow build")
    before = server.ask("/recommendations", {"customer_id": "C0000123"})
    bought = before["recommendations"][0]["article_id"]
    event = {
        "event_id": "1",
        "customer_id": "C0000123",
        "article_id": bought,
        "kind": "bought",
        "occurred_at": f"{before['as_of']}T12:00:00Z",
    }
    server.ask("/feedback", event)
    server.awaited(r"computed 1 customers")
    after = server.ask("/recommendations", {"customer_id": "C0000123"})
    assert (before["basis"], after["basis"]) == ("build", "live")
    # It has answered for less than an hour, and not since 1970.
    assert server.ask("/model/status")["answers_a_day"] is None
    assert after["as_of"] > before["as_of"]
    reasons = {each["article_id"]: each["reason"] for each in after["recommendations"]}
    assert reasons[bought].startswith("You bought this")
    assert reasons[bought].endswith("yesterday")


def test_workers_end_with_a_killed_server_and_leave_the_port(start, published):
    copied(published)
    server = start()
    server.awaited(r"build \S+ answers")
    server.process.kill()
    server.process.wait()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", server.port)):
                break
        time.sleep(0.05)
    again = start("--port", str(server.port))
    again.awaited(r"build \S+ answers")
    assert again.ask("/health") == {"status": "ok"}


def test_a_stop_lets_a_request_end(start, published):
    copied(published)
    server = start()
    server.awaited(r"build \S+ answers")
    body = b'{"count": 1}'
    with closing(socket.create_connection(("127.0.0.1", server.port))) as slow:
        slow.sendall(
            b"POST /recommendations HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n" % len(body)
        )
        assert server.ask("/health") == {"status": "ok"}
        server.process.send_signal(signal.SIGTERM)
        slow.sendall(body)
        slow.settimeout(PATIENCE_SECONDS)
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
    assert server.process.wait(PATIENCE_SECONDS) == 0


def test_a_client_that_sends_too_slowly_is_hung_up_on(start, published):
    copied(published)
    server = start("--patience", "1")
    server.awaited(r"build \S+ answers")
    for beginning in (b"", b"POST /feedback HTTP/1.1\r\nhost: 127.0.0.1\r\n"):
        with closing(socket.create_connection(("127.0.0.1", server.port))) as slow:
            slow.sendall(beginning)
            slow.settimeout(PATIENCE_SECONDS)
            assert slow.recv(100) == b""
    assert server.ask("/health") == {"status": "ok"}


def test_a_port_that_is_taken_is_said_in_a_sentence(start, published):
    copied(published)
    server = start()
    taken = subprocess.run(
        [sys.executable, "-c", "from helix.cli import main; main()", "serve", "--port", str(server.port)],
        capture_output=True,
        text=True,
        env=os.environ | {"HELIX_PUBLISHED": str(published)},
    )
    assert taken.returncode == 1
    assert f"can't listen on 127.0.0.1, port {server.port}" in taken.stderr


def test_the_log_names_no_customer(start, published):
    copied(published)
    server = start()
    server.awaited(r"build \S+ answers")
    assert server.ask("/customers/a%252Fb%20%E2%98%95")["customer_id"] == "a%2Fb ☕"
    server.ask("/customers/C0000123")
    with pytest.raises(urllib.error.HTTPError):
        server.ask("/feedback", {"customer_id": "C0000123"})
    server.stop()
    assert "C0000123" not in server.log.read_text()
