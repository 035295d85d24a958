"""Answers in Redis, which several machines share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import redis

from helix.reading.lookup.answers import CustomerAnswer
from python_ml.problems import Busy

# A build that is read for longer than this is no more than its batch: Redis holds all in memory.
KEPT_SECONDS = 14 * 24 * 3600
# A server that answers later is none that a request may wait for.
PATIENCE_SECONDS = 1.0


class RedisAnswers:
    """Answers in Redis: a hash a customer, with a field a build.

    Parameters
    ----------
    url
        Such as ``redis://localhost:6379/0``.

    Raises
    ------
    Busy
        If the server does not answer; so does every method.
    """

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
        )
        with _reported():
            self._client.ping()

    def customer(self, build: str, customer_id: str) -> CustomerAnswer | None:
        """Return the answer to a customer beside a build; ``None`` if nothing was computed after it."""
        with _reported():
            found = self._client.hget(_key(customer_id), build)
        return None if found is None else CustomerAnswer.decode(found)

    def put_many(self, build: str, answers: Mapping[str, CustomerAnswer]) -> None:
        """Keep answers, all or none, each for two weeks."""
        with _reported(), self._client.pipeline(transaction=True) as pipeline:
            for customer_id, answer in answers.items():
                pipeline.hset(_key(customer_id), build, answer.encode())
                pipeline.expire(_key(customer_id), KEPT_SECONDS)
            pipeline.execute()

    def forget(self, customer_id: str) -> None:
        """Remove all answers to a customer."""
        with _reported():
            self._client.delete(_key(customer_id))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _key(customer_id: str) -> str:
    return f"helix:answers:{customer_id}"


@contextmanager
def _reported() -> Iterator[None]:
    """Raise what may go wrong with a server as a problem; where it is may hold a password, and is not said."""
    try:
        yield
    except redis.RedisError as error:
        raise Busy(
            f"the Redis that keeps fresh answers can't be used: {type(error).__name__}",
            "check that it runs and has memory left",
        ) from error
