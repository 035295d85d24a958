"""Alerts on the screen, as an exit code, and in a chat."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Chat(HTTPServer):
    """A chat on this machine: keeps what it is sent, and answers with a status."""

    def __init__(self, status):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.received = status, []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/services/secret"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.headers["Content-Type"], json.loads(text)))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def chat(request, monkeypatch):
    with Chat(getattr(request, "param", 200)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("HELIX_ALERT_URL", server.address)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def not_sent(helix):
    """Return a function that fails to send alerts, with the sentence that says why; they are printed nevertheless."""

    def run():
        result = helix("alerts", "--webhook")
        assert result.exit_code == 1
        assert result.stdout.startswith("error: new days")
        return result.stderr

    return run


def test_errors_come_first_each_with_what_to_do(answered, database):
    assert answered("alerts").splitlines() == [
        "error: new days: -3 days",
        "    see that the newest export is read",
        "warning: the hours of the orders have shifted",
        "    see that the clock is right",
    ]


def test_json_has_every_column(answered, database):
    answer = json.loads(answered("alerts", "--json"))
    assert answer["build"] is None
    assert answer["alerts"][0] == {
        "severity": "error",
        "subject": "data",
        "name": "new days",
        "sentence": "new days: -3 days",
        "what_to_do": "see that the newest export is read",
    }


def test_no_alerts_are_said_too(answered, change):
    change("delete from alerts")
    assert answered("alerts") == "No alerts.\n"


@pytest.mark.parametrize(
    ("left", "fail_on", "code"),
    [
        ("error", "error", 3),
        ("error", "warning", 3),
        ("warning", "error", 0),
        ("warning", "warning", 3),
        ("none", "warning", 0),
    ],
)
def test_the_exit_code_is_that_of_the_severity(helix, change, left, fail_on, code):
    change(f"delete from alerts where severity <> '{left}'")
    assert helix("alerts", "--fail-on", fail_on).exit_code == code


def test_a_chat_gets_them_in_the_shape_of_slack(helix, database, chat):
    result = helix("alerts", "--webhook")
    assert result.exit_code == 0
    ((kind, body),) = chat.received
    assert kind == "application/json"
    assert set(body) == {"text"}
    assert "error: new days: -3 days" in body["text"]
    assert "C00012" not in body["text"]
    assert "Sent: 2 alerts" in result.stderr


def test_what_a_chat_would_read_as_markup_is_escaped(helix, change, chat):
    change("update alerts set sentence = 'a <!channel> & b'")
    helix("alerts", "--webhook")
    assert "a &lt;!channel&gt; &amp; b" in chat.received[0][1]["text"]


def test_nothing_is_sent_where_all_is_well(helix, change, chat):
    change("delete from alerts")
    assert "Nothing to send." in helix("alerts", "--webhook").stderr
    assert chat.received == []


@pytest.mark.parametrize("chat", [500, 302], indirect=True)
def test_a_chat_that_refuses_is_a_problem_that_keeps_the_address_secret(not_sent, database, chat):
    sentence = not_sent()
    assert f"the webhook answered with {chat.status}" in sentence
    assert "secret" not in sentence
    assert len(chat.received) == 1, "no redirect is followed"


def test_a_chat_that_is_not_there(not_sent, database, monkeypatch):
    with Chat(200) as server:
        address = server.address
    monkeypatch.setenv("HELIX_ALERT_URL", address)
    assert "the webhook can't be reached" in not_sent()


@pytest.mark.parametrize(
    ("address", "words"), [(None, "HELIX_ALERT_URL is not set"), ("file:///etc/passwd", "none of http")]
)
def test_an_address_that_is_none(not_sent, database, monkeypatch, address, words):
    if address:
        monkeypatch.setenv("HELIX_ALERT_URL", address)
    else:
        monkeypatch.delenv("HELIX_ALERT_URL", raising=False)
    assert words in not_sent()
