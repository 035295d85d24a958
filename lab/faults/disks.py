"""Builds of a small shop on disks that are too small for them, each a little less so."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lab.console import say
from lab.dbt_runs import DbtRuns
from lab.faults.kills import OTHER, ROOT, SHOPS
from python_ml.publishing import current_build

BUILD = (sys.executable, "-m", "dbt_plugins.build")
WORDS = "no room on the disk"
# How much of the room that a build takes there is, of the smallest and the largest disk that it must fill.
SMALLEST, LARGEST = 0.02, 0.95


@dataclass(frozen=True)
class Ended:
    """How a build ended, and what it said."""

    code: int
    said: str


def check_disks(folder: Path, sizes: int) -> list[str]:
    """Build on disks of several sizes, and return what happened that must not, in words.

    A disk is a file system in memory, if this user may mount one; otherwise no file may grow beyond a size, which the
    kernel answers with another error of the same kind.
    """
    disk, problems = folder / "disk", []
    is_mounted = _mount(disk, 4_000)
    say(
        "disks are file systems in memory"
        if is_mounted
        else "no file system can be mounted: files have a limit"
    )
    try:
        before = _built(disk, "red", None)
        if before.code:
            return [f"the shop can't be built with room enough: {before.said}"]
        kept = current_build(disk / "shop.published")
        used, largest = _used(disk), max(path.stat().st_size for path in disk.rglob("*") if path.is_file())
        taken = _taken(disk)
        say(
            f"a shop takes {used / 1e6:,.0f} MB, its largest file {largest / 1e6:,.0f} MB; "
            f"another takes {taken / 1e6:,.0f} MB"
        )
        shop = "blue"
        for number in range(sizes):
            share = SMALLEST + (LARGEST - SMALLEST) * number / max(1, sizes - 1)
            limit = int(share * (taken if is_mounted else largest))
            if is_mounted:
                _fill(disk, limit)
            ended = _built(disk, shop, None if is_mounted else limit)
            (disk / "filler").unlink(missing_ok=True)
            now = current_build(disk / "shop.published")
            wrong = complaints(ended, kept, now) + _unreadable(disk)
            well = "room enough" if ended.code == 0 else "one sentence"
            say(f"{limit / 1e6:8,.1f} MB free: exit code {ended.code}, {'; '.join(wrong) or well}")
            problems += [f"with {limit / 1e6:,.1f} MB free: {each}\n{ended.said}" for each in wrong]
            # What earlier builds wrote is used again, so that it may be enough; the same shop would then take nothing.
            if now != kept:
                kept, shop = now, OTHER[shop]
        ended = _built(disk, shop, None)
        if ended.code or current_build(disk / "shop.published") == kept:
            problems.append(f"the build after them did not end well: {ended.said}")
    finally:
        if is_mounted:
            subprocess.run(["umount", disk], check=True)
    return problems


def complaints(ended: Ended, kept: str | None, now: str | None) -> list[str]:
    """What is wrong with how a build on a small disk ended.

    Parameters
    ----------
    ended
        How it ended.
    kept, now
        The builds that were read before it and after it.
    """
    wrong = []
    if (ended.code == 0) != (now != kept):
        wrong.append(f"exit code {ended.code}, and {now} is read after {kept}")
    if ended.code and ended.said.count(WORDS) != 1:
        wrong.append(f"{ended.said.count(WORDS)} sentences")
    if "Traceback" in ended.said:
        wrong.append("a traceback")
    return wrong


def _unreadable(disk: Path) -> list[str]:
    """What people are told who read meanwhile, if they are told that they can't."""
    read = subprocess.run(
        [sys.executable, "-c", "from helix.cli import main; main()", "summary"],
        env=_runs(disk).environment(),
        capture_output=True,
        text=True,
    )
    return [f"nobody can read: {read.stderr}"] if read.returncode else []


def _runs(disk: Path) -> DbtRuns:
    return DbtRuns(ROOT, disk / "shop.duckdb", disk / "target", disk / "logs")


def _built(disk: Path, shop: str, largest_file: int | None) -> Ended:
    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    process = _runs(disk).start(
        program=BUILD,
        variables=json.dumps(SHOPS[shop]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limit,
    )
    said, _ = process.communicate()
    return Ended(process.returncode, said)


def _taken(disk: Path) -> int:
    """Bytes that a build of the other shop takes of a disk that holds one already: built on a copy."""
    used = _used(disk)
    copy = disk / "copy"
    shutil.copytree(disk, copy, symlinks=True, ignore=lambda *_: ["copy"])
    try:
        _built(copy, "blue", None)
        return max(_used(copy) - used, 1_000_000)
    finally:
        shutil.rmtree(copy)


def _used(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _fill(disk: Path, free: int) -> None:
    """Leave so many bytes free."""
    room = os.statvfs(disk)
    with (disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(1, room.f_bavail * room.f_frsize - free))


def _mount(disk: Path, megabytes: int) -> bool:
    """Mount a file system in memory; tell whether this user may."""
    disk.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", disk], capture_output=True, text=True
    )
    return mounted.returncode == 0
