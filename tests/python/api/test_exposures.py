import asyncio
from concurrent.futures import Future
from datetime import UTC, datetime

import helix.api.exposures
from helix.api import metrics
from helix.api.exposures import ExposureLog
from helix.journal import ShownList
from python_ml.problems import NoRoom

AT = datetime(2026, 1, 2, tzinfo=UTC)


def shown(*articles):
    return ShownList(event_id=articles[0], occurred_at=AT, customer_id="c", articles=articles)


class Disk:
    """A journal that stores when it is told to."""

    def __init__(self):
        self.submitted, self.futures = [], []

    def submit(self, events):
        self.submitted.append(list(events))
        self.futures.append(Future())
        return self.futures[-1]


def lost():
    return metrics.EXPOSURES_LOST._value.get()


def test_answers_of_one_moment_are_stored_together():
    disk = Disk()

    async def answer():
        log = ExposureLog(disk)
        log.add(shown("a", "b"))
        log.add(shown("c"))
        assert disk.submitted == []
        await asyncio.sleep(5 * helix.api.exposures.GATHER_SECONDS)
        log.add(shown("d"))
        await asyncio.sleep(5 * helix.api.exposures.GATHER_SECONDS)

    asyncio.run(answer())
    assert disk.submitted == [[shown("a", "b"), shown("c")], [shown("d")]]


def test_what_the_journal_refuses_is_counted_as_lost(caplog):
    disk, before = Disk(), lost()

    async def answer():
        log = ExposureLog(disk)
        log.add(shown("a", "b"))
        log._submit()
        disk.futures[0].set_exception(NoRoom("the disk is full"))
        log.flush()

    asyncio.run(answer())
    assert lost() == before + 2
    assert "did not take what was shown (no_room)" in caplog.text


def test_what_waits_for_the_disk_is_bounded():
    disk, before = Disk(), lost()

    async def answer():
        log = ExposureLog(disk, most_waiting=3)
        log.add(shown("a", "b"))
        log._submit()
        log.add(shown("c"))
        log.add(shown("d", "e"))
        assert lost() == before + 2
        disk.futures[0].set_result(2)
        log.add(shown("f"))

    asyncio.run(answer())
    assert lost() == before + 2
