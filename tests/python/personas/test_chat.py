import socket
import threading
import time

import pytest

from helix.personas import Chat, Model, ReplyCache
from helix.personas.cache import cache_key
from helix.personas.chat import MOST_BYTES, REJECTED, SERVER_ERROR, TIMEOUT, TOO_MANY, UNREACHABLE, Prompt
from helix.personas.patience import LONGEST_WAIT
from helix.personas.replies import ANSWERED, CUT_OFF, HALF, REFUSED
from python_ml.problems import BadInput
from tests.python.personas.stub import breaks_off, fails, half_json, hangs, says

HELLO = Prompt("Hello", 1)


def kinds(replies):
    return [reply.kind for reply in replies]


def test_an_answer_comes_with_its_tokens_and_what_they_cost(chat):
    client, stub = chat(says("Hi"), prompt_price=2.0, completion_price=10.0)
    (reply,) = client.ask_all([HELLO])
    assert (reply.kind, reply.text) == (ANSWERED, "Hi")
    assert (client.usage.prompt_tokens, client.usage.completion_tokens) == (100, 10)
    assert client.usage.cost(client.model) == pytest.approx(300e-6)
    asked = stub.requests[0]
    assert (asked["model"], asked["temperature"], asked["seed"]) == ("llama3", 0.7, 1)


def test_replies_are_in_the_order_of_the_prompts(chat):
    client, _ = chat(
        lambda handler, request: says(request["messages"][0]["content"])(handler, request), workers=8
    )
    prompts = [Prompt(f"prompt {number}", number) for number in range(40)]
    assert [reply.text for reply in client.ask_all(prompts)] == [prompt.text for prompt in prompts]


@pytest.mark.parametrize(
    ("behaviour", "kind", "requests"),
    [
        (fails(429), TOO_MANY, 4),
        (fails(500), SERVER_ERROR, 4),
        (fails(503), SERVER_ERROR, 4),
        (breaks_off, HALF, 4),
        (half_json, HALF, 4),
        (says(None), HALF, 4),
        (fails(404), REJECTED, 1),
        (fails(302, Location="http://127.0.0.1:9/elsewhere"), REJECTED, 1),
        (says(None, refusal="No."), REFUSED, 1),
        (says("", finish_reason="content_filter"), REFUSED, 1),
        (says("half a", finish_reason="length"), CUT_OFF, 1),
    ],
)
def test_a_failure_has_its_kind_and_is_tried_again_if_that_may_help(chat, behaviour, kind, requests):
    client, stub = chat(behaviour)
    assert kinds(client.ask_all([HELLO])) == [kind]
    assert len(stub.requests) == requests
    assert client.usage.replies == {kind: 1}


def test_a_failure_that_passes_is_no_failure(chat, waits):
    client, stub = chat(says("Hi"), fails(500), half_json)
    assert kinds(client.ask_all([HELLO])) == [ANSWERED]
    assert (len(stub.requests), waits) == (3, [0.5, 1.0])


def test_a_server_is_left_alone_for_as_long_as_it_asks(chat, waits):
    client, _ = chat(
        says("Hi"), fails(429, Retry_After="7"), fails(503, Retry_After="100000"), fails(429, Retry_After="?")
    )
    assert kinds(client.ask_all([HELLO])) == [ANSWERED]
    assert waits == [7.0, LONGEST_WAIT, 2.0]


def test_a_server_that_hangs_is_given_up(chat):
    never = threading.Event()
    client, stub = chat(hangs(never), timeout=0.05, attempts=2)
    assert kinds(client.ask_all([HELLO])) == [TIMEOUT]
    never.set()
    assert len(stub.requests) == 2


def test_an_answer_that_trickles_in_for_ever_is_given_up(chat):
    def trickle(handler, _):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            time.sleep(0.02)
        handler.close_connection = True

    client, _ = chat(trickle, timeout=0.2, attempts=1)
    assert kinds(client.ask_all([HELLO])) == [TIMEOUT]


def test_an_answer_without_an_end_is_none(chat):
    client, _ = chat(lambda handler, _: handler.send(200, b" " * (MOST_BYTES + 1)), attempts=1)
    assert kinds(client.ask_all([HELLO])) == [HALF]


def test_no_server_is_no_crash(tmp_path, waits):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Chat(Model(f"http://127.0.0.1:{port}/v1"), ReplyCache(tmp_path), waits.append) as client:
        assert kinds(client.ask_all([HELLO, Prompt("Again", 2)])) == [UNREACHABLE] * 2
    assert sorted(waits) == [0.5, 0.5, 1.0, 1.0, 2.0, 2.0]


def test_an_answer_is_asked_for_once(chat):
    client, stub = chat(says("Hi"))
    first = client.ask_all([HELLO])
    assert client.ask_all([HELLO]) == first
    assert len(stub.requests) == 1
    client.ask_all([Prompt("Hello", 2)])
    assert len(stub.requests) == 2


def test_a_failure_is_not_kept(chat):
    client, _ = chat(says("Hi"), fails(500), attempts=1)
    assert kinds(client.ask_all([HELLO])) == [SERVER_ERROR]
    assert kinds(client.ask_all([HELLO])) == [ANSWERED]


def test_a_damaged_reply_of_the_cache_is_asked_for_again(chat, tmp_path):
    client, stub = chat(says("Hi"))
    client.ask_all([HELLO])
    (kept,) = (tmp_path / "cache").rglob("*.json")
    kept.write_text('{"kind": "answ')
    assert kinds(client.ask_all([HELLO])) == [ANSWERED]
    assert len(stub.requests) == 2


def test_all_that_an_answer_depends_on_is_in_its_key():
    keys = {
        cache_key("llama3", 0.7, 1, "Hello"),
        cache_key("llama4", 0.7, 1, "Hello"),
        cache_key("llama3", 0.8, 1, "Hello"),
        cache_key("llama3", 0.7, 2, "Hello"),
        cache_key("llama3", 0.7, 1, "Hullo"),
    }
    assert len(keys) == 5
    assert all(len(key) == 64 for key in keys)


def test_the_key_of_the_server_is_sent_and_never_told(chat, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv("MY_KEY", "s3cret-of-mine")
    caplog.set_level("DEBUG")
    client, stub = chat(says("Hi"), fails(500), key_variable="MY_KEY")
    client.ask_all([HELLO])
    assert stub.headers[0]["Authorization"] == "Bearer s3cret-of-mine"
    assert "s3cret-of-mine" not in caplog.text + repr(client.model)
    assert all("s3cret-of-mine" not in path.read_text() for path in (tmp_path / "cache").rglob("*.json"))


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadInput, match="http"):
        Chat(Model("ftp://example.org"), ReplyCache(tmp_path))
