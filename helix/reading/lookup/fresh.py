"""Answers computed after a build, for as long as it is the one that answers: on one machine, or shared by several."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from helix.reading.lookup.answers import CustomerAnswer
from python_ml.problems import BadInput, Busy, Problem
from python_ml.publishing.disk import FILE_MODE, disk_problem

# A request that began with the build before the current one still reads its answers.
BUILDS_KEPT = 2
# How long to wait for another process that writes.
PATIENCE_SECONDS = 5.0
# In the folder of the builds, what a server keeps.
SERVING = "serving"
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


def default_answers(published: Path) -> Path:
    """Return where fresh answers beside the builds of a folder lie if nobody says otherwise."""
    return published / SERVING / "fresh.sqlite"


class Answers(Protocol):
    """Keeps answers by build and customer; several processes may share a place."""

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """Return the answer to a customer beside a build; ``None`` if nothing was computed after it."""

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep the answers to customers, by id, beside a build; those beside long-gone builds are let go of."""

    def forget(self, customer_id: str) -> None:
        """Remove all answers to a customer."""

    def close(self) -> None:
        """Let go of the place."""


def open_answers(place: str | Path) -> Answers:
    """Open the place where fresh answers are kept, and make it if it is not there.

    Parameters
    ----------
    place
        Path of an SQLite file, or URL of a Redis such as ``redis://localhost:6379/0`` or ``unix:///run/redis.sock``.

    Raises
    ------
    BadInput
        If the URL is none of Redis.
    Busy
        If Redis does not answer, or another process holds the file for long.
    Problem
        If the file can't be written.
    """
    place = str(place)
    if place.startswith(REDIS_SCHEMES):
        from helix.reading.lookup.redis import RedisAnswers

        return RedisAnswers(place)
    if "://" in place:
        raise BadInput(
            f"{place.partition('://')[0]}:// is no place for answers",
            "name a file such as fresh.sqlite, or a redis:// URL",
        )
    return SqliteAnswers(Path(place))


TABLE = """
    create table if not exists answers (
        customer_id text not null,
        build text not null,
        answer blob not null,
        primary key (customer_id, build)
    ) strict, without rowid
"""
KEPT_BUILDS = f"select distinct build from answers order by build desc limit {BUILDS_KEPT}"


class SqliteAnswers:
    """Answers in an SQLite file, for the processes of one machine.

    Parameters
    ----------
    path
        The file; made if it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._reported():
            # For its owner and group alone, as all that is about customers.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
            self._connection = sqlite3.connect(
                path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("pragma journal_mode = wal")
            # What is forgotten is overwritten.
            self._connection.execute("pragma secure_delete = on")
            self._connection.execute(TABLE)

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """Return the answer to a customer beside a build; ``None`` if nothing was computed after it."""
        with self._reported():
            found = self._connection.execute(
                "select answer from answers where customer_id = ? and build = ?", (customer_id, build)
            ).fetchone()
        return None if found is None else CustomerAnswer.decode(found[0])

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep answers, all or none, and remove those beside builds older than the last two."""
        rows = [(customer_id, build, answer.encode()) for customer_id, answer in answers.items()]
        with self._reported(), self._transaction():
            self._connection.executemany("insert or replace into answers values (?, ?, ?)", rows)
            self._connection.execute(f"delete from answers where build not in ({KEPT_BUILDS})")

    def forget(self, customer_id: str) -> None:
        """Remove all answers to a customer."""
        with self._reported(), self._transaction():
            self._connection.execute("delete from answers where customer_id = ?", (customer_id,))
        with self._reported():
            # The log still has them until it is cut; with others reading, it is cut when they write next.
            self._connection.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Raise what may go wrong with a file as a problem."""
        try:
            yield
        except OSError as error:
            raise disk_problem(error, self._path) from error
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Busy(f"another process holds {self._path}") from error
            raise Problem(f"{self._path} can't be used: {error}", "free space, or remove it") from error
        except sqlite3.DatabaseError as error:
            raise Problem(f"{self._path} can't be read: {error}", "remove it: it is filled again") from error
