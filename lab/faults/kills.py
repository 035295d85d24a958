"""Kill builds at random moments while somebody reads, and see that what is published is one whole build each time.

Two small shops are built; what each publishes is its reference. Then one build after the other is started, of the shop
that is not published just then, and killed with all its processes, every third one while it publishes. After each kill
every published table must be of one and the same shop. A reader looks at that all the while. Every few kills a build is
left alone, and must end well.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from lab.console import say
from lab.dbt_runs import DbtRuns
from lab.manifest import Manifest
from lab.whole_build import (
    Reader,
    Readings,
    References,
    Violation,
    compared_columns,
    fingerprints,
)
from python_ml.publishing import current_build, current_database

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    **{"demo_customers": 250, "demo_articles": 100, "demo_days": 180},
    **{"train_cutoffs": 2, "timing_train_cutoffs": 6},
}
SHOPS = {"red": {**SMALL, "demo_seed": 7}, "blue": {**SMALL, "demo_seed": 8}}
OTHER = {"red": "blue", "blue": "red"}
# Unit tests judge the code, which is the same each time.
BUILD = ("build", "--exclude-resource-type", "unit_test")
# Longest that publishing such a shop takes, about.
PUBLISHING_SECONDS = 0.6


@dataclass(frozen=True)
class Workshop:
    """Where both shops are built, into one database, and what is published of it."""

    folder: Path

    @property
    def published(self) -> Path:
        """Folder of published builds."""
        return self.folder / "shop.published"

    def start(self, shop: str) -> subprocess.Popen:
        """Start a build, in a process group of its own."""
        runs = DbtRuns(ROOT, self.folder / "shop.duckdb", self._target(shop), self.folder / "logs")
        with self._said.open("w") as said:
            return runs.start(
                "--quiet",
                *BUILD,
                variables=json.dumps(SHOPS[shop]),
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def build(self, shop: str) -> float:
        """Build a shop to the end, and return the seconds that took.

        Raises
        ------
        Violation
            If the build ends with an error, or publishes nothing.
        """
        before, started = current_build(self.published), time.monotonic()
        if code := self.start(shop).wait():
            raise Violation(f"a build ended with exit code {code}:\n{self._said.read_text()}")
        if current_build(self.published) == before:
            raise Violation(f"a build published nothing:\n{self._said.read_text()}")
        return time.monotonic() - started

    def manifest(self, shop: str) -> Manifest:
        """What dbt wrote down when it built a shop."""
        return Manifest.read(self._target(shop) / "manifest.json")

    def unfinished(self) -> set[Path]:
        """Folders of builds that nobody reads yet: being written, or left behind by a kill."""
        return set((self.published / "builds").glob(".*.partial"))

    @property
    def _said(self) -> Path:
        return self.folder / "said.txt"

    def _target(self, shop: str) -> Path:
        # Each of its own: another shop's would be parsed again.
        return self.folder / f"target_{shop}"


@dataclass
class Tally:
    """What became of the builds: how many were killed when, how many were left alone, and what was wrong."""

    killed: Counter[str] = field(default_factory=Counter)
    left_alone: int = 0
    problems: list[str] = field(default_factory=list)


def check_kills(folder: Path, kills: int, every: int, seed: int) -> list[str]:
    """Kill builds, and return what happened that must not, in words.

    Parameters
    ----------
    folder
        Where to build.
    kills
        How many builds to kill.
    every
        Kills after which a build is left alone.
    seed
        Draws the moments.
    """
    workshop, tally, readings = Workshop(folder.resolve()), Tally(), Readings()
    try:
        references, seconds = build_references(workshop)
        with Reader(workshop.published, references) as reader:
            try:
                kill_builds(workshop, references, seconds, kills, every, random.Random(seed), tally)
            except Violation as violation:
                tally.problems.append(str(violation))
        readings = reader.readings
    except Violation as violation:
        tally.problems.append(str(violation))
    say(report(tally, readings))
    return [*tally.problems, *readings.problems]


def build_references(workshop: Workshop) -> tuple[References, float]:
    """Build each shop, and return what it publishes and the seconds that the last build took."""
    columns, shops, seconds = {}, {}, 0.0
    for shop in SHOPS:
        seconds = workshop.build(shop)
        manifest = workshop.manifest(shop)
        by_run = {model: manifest.by_run(model) for model in manifest.models}
        path = current_database(workshop.published)
        columns = compared_columns(path, by_run)
        shops[shop] = fingerprints(path, columns)
        say(f"{seconds:5.0f} s  built the shop {shop}, which publishes {len(columns)} tables and views")
    return References(columns, shops), seconds


def kill_builds(
    workshop: Workshop,
    references: References,
    seconds: float,
    kills: int,
    every: int,
    draw: random.Random,
    tally: Tally,
) -> None:
    """Kill one build after the other, and look at what is published after each.

    Raises
    ------
    Violation
        At the first thing that must not happen.
    """
    for number in range(1, kills + 1):
        shop = OTHER[references.published_shop(workshop.published)]
        when = kill_build(workshop, shop, seconds, draw, is_publishing_awaited=number % 3 == 0)
        tally.killed[when] += 1
        read = references.published_shop(workshop.published)
        say(f"kill {number:3}  {when}; {read} is published")
        if number % every == 0 or number == kills:
            seconds = workshop.build(OTHER[read])
            tally.left_alone += 1
            if references.published_shop(workshop.published) == read:
                raise Violation(f"the build of {OTHER[read]} after kill {number} has published {read}")
            say(f"{seconds:5.0f} s   the next build ended well; {OTHER[read]} is published")


def kill_build(
    workshop: Workshop, shop: str, seconds: float, draw: random.Random, is_publishing_awaited: bool
) -> str:
    """Start a build and kill it at a random moment, of all its time or of that of publishing; return when, in words."""
    before, left_behind = current_build(workshop.published), workshop.unfinished()
    started = time.monotonic()
    process = workshop.start(shop)
    delay = draw.uniform(0, PUBLISHING_SECONDS if is_publishing_awaited else seconds)
    if is_publishing_awaited:
        while process.poll() is None and not workshop.unfinished() - left_behind:
            time.sleep(0.002)
        started = time.monotonic()
    while process.poll() is None and time.monotonic() - started < delay:
        time.sleep(0.002)
    if process.poll() is not None:
        return f"after its end, with exit code {process.returncode}"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if current_build(workshop.published) != before:
        return "after the switch"
    return "while it published" if workshop.unfinished() - left_behind else "before it published"


def report(tally: Tally, readings: Readings) -> str:
    """A table of what happened."""
    lines = [
        "",
        f"{sum(tally.killed.values()):7,}  builds killed",
        *(f"{number:11,}  {when}" for when, number in sorted(tally.killed.items())),
        f"{tally.left_alone:7,}  builds left alone afterwards, which ended well",
        f"{readings.polls:7,}  times read meanwhile, {len(readings.builds)} builds seen",
        f"{len(readings.problems):7,}  errors or mixed builds that the reader saw",
        f"{len(tally.problems):7,}  violations after a kill",
    ]
    return "\n".join([*lines, *tally.problems, *readings.problems[:5]])
