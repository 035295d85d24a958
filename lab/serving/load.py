"""Asks a server over HTTP and measures each answer: at a fixed rate, or as fast as it answers.

A client of its own, on plain sockets: one that takes more of a processor than the server would measure itself.
At a fixed rate (an open loop) a request counts from the moment that it was due: a server that stalls is charged for
all that had to wait, and not for one request alone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LENGTH = b"content-length: "
CONNECTIONS = 32

Ask = Callable[[], bytes]
Check = Callable[[bytes], bool]


@dataclass
class Outcome:
    """What came of a run.

    Attributes
    ----------
    seconds
        How long it took.
    latencies
        Of each answer, in seconds.
    errors
        Answers other than 2xx, and connections that broke.
    wrong
        Answers that the check refused.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    wrong: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """The latency that a share of answers kept; infinite if there were none."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")

    def __str__(self) -> str:
        return (
            f"{self.rate:,.0f} a second: p50 {self.milliseconds(0.5):.2f} ms, p99 {self.milliseconds(0.99):.2f} ms, "
            f"{self.errors} errors, {self.wrong} wrong, of {len(self.latencies):,}"
        )


def post(path: str, body: bytes) -> bytes:
    """Return a whole request.

    Examples
    --------
    >>> post("/x", b"{}").splitlines()[0]
    b'POST /x HTTP/1.1'
    """
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run_load(
    port: int,
    ask: Ask,
    seconds: float,
    rate: float | None = None,
    check: Check = bool,
    connections: int = CONNECTIONS,
) -> Outcome:
    """Ask for some time.

    Parameters
    ----------
    port
        Of the server, on this machine.
    ask
        Returns the next request.
    seconds
        How long.
    rate
        Requests a second; ``None`` for as many as get answered one after the other on all connections.
    check
        Tells whether the body of an answer is right.
    connections
        How many are open.
    """
    return asyncio.run(_run(port, ask, seconds, rate, check, connections))


async def _run(
    port: int, ask: Ask, seconds: float, rate: float | None, check: Check, connections: int
) -> Outcome:
    outcome, begun = Outcome(), time.perf_counter()
    due = iter(_moments(begun, seconds, rate))
    await asyncio.gather(*(_client(port, ask, due, check, outcome) for _ in range(connections)))
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _moments(begun: float, seconds: float, rate: float | None) -> Iterator[float]:
    """When each request is due; all clients take from the same moments."""
    if rate is not None:
        for number in range(int(seconds * rate)):
            yield begun + number / rate
        return
    while (now := time.perf_counter()) < begun + seconds:
        yield now


async def _client(port: int, ask: Ask, due: Iterator[float], check: Check, outcome: Outcome) -> None:
    """Ask on one connection, and on another when it breaks."""
    streams = None
    for moment in due:
        if (wait := moment - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        try:
            streams = streams or await asyncio.open_connection("127.0.0.1", port)
            status, body = await _answer(*streams, ask())
        except (OSError, asyncio.IncompleteReadError):
            outcome.errors += 1
            streams = None
            await asyncio.sleep(0.01)
            continue
        outcome.latencies.append(time.perf_counter() - moment)
        outcome.errors += not 200 <= status < 300
        outcome.wrong += not check(body)
    if streams is not None:
        streams[1].close()


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    start = head.index(LENGTH) + len(LENGTH)
    body = await reader.readexactly(int(head[start : head.index(b"\r", start)]))
    return int(head[9:12]), body
