"""A server that speaks OpenAI's protocol, and misbehaves as it is told to."""

import json
import re
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Answers to a prompt, each a body, or a function that uses the handler itself.
Behaviour = Callable[["Handler", dict], None]


@dataclass
class Stub:
    """Which behaviour comes next: each of `first` once, then `always`."""

    always: Behaviour
    first: list[Behaviour] = field(default_factory=list)
    requests: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_url: str = ""

    def next(self, request: dict, headers: dict) -> Behaviour:
        with self.lock:
            self.requests.append(request)
            self.headers.append(headers)
            return self.first.pop(0) if self.first else self.always

    @property
    def prompts(self) -> list[str]:
        return [request["messages"][0]["content"] for request in self.requests]


class Handler(BaseHTTPRequestHandler):
    stub: Stub

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.next(request, dict(self.headers))(self, request)

    def send(self, status: int, body: bytes, headers: dict | None = None, length: int | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving(always: Behaviour, *first: Behaviour):
    stub = Stub(always, list(first))
    handler = type("Stubbed", (Handler,), {"stub": stub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        stub.base_url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()


def completion(content: str | None, finish_reason: str = "stop", **message) -> bytes:
    return json.dumps(
        {
            "choices": [
                {"message": {"content": content, **message}, "finish_reason": finish_reason},
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10},
        }
    ).encode()


def says(content: str | None, **more) -> Behaviour:
    return lambda handler, _: handler.send(200, completion(content, **more))


def fails(status: int, **headers: str) -> Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.send(status, b"{}", named)


def breaks_off(handler: Handler, _: dict):
    """Promise more bytes than come."""
    body = completion("half")
    handler.send(200, body[:20], length=len(body))
    handler.close_connection = True


def half_json(handler: Handler, _: dict):
    handler.send(200, completion("half")[:30])


def hangs(event: threading.Event) -> Behaviour:
    def wait(handler: Handler, _: dict):
        event.wait(20)

    return wait


def chooses_first(handler: Handler, request: dict):
    """Buy what is first, like the first list and the first article: a model that goes by places alone."""
    prompt = request["messages"][0]["content"]
    answer = {"buy": [1], "better": 1} if "two lists" in prompt else {"more": 1}
    handler.send(200, completion(json.dumps(answer)))


def likes(word: str) -> Behaviour:
    """Buy what has a word in its name, and like the list with more of those."""

    def choose(handler: Handler, request: dict):
        prompt = request["messages"][0]["content"]
        offered = re.findall(r"^(\d+)\. (.*)$", prompt, re.MULTILINE)
        liked = [int(place) for place, name in offered if word in name]
        if "two lists" not in prompt:
            answer = {"more": liked[0] if liked else 1}
        else:
            in_second = len(re.findall(rf"^\d+\. .*{word}", prompt.partition("List 2:")[2], re.MULTILINE))
            in_first = len(liked) - in_second
            answer = {"buy": liked, "better": (in_second > in_first) + 1 if in_first != in_second else 0}
        handler.send(200, completion(json.dumps(answer)))

    return choose
