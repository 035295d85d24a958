"""Resident memory of this process over time, from a thread that looks every 50 ms."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

INTERVAL_SECONDS = 0.05
# Fourteen hours at 50 ms, 16 MB once full; the oldest samples go first.
CAPACITY = 2**20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN = -1
# What reading /proc raises of a thread or process that has ended meanwhile.
ENDED = (FileNotFoundError, ProcessLookupError)


class Reading(NamedTuple):
    """What the operating system says at one moment, in bytes.

    Attributes
    ----------
    resident : int or None
        Resident memory now; None where the system does not report it.
    high_water : int
        Most that was ever resident in this process.
    children : int
        Resident memory of its child processes now; pages shared with a child count twice.
    """

    resident: int | None
    high_water: int
    children: int = 0


class MemorySampler:
    """Samples of memory, each standing for the time since the one before it.

    The system's high-water mark is read with each sample: where it rose, its value is the exact peak
    of the time since the last one, however short the spike. Where only that mark is known (macOS), a
    stretch of time without a rise has no known peak.

    Parameters
    ----------
    read : callable
        Returns a `Reading`.
    interval_seconds : float
        Time between two samples.
    capacity : int
        Number of samples kept.
    """

    def __init__(
        self,
        read: Callable[[], Reading],
        interval_seconds: float = INTERVAL_SECONDS,
        capacity: int = CAPACITY,
    ) -> None:
        self._read = read
        self._interval_seconds = interval_seconds
        self._micros = np.zeros(capacity, dtype=np.int64)
        self._bytes = np.zeros(capacity, dtype=np.int64)
        self._taken = 0
        self._high_water = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Sample from now on; a second call changes nothing."""
        with self._lock:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="memory-sampler", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Sample no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def sample(self, at: datetime | None = None) -> None:
        """Take one sample, now or as of a moment in UTC that is not before the last one."""
        moment = time.time_ns() // 1000 if at is None else _micros(at)
        with self._lock:
            reading = self._read()
            place = self._taken % len(self._micros)
            self._micros[place] = moment
            self._bytes[place] = self._peak_since_last(reading)
            self._high_water = max(self._high_water, reading.high_water)
            self._taken += 1

    def peak_mb(self, from_utc: datetime, to_utc: datetime) -> int | None:
        """Peak memory between two moments.

        Parameters
        ----------
        from_utc, to_utc : datetime
            Moments in UTC, with or without a timezone.

        Returns
        -------
        int or None
            Megabytes (10^6 bytes), rounded up; None where unknown: an empty or reversed stretch,
            one before the first or after the last sample, or one whose samples are no longer kept.
        """
        start, end = _micros(from_utc), _micros(to_utc)
        with self._lock:
            micros, peaks = self._in_order()
        if not len(micros) or start > end or end < micros[0] or start > micros[-1]:
            return None
        if self._taken > len(micros) and start < micros[0]:
            return None
        first = np.searchsorted(micros, start, side="left")
        last = np.searchsorted(micros, end, side="left")
        peak = int(peaks[first : last + 1].max())
        return None if peak == UNKNOWN else -(-peak // 1_000_000)

    def _run(self) -> None:
        while not self._stopped.wait(self._interval_seconds):
            self.sample()

    def _peak_since_last(self, reading: Reading) -> int:
        if reading.high_water > self._high_water:
            return reading.high_water + reading.children
        return UNKNOWN if reading.resident is None else reading.resident + reading.children

    def _in_order(self) -> tuple[np.ndarray, np.ndarray]:
        """Copy the kept samples, oldest first."""
        kept = min(self._taken, len(self._micros))
        oldest = self._taken % kept if kept and self._taken > kept else 0
        return np.roll(self._micros[:kept], -oldest), np.roll(self._bytes[:kept], -oldest)


@cache
def process_sampler() -> MemorySampler:
    """Return the one sampler of this process, not started."""
    return MemorySampler(read_proc if Path("/proc/self/status").exists() else read_rusage)


def read_proc(process: str = "self") -> Reading:
    """Read Linux's /proc of this process, or of another by its id; nothing is resident in one that has ended."""
    fields = _status(process)
    children = sum(_status(child).get("VmRSS", 0) for child in descendants(process))
    return Reading(fields.get("VmRSS", 0), fields.get("VmHWM", 0), children)


def read_rusage() -> Reading:
    """Read the high-water mark, all that Python's own library knows where there is no /proc."""
    import resource  # Absent on Windows, where importing this module should still work.

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Reading(None, peak if sys.platform == "darwin" else peak * 1024)


def descendants(process: str) -> Iterator[str]:
    """Ids of the children of a process, and of theirs; none where the kernel does not list them."""
    for thread in _threads(process):
        for child in proc_text(Path(f"/proc/{process}/task/{thread}/children")).split():
            yield child
            yield from descendants(child)


def _status(process: str) -> dict[str, int]:
    """Sizes in a process's status file, in bytes."""
    lines = (line.split() for line in proc_text(Path(f"/proc/{process}/status")).splitlines())
    return {words[0][:-1]: int(words[1]) * 1024 for words in lines if words[-1] == "kB"}


def proc_text(path: Path) -> str:
    """Content of a file of /proc, nothing if its thread or process has ended meanwhile."""
    try:
        return path.read_text()
    except ENDED:
        return ""


def _threads(process: str) -> list[str]:
    try:
        return os.listdir(f"/proc/{process}/task")
    except ENDED:
        return []


def _micros(moment: datetime) -> int:
    """Microseconds since 1970 of a moment, in UTC if it names no timezone."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - EPOCH) // timedelta(microseconds=1)
