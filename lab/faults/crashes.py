"""Publishing and going back die before each of their calls of the file system, and meet a disk that refuses it.

The builds are tiny: a text that names its build. After each fault people must read one whole build, the one from
before or the one from after; what a rollback goes to must be what was read before; and the next publication must end
well, under a number that no other build has, and leave nothing half done behind.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lab.console import say
from lab.faults.calls import Calls
from lab.whole_build import Violation
from python_ml.problems import Problem, Unknown
from python_ml.publishing import (
    DATABASE,
    builds,
    current_build,
    new_build,
    open_run,
    prepare,
    prune,
    read_current,
    repair,
    roll_back,
    switch_to,
)
from python_ml.publishing.builds import BUILDS, CURRENT, build_id
from python_ml.publishing.disk import disk_problem
from python_ml.publishing.names import build_number

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
KEEP = 2
CRASHED, ENDED, REFUSED = 7, 0, 3
REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO)

Operation = Callable[[Path], None]


@dataclass(frozen=True)
class Scenario:
    """What is done to a folder of builds, and how the folder comes to be.

    Attributes
    ----------
    name
        In words.
    prepare
        Makes the folder.
    operation
        What a fault strikes.
    """

    name: str
    prepare: Operation
    operation: Operation


def publish_tiny(published: Path) -> None:
    """Publish a build of one text, and remove those beyond the number to keep."""
    with new_build(published, MOMENT) as folder:
        (folder / DATABASE).write_text(build_id(folder))
        (folder / "features").mkdir()
        (folder / "features" / "articles.parquet").write_text(build_id(folder))
    prune(published, KEEP)


def publish_many(published: Path, number: int = 4) -> None:
    """Publish several, so that the next has one to remove."""
    for _ in range(number):
        publish_tiny(published)


def _after_a_kill(published: Path) -> None:
    publish_many(published)
    partial = published / BUILDS / ".000009-20260101T000000Z.partial"
    (partial / "features").mkdir(parents=True)
    (partial / DATABASE).write_text("half")
    (published / ".current.partial").symlink_to("nowhere")
    (published / ".history.partial").write_text("half")


def _copied(published: Path) -> None:
    publish_many(published)
    (published / CURRENT).unlink()
    shutil.copytree(published / BUILDS / builds(published)[-1], published / CURRENT)


def _run(published: Path) -> None:
    open_run(published, "files", "shop", MOMENT).close("a model failed", is_part=False)


SCENARIOS = (
    Scenario("the first build is published", lambda _: None, publish_tiny),
    Scenario("a build is published", publish_many, publish_tiny),
    Scenario("a build is published after a kill", _after_a_kill, publish_tiny),
    Scenario("a build begins", _after_a_kill, prepare),
    Scenario("a build fails", publish_many, _run),
    Scenario("people go back", publish_many, lambda published: roll_back(published) and None),
    Scenario(
        "people go to a build", publish_many, lambda published: switch_to(published, builds(published)[0])
    ),
    Scenario("builds are removed", publish_many, lambda published: prune(published, 0) and None),
    Scenario("a copy is repaired", _copied, lambda published: repair(published) and None),
)


def check_crashes(
    folder: Path, scenarios: Sequence[Scenario] = SCENARIOS, refusals: Sequence[int] = REFUSALS
) -> list[str]:
    """Let every scenario crash at, and be refused, every call; return what happened that must not, in words."""
    with _no_waiting_for_the_disk():
        return [problem for scenario in scenarios for problem in _check_scenario(folder, scenario, refusals)]


def _check_scenario(folder: Path, scenario: Scenario, refusals: Sequence[int]) -> list[str]:
    problems, prepared, struck = [], folder / "prepared", folder / "struck"
    shutil.rmtree(prepared, ignore_errors=True)
    scenario.prepare(prepared)
    made = _calls_of(scenario, prepared, struck)
    kinds = ", ".join(f"{number} {name}" for name, number in sorted(Counter(made).items()))
    say(f"{scenario.name}: {len(made)} calls ({kinds})")
    for place, call in enumerate(made):
        for fault in (None, *refusals):
            try:
                check_fault(scenario, prepared, struck, place, fault)
            except Violation as violation:
                told = "a crash" if fault is None else errno.errorcode[fault]
                problems.append(f"{scenario.name}, {told} at call {place} ({call}): {violation}")
    say(f"  each crashed, and refused in {len(refusals)} ways: {len(problems)} violations")
    return problems


def check_fault(scenario: Scenario, prepared: Path, published: Path, place: int, fault: int | None) -> None:
    """Strike one call, by a crash or with an error of the operating system, and look at what is left.

    Raises
    ------
    Violation
        If it is not what it must be.
    """
    _copy(prepared, published)
    before = None if scenario.prepare is _copied else current_build(published)
    numbers = [build_number(build) for build in builds(published)]
    ended = _in_a_process(lambda: _struck(scenario, published, place, fault))
    if fault is None and ended != CRASHED:
        raise Violation("it did not crash")
    if ended not in (CRASHED, ENDED, REFUSED):
        raise Violation("it ended in something other than one sentence")
    is_to_publish = scenario.operation is publish_tiny
    if ended == ENDED and is_to_publish and current_build(published) == before:
        raise Violation("it ended well, and published nothing")
    if scenario.prepare is _copied:
        repair(published)
    else:
        _check_what_is_read(published, before)
    _check_what_follows(published, numbers)


def _check_what_is_read(published: Path, before: str | None) -> None:
    """People read a whole build: that from before, or another after which a rollback goes back to that."""
    for build in builds(published):
        if (published / BUILDS / build / DATABASE).read_text() != build:
            raise Violation(f"{build} is not whole")
    now = current_build(published)
    if read_current(published, Path.read_text) != now:
        raise Violation("what is read is not whole")
    if now is None and before is not None:
        raise Violation("nothing is read any more")
    if now != before and before is not None and before in builds(published) and now is not None:
        went = _back(published)
        is_back = build_number(now) < build_number(before)
        if not is_back and went != before:
            raise Violation(f"a rollback from {now} goes to {went}, and {before} was read before")
        if went is not None:
            switch_to(published, now)


def _check_what_follows(published: Path, numbers: Sequence[int]) -> None:
    """The next build is published, has a number of its own, leaves no litter, and can be gone back from."""
    read = current_build(published)
    publish_tiny(published)
    new = current_build(published)
    if (
        new is None
        or build_number(new) <= max(numbers, default=0)
        or read_current(published, Path.read_text) != new
    ):
        raise Violation(f"the next build is {new}, after {numbers}")
    litter = [
        path.name
        for path in [*published.iterdir(), *(published / BUILDS).iterdir()]
        if ".partial" in path.name
    ]
    if litter:
        raise Violation(f"the next build left {litter}")
    if read is not None and _back(published) != read:
        raise Violation(f"after the next build, a rollback does not go to {read}")


def _copy(prepared: Path, published: Path) -> None:
    shutil.rmtree(published, ignore_errors=True)
    if prepared.is_dir():
        shutil.copytree(prepared, published, symlinks=True)


@contextmanager
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Let `fsync` return at once: a process that dies loses nothing of what it wrote, other than a machine."""
    wait = os.fsync
    os.fsync = lambda handle: None
    try:
        yield
    finally:
        os.fsync = wait


