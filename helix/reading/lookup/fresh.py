"""Answers fresher than the build: computed after an event, kept for whichever process is asked next."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import local
from typing import Protocol

from helix.reading.lookup.answers import CustomerAnswer, decoded, encoded
from python_ml.problems import Problem

SECONDS_TO_WAIT = 5
DAYS_KEPT = 7
REDIS = ("redis://", "rediss://", "unix://")


class Answers(Protocol):
    """Answers by build and customer. Losing them loses nothing: they follow from the journal."""

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """The answer of a customer that follows from a build; None if nothing happened since."""

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep answers that follow from a build, by customer."""

    def keep_only(self, build: str) -> None:
        """Forget the answers of all other builds."""

    def forget(self, customer_id: str) -> None:
        """Forget a customer."""

    def close(self) -> None:
        """Let go of the place."""


class SqliteAnswers:
    """Answers in a file, for the processes of one machine; each thread has a connection of its own.

    Nothing waits for the disk: after a crash answers are computed again.

    Raises
    ------
    Problem
        If the file can't be opened.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._threads = local()
        try:
            with closing(self._opened()) as connection, connection:
                connection.execute("pragma journal_mode = wal")
                connection.execute(
                    """
                    create table if not exists fresh_answers (
                        customer_id text, build text, answer blob, primary key (customer_id, build)
                    ) without rowid
                    """
                )
        except sqlite3.Error as error:
            raise Problem(
                f"fresh answers can't be kept in {file}: {error}", "let it lie elsewhere"
            ) from error

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """The answer of a customer that follows from a build; None if nothing happened since."""
        found = self._connection.execute(
            "select answer from fresh_answers where customer_id = ? and build = ?", [customer_id, build]
        ).fetchone()
        return None if found is None else decoded(found[0])

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep answers that follow from a build, by customer."""
        rows = [(customer_id, build, encoded(answer)) for customer_id, answer in answers.items()]
        with self._connection as connection:
            connection.executemany("insert or replace into fresh_answers values (?, ?, ?)", rows)

    def keep_only(self, build: str) -> None:
        """Forget the answers of all other builds."""
        with self._connection as connection:
            connection.execute("delete from fresh_answers where build <> ?", [build])

    def forget(self, customer_id: str) -> None:
        """Forget a customer."""
        with self._connection as connection:
            connection.execute("delete from fresh_answers where customer_id = ?", [customer_id])

    def close(self) -> None:
        """Let go of this thread's connection; those of others end with them."""
        if connection := getattr(self._threads, "connection", None):
            connection.close()
            del self._threads.connection

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._threads, "connection"):
            self._threads.connection = self._opened()
        return self._threads.connection

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=SECONDS_TO_WAIT)
        connection.execute("pragma synchronous = off")
        connection.execute("pragma secure_delete = on")
        return connection


class RedisAnswers:
    """Answers in Redis, for several machines; each is forgotten after a week.

    Raises
    ------
    Problem
        If there is no Redis.
    """

    def __init__(self, url: str) -> None:
        import redis  # Of the extra `api`.

        self._redis = redis.Redis.from_url(
            url, socket_timeout=SECONDS_TO_WAIT, socket_connect_timeout=SECONDS_TO_WAIT
        )
        try:
            self._redis.ping()
        except redis.RedisError as error:
            raise Problem(
                f"there is no Redis to keep fresh answers in: {type(error).__name__}",
                "start it, or name another place",
            ) from error

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """The answer of a customer that follows from a build; None if nothing happened since."""
        found = self._redis.hget(_key(customer_id), build)
        return None if found is None else decoded(found)

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep answers that follow from a build, by customer; those of other builds go."""
        pipeline = self._redis.pipeline(transaction=True)
        for customer_id, answer in answers.items():
            pipeline.delete(_key(customer_id))
            pipeline.hset(_key(customer_id), build, encoded(answer))
            pipeline.expire(_key(customer_id), DAYS_KEPT * 86_400)
        pipeline.execute()

    def keep_only(self, build: str) -> None:
        """Do nothing: an answer of another build is never given, and goes by itself."""

    def forget(self, customer_id: str) -> None:
        """Forget a customer."""
        self._redis.delete(_key(customer_id))

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()


def open_answers(place: str) -> Answers:
    """Open the place of fresh answers.

    Parameters
    ----------
    place
        The path of a file, or the URL of a Redis: `redis://`, `rediss://` or `unix://`.

    Raises
    ------
    Problem
        If it can't be opened.
    """
    return RedisAnswers(place) if place.startswith(REDIS) else SqliteAnswers(Path(place))


def _key(customer_id: str) -> bytes:
    return b"helix:fresh:" + customer_id.encode(errors="surrogatepass")
