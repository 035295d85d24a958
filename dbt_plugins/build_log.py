"""What a build shows while it runs: one line a step when it is done, and what is running now."""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TextIO

from python_ml.building.steps import DBT, TESTS, Ran, seconds_of_steps

STEP_WIDTH, COUNT_WIDTH = 16, 6
CLEAR_LINE = "\r\x1b[2K"
NOUNS = {"seed": "seed", "model": "model", "test": "test", "unit_test": "test"}
FAILED = ("error", "fail", "runtime error", "partial success")
# The live line of a terminal is drawn as often, and elsewhere a line on what is running is written as rarely.
DRAW_SECONDS, REMIND_SECONDS = 1.0, 30.0


@dataclass
class Running:
    """A node that runs, since when, and what it last said of its progress."""

    started: float
    progress: str = ""


class BuildLog:
    """Writes a line for each step of a build when its last node is done, and messages in full.

    Parameters
    ----------
    out
        Where it writes.
    is_terminal
        Whether a line may be drawn over: then the last one shows what is running now.
    clock
        Seconds since 1970.
    """

    def __init__(self, out: TextIO, is_terminal: bool, clock: Callable[[], float] = time.time) -> None:
        self._out, self._is_terminal, self._clock = out, is_terminal, clock
        self._lock = threading.RLock()
        self._began = self._last_written = clock()
        self._doing = "reading the project"
        self._steps: dict[str, str] = {}
        self._left: Counter[str] = Counter()
        self._statuses: dict[str, Counter[str]] = {}
        self._running: dict[str, Running] = {}
        self._ran: list[Ran] = []

    def expect(self, steps: Mapping[str, str]) -> None:
        """Say which nodes will run, by dbt's unique ids, and the step of each."""
        with self._lock:
            self._steps = {node: step for node, step in steps.items() if step != DBT}
            self._left = Counter(self._steps.values())
            self._statuses = {step: Counter() for step in self._left}

    def doing(self, text: str) -> None:
        """Say what is done while no node runs."""
        with self._lock:
            self._doing = text
            self._draw()

    def started(self, node: str, at: float) -> None:
        """A node has started."""
        with self._lock:
            self._running[node] = Running(at)
            self._draw()

    def finished(self, node: str, at: float, status: str) -> None:
        """A node is done; the line of its step is written if it was the last."""
        with self._lock:
            running = self._running.pop(node, None)
            step = self._steps.get(node)
            if step is None:
                return
            if running is not None:
                self._ran.append(Ran(step, running.started, at))
            self._statuses[step][status] += 1
            self._left[step] -= 1
            if not self._left[step]:
                self._write(self._line(step, at))
            self._draw()

    def progress(self, name: str, text: str) -> None:
        """A model says how far it is."""
        with self._lock:
            for node, running in self._running.items():
                if _name(node) == name:
                    running.progress = text
            self._draw()

    def say(self, text: str) -> None:
        """Write a message in full."""
        with self._lock:
            self._write(text)

    def tick(self) -> None:
        """Show what is running now: on a terminal each time, elsewhere once nothing was written for long."""
        with self._lock:
            self._draw()
            now = self._clock()
            if not self._is_terminal and now - self._last_written >= REMIND_SECONDS:
                self._write(f"  {'':<{STEP_WIDTH}}{self._now(now)}")

    def close(self) -> None:
        """Write the line of each step that did not come to its end, and no longer what is running."""
        with self._lock:
            if self._is_terminal:
                self._out.write(CLEAR_LINE)
            for step, left in self._left.items():
                if left and self._statuses[step]:
                    self._write(self._line(step, self._clock()))
                    self._left[step] = 0

    def _line(self, step: str, at: float) -> str:
        members = [node for node, other in self._steps.items() if other == step]
        statuses, noun = self._statuses[step], NOUNS.get(members[0].split(".")[0], "node")
        noun += "s" * (len(members) != 1)
        done, left = f"{len(members):>{COUNT_WIDTH},} {noun}", self._left[step]
        if left:
            done = f"{len(members) - left:,} of {len(members):,} {noun}"
        ran = [*self._ran, *(Ran(self._steps.get(n, DBT), r.started, at) for n, r in self._running.items())]
        begun = min((each.started for each in ran), default=at)
        seconds = seconds_of_steps(ran, begun, at).get(step, 0.0)
        failed = sum(statuses[status] for status in FAILED)
        notes = [f"{failed:,} failed"] * bool(failed) + [f"{statuses['skipped']:,} skipped"] * bool(
            statuses["skipped"]
        )
        running = self._models(at, least_seconds=1)
        notes += [f"running: {running}"] * bool(running)
        return f"  {step:<{STEP_WIDTH}}{done:<{COUNT_WIDTH + 7}}{seconds:9.1f} s  {'; '.join(notes)}".rstrip()

    def _models(self, now: float, least_seconds: float) -> str:
        """Models that have run for so long, with what they say of their progress, the longest first."""
        long = [(node, one) for node, one in self._running.items() if now - one.started >= least_seconds]
        running = sorted(long, key=lambda each: each[1].started)
        return ", ".join(
            f"{_name(node)} {now - one.started:.0f} s{f' ({one.progress})' if one.progress else ''}"
            for node, one in running
            if self._steps.get(node, TESTS) != TESTS
        )

    def _now(self, now: float) -> str:
        total, left = len(self._steps), sum(self._left.values())
        if not left:
            return f"{self._doing}, {now - self._began:.0f} s"
        return f"{total - left:,} of {total:,} done; running: {self._models(now, least_seconds=0) or 'tests'}"

    def _write(self, text: str) -> None:
        self._out.write(f"{CLEAR_LINE if self._is_terminal else ''}{text}\n")
        self._out.flush()
        self._last_written = self._clock()

    def _draw(self) -> None:
        if self._is_terminal:
            columns = shutil.get_terminal_size().columns
            self._out.write(f"{CLEAR_LINE}  {self._now(self._clock())}"[: columns + len(CLEAR_LINE) - 1])
            self._out.flush()


def _name(node: str) -> str:
    return node.split(".")[2]
