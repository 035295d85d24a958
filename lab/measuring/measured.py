"""A command with all its processes: how long it took, on how much processor time, in how much memory."""

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from python_ml.building.memory import MemorySampler, Reading, descendants, proc_text, read_proc

MEGABYTE = 1_000_000
# Of /proc/<id>/stat after the name: user and system time of a process, and of its children that have ended.
CPU_FIELDS = slice(11, 15)


@dataclass(frozen=True, eq=False)
class Measured:
    """A command that has ended.

    Attributes
    ----------
    returncode : int
        0 if all went well, below 0 if a signal ended it.
    printed : str
        What it wrote to its output and to its error output.
    started, ended : float
        Moments in seconds since 1970.
    cpu_seconds : float
        Processor time of all its processes, as the system counts them in the end.
    """

    returncode: int
    printed: str
    started: float
    ended: float
    cpu_seconds: float
    _peak_of_one_mb: int
    _memory: MemorySampler
    _cpu: Sequence[tuple[float, float]]

    @property
    def seconds(self) -> float:
        """From start to end."""
        return self.ended - self.started

    @property
    def ending(self) -> str:
        """How it ended."""
        if self.returncode >= 0:
            return f"ended with exit code {self.returncode}"
        return f"was killed by signal {-self.returncode}"

    @property
    def peak_mb(self) -> int:
        """Most memory that all its processes ever had together, in megabytes (10^6 bytes)."""
        return max(self.peak_mb_between(self.started, self.ended) or 0, self._peak_of_one_mb)

    def peak_mb_between(self, start: float, end: float) -> int | None:
        """Most memory between two moments; None where nothing was seen."""
        return self._memory.peak_mb(*(datetime.fromtimestamp(moment, UTC) for moment in (start, end)))

    def cpu_seconds_at(self, moment: float) -> float:
        """Processor time spent until a moment, as far as it was seen."""
        if not self._cpu:
            return 0.0
        return float(np.interp(moment, *self._cpu_curve))

    @cached_property
    def _cpu_curve(self) -> tuple[np.ndarray, np.ndarray]:
        """Moments and processor time spent by then."""
        moments, seconds = np.array(self._cpu).T
        # A child's time is its parent's only once that has waited for it: until then it may seem to fall.
        return moments, np.maximum.accumulate(seconds)


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Measured:
    """Run a command in a folder to its end; it is killed if this process is interrupted."""
    cpu: list[tuple[float, float]] = []
    with TemporaryFile("w+") as printed:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=printed, stderr=subprocess.STDOUT
        )
        not_its_own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def read() -> Reading:
            cpu.append((time.time(), cpu_seconds(str(process.pid))))
            return read_proc(str(process.pid))

        memory = MemorySampler(read)
        memory.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            ended = time.time()
        except BaseException:
            process.kill()
            raise
        finally:
            memory.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        return Measured(
            process.returncode,
            printed.read(),
            started,
            ended,
            usage.ru_utime + usage.ru_stime,
            _own_peak_mb(usage.ru_maxrss, not_its_own),
            memory,
            cpu[:-1],  # What was read as it ended may lack some of it.
        )


def _own_peak_mb(peak_kb: int, not_its_own_kb: int) -> int:
    """The system's peak of a process; 0 if it may be this one's, which every new process starts with."""
    return peak_kb * 1024 // MEGABYTE if peak_kb > not_its_own_kb else 0


def cpu_seconds(process: str) -> float:
    """Processor time of a process and of its children, living or ended; 0 for one that is not there."""
    ticks = sum(_ticks(each) for each in (process, *descendants(process)))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(process: str) -> int:
    # The name, in parentheses, may hold anything.
    return sum(map(int, proc_text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()[CPU_FIELDS]))
