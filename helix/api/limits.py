"""What is refused before anybody reads it: long bodies, clients that ask too often, and pages of other sites."""

from __future__ import annotations

import time
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helix.api.problems import TooLarge, TooMany, problem_response
from helix.api.settings import is_loopback
from python_ml.problems import BadInput

# Clients remembered at once: beyond, those that have asked least lately are forgotten.
MOST_CLIENTS = 10_000
# A client that was quiet may send as much at once as in so many seconds.
BURST_SECONDS = 2
CLOSE = {"connection": "close"}


class BodyLimit:
    """Refuses a body that is longer than ``most_bytes``: by its announced length before a byte of it is read."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _announced_bytes(scope) > self.most_bytes:
            await problem_response(self._problem(), CLOSE)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            # What reads a body takes this for its end, and no more is kept in memory.
            return {"type": "http.disconnect"} if read > self.most_bytes else message

        has_begun = False

        async def kept(message: Message) -> None:
            nonlocal has_begun
            if read <= self.most_bytes:
                await send(message)
            elif not has_begun:
                has_begun = True
                await problem_response(self._problem(), CLOSE)(scope, receive, send)

        await self.app(scope, counted, kept)

    def _problem(self) -> TooLarge:
        return TooLarge(
            f"a body may have {self.most_bytes:,} bytes, and this one has more", "send less at once"
        )


def _announced_bytes(scope: Scope) -> int:
    """The length that a request announces; 0 if it announces none."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    # The parser before this has refused what is no number.
    return int(lengths[0]) if lengths else 0


class LoopbackOnly:
    """Refuses requests under another name than this machine's own.

    Where nobody needs a key, a web page could otherwise reach the server from its visitor's browser, under a name of
    the page's own that leads to the visitor's machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and not is_loopback(_host(scope)):
            problem = BadInput("without keys this server answers its own machine alone", "ask 127.0.0.1")
            await problem_response(problem, CLOSE)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _host(scope: Scope) -> str:
    """The name under which the server was asked, without its port."""
    name = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    return name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]


@dataclass(slots=True)
class _Bucket:
    """What a client may still ask now."""

    left: float
    filled_at: float


class RateLimit:
    """Refuses requests of a client that has asked more than ``rate`` times a second, each process for its share.

    A client is a key, or else an address.
    """

    def __init__(self, app: ASGIApp, rate: float) -> None:
        self.app = app
        self.rate = rate
        self._buckets: dict[object, _Bucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and self.rate and not self._admits(_client(scope)):
            problem = TooMany(f"more than {self.rate:g} requests a second came from you")
            await problem_response(problem, {"retry-after": "1"})(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _admits(self, client: object) -> bool:
        now, most = time.monotonic(), max(1.0, self.rate * BURST_SECONDS)
        bucket = self._buckets.pop(client, None) or _Bucket(most, now)
        bucket.left = min(most, bucket.left + (now - bucket.filled_at) * self.rate)
        bucket.filled_at = now
        # Put at the end: the first is the one that has been quiet longest.
        self._buckets[client] = bucket
        if len(self._buckets) > MOST_CLIENTS:
            del self._buckets[next(iter(self._buckets))]
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True


def _client(scope: Scope) -> object:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return hash(value)
    return scope["client"][0] if scope.get("client") else None
