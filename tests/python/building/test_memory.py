import multiprocessing
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from python_ml.building.memory import (
    MemorySampler,
    Reading,
    descendants,
    process_sampler,
    read_proc,
    read_rusage,
)

START = datetime(2024, 3, 1, 12)
MB = 1_000_000
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")


def at(seconds):
    return START + timedelta(seconds=seconds)


def sampled(readings, capacity=100):
    """Sampler that saw one reading a second, from START on."""
    remaining = iter(readings)
    sampler = MemorySampler(lambda: next(remaining), capacity=capacity)
    for second in range(len(readings)):
        sampler.sample(at(second))
    return sampler


def levels(*megabytes):
    """Readings in which the high-water mark was never above a sampled level."""
    return [Reading(level * MB, max(megabytes[: place + 1]) * MB) for place, level in enumerate(megabytes)]


@pytest.mark.parametrize(
    ("start", "end", "peak"),
    [
        (0, 4, 30),
        (0, 0, 10),
        (1, 1, 30),
        (1.5, 1.7, 20),
        (2, 3, 20),
        (2.5, 4, 15),
        (3.5, 9, 15),
        (-9, 0, 10),
        (-9, 0.5, 30),
        (-2, -1, None),
        (4.1, 5, None),
        (3, 2, None),
    ],
)
def test_peak_of_a_stretch(start, end, peak):
    assert sampled(levels(10, 30, 20, 10, 15)).peak_mb(at(start), at(end)) == peak


def test_no_sample_no_peak():
    assert sampled([]).peak_mb(at(0), at(1)) is None


def test_spike_between_two_samples_is_seen_by_the_high_water_mark():
    sampler = sampled([Reading(10 * MB, 10 * MB), Reading(11 * MB, 90 * MB), Reading(12 * MB, 90 * MB)])
    assert sampler.peak_mb(at(0.2), at(0.8)) == 90
    assert sampler.peak_mb(at(1.2), at(2)) == 12


def test_children_count():
    sampler = sampled([Reading(10 * MB, 10 * MB, 5 * MB), Reading(10 * MB, 10 * MB, 7 * MB)])
    assert sampler.peak_mb(at(0), at(0)) == 15
    assert sampler.peak_mb(at(0.5), at(1)) == 17


def test_high_water_mark_alone_tells_nothing_until_it_rises():
    sampler = sampled([Reading(None, 10 * MB), Reading(None, 10 * MB), Reading(None, 40 * MB)])
    assert sampler.peak_mb(at(0.5), at(1)) is None
    assert sampler.peak_mb(at(0.5), at(2)) == 40


def test_megabytes_are_rounded_up():
    assert sampled([Reading(MB + 1, MB + 1)]).peak_mb(at(0), at(0)) == 2


def test_oldest_samples_go_first():
    sampler = sampled(levels(90, 30, 20, 10, 15), capacity=3)
    assert sampler.peak_mb(at(2), at(4)) == 20
    assert sampler.peak_mb(at(3), at(4)) == 15
    assert sampler.peak_mb(at(1.9), at(4)) is None
    assert sampler.peak_mb(at(0), at(0)) is None


def test_moments_with_a_timezone():
    berlin = timezone(timedelta(hours=1))
    sampler = sampled(levels(10, 30, 20))
    start = at(2).replace(tzinfo=UTC).astimezone(berlin)
    assert sampler.peak_mb(start, start) == 20


def sampling_threads():
    return [thread.name for thread in threading.enumerate()].count("memory-sampler")


def test_thread_samples_until_stopped():
    seen = threading.Semaphore(0)

    def read():
        seen.release()
        return Reading(10 * MB, 10 * MB)

    before = sampling_threads()
    sampler = MemorySampler(read, interval_seconds=0.001)
    sampler.start()
    sampler.start()
    assert sampling_threads() == before + 1
    for _ in range(5):
        assert seen.acquire(timeout=30)
    sampler.stop()
    assert sampling_threads() == before
    now = datetime.now(UTC)
    assert sampler.peak_mb(now - timedelta(hours=1), now) == 10


def test_process_has_one_sampler():
    assert process_sampler() is process_sampler()


@needs_proc
def test_allocation_is_seen_while_it_lasts():
    before = read_proc().resident
    block = np.ones(50 * MB, dtype=np.uint8)
    during = read_proc()
    assert during.resident - before > 45 * MB
    assert during.high_water >= during.resident
    del block
    after = read_proc()
    assert after.resident - before < 20 * MB
    # The kernel counts pages a processor at a time, so two readings differ a little.
    assert after.high_water > during.resident - 5 * MB


def hold_memory(ready, done):
    block = np.ones(60 * MB, dtype=np.uint8)
    ready.set()
    done.wait(30)
    assert block[0] == 1


@needs_proc
def test_child_process_is_counted():
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    child = context.Process(target=hold_memory, args=(ready, done))
    child.start()
    assert ready.wait(30)
    with_child = read_proc().children
    done.set()
    child.join(30)
    assert with_child > 60 * MB
    assert with_child - read_proc().children > 60 * MB


def test_rusage_knows_a_peak_and_no_level():
    reading = read_rusage()
    assert reading.resident is None
    assert 20 * MB < reading.high_water < 100_000 * MB


@pytest.mark.parametrize("ended", [FileNotFoundError, ProcessLookupError])
def test_a_process_that_ends_while_its_threads_are_listed_has_no_children(monkeypatch, ended):
    def gone(_):
        raise ended

    monkeypatch.setattr("os.listdir", gone)
    monkeypatch.setattr("os.scandir", gone)
    assert list(descendants("self")) == []