def _back(published: Path) -> str | None:
    try:
        return roll_back(published)
    except Unknown:
        return None


def _calls_of(scenario: Scenario, prepared: Path, published: Path) -> list[str]:
    """The calls that a scenario makes when nothing strikes."""
    _copy(prepared, published)
    reader, writer = os.pipe()

    def count() -> int:
        calls = Calls(published)
        with calls.counted():
            scenario.operation(published)
        os.write(writer, "\n".join(calls.made).encode())
        return ENDED

    if _in_a_process(count) != ENDED:
        raise Violation(f"{scenario.name}: it fails when nothing strikes")
    os.close(writer)
    with os.fdopen(reader) as made:
        return made.read().splitlines()


def _struck(scenario: Scenario, published: Path, place: int, fault: int | None) -> int:
    """Strike one call in this process; return how that ended."""

    def strike(call: str) -> None:
        if fault is None:
            os._exit(CRASHED)
        raise OSError(fault, os.strerror(fault), str(published / call))

    # What this process compared before would spare calls.
    filecmp.clear_cache()
    try:
        with Calls(published).counted(place, strike):
            scenario.operation(published)
    except Problem as problem:
        return REFUSED if _is_sentence(problem) else 1
    except OSError as error:
        return REFUSED if _is_sentence(disk_problem(error, published)) else 1
    return ENDED


def _is_sentence(problem: Problem) -> bool:
    text = str(problem)
    return bool(text) and "\n" not in text and "Errno" not in text and "Traceback" not in text


def _in_a_process(work: Callable[[], int]) -> int:
    """Do it in a fork, and return its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(BaseException):
            code = work()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
