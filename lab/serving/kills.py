"""A server killed at random moments while it is told of purchases: what it acknowledged must be there, once."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from lab.serving.load import post, run_load
from lab.serving.server import Server, start_helix

LONGEST_LIFE = 3.0
RATE = 200.0


@dataclass
class Survived:
    """What came of kills.

    Attributes
    ----------
    kills
        How many.
    acknowledged
        Events that the server said it had stored.
    lost, doubled
        Of these, how many the journal lacks, and how many events it holds twice.
    seconds_to_ready
        Of each start after a kill.
    """

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: int = 0
    doubled: int = 0
    seconds_to_ready: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: of {len(self.acknowledged):,} acknowledged events {self.lost} lost, "
            f"{self.doubled} twice; ready again within {max(self.seconds_to_ready):.1f} s"
        )


def measure_kills(published: Path, state: Path, ids: list[str], kills: int) -> Survived:
    """Kill a server and all its processes at random moments, each time under load.

    Parameters
    ----------
    published
        The folder of published builds.
    state
        A new folder, with the journal that outlives the server.
    ids
        Customers.
    kills
        How many times.
    """
    survived, draw = Survived(), Random(0)
    for run in range(kills):
        server = start_helix(published, state)
        survived.seconds_to_ready.append(server.seconds_to_ready)
        acknowledged = _tell_until_killed(server, f"run-{run}", ids, draw.uniform(0.05, LONGEST_LIFE))
        survived.acknowledged |= acknowledged
        survived.kills += 1
    stored = _stored(state / "journal.sqlite")
    survived.lost = len(survived.acknowledged - set(stored))
    survived.doubled = len(stored) - len(set(stored))
    return survived


def _tell_until_killed(server: Server, run: str, ids: list[str], life: float) -> set[str]:
    """Tell of purchases, and kill the server in between; return what it acknowledged."""
    sent: list[str] = []
    acknowledged: set[str] = set()

    def ask() -> bytes:
        sent.append(f"{run}-{len(sent)}")
        event = {
            "event_id": sent[-1],
            "customer_id": ids[len(sent) % len(ids)],
            "article_id": "0000000001",
            "kind": "bought",
            "occurred_at": "2026-01-01T10:00:00Z",
        }
        return post("/feedback", json.dumps([event, event]).encode())

    def acknowledge(body: bytes) -> bool:
        # On one connection an answer is that of the latest question.
        if b'"received"' in body:
            acknowledged.add(sent[-1])
        return True

    killer = threading.Timer(life, server.kill)
    killer.start()
    run_load(server.port, ask, life + 0.5, RATE, acknowledge, connections=1)
    killer.join()
    return acknowledged


def _stored(journal: Path) -> list[str]:
    with closing(sqlite3.connect(journal)) as connection:
        rows = connection.execute("select event_id from journal_events where kind = 'response'").fetchall()
    return [event_id for (event_id,) in rows]
