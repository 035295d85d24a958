"""How builds are called: by a number that grows with each, and the moment they were published.

``000007-20260101T060000Z`` is the seventh. The number alone orders builds, as a clock may be wrong. Builds of earlier
versions have the moment alone, with a number behind it for another build of the same second: they come before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

PARTIAL = ".partial"
NUMBERED = re.compile(r"(?P<number>\d{6,})-\d{8}T\d{6}Z")
DATED = re.compile(r"(?P<moment>\d{8}T\d{6}Z)(?:-(?P<again>\d+))?")


def is_build(name: str) -> bool:
    """Tell whether a folder of this name is a whole build."""
    return bool(NUMBERED.fullmatch(name) or DATED.fullmatch(name))


def build_number(build: str) -> int:
    """Return the number of a build, 0 for one that has a moment alone."""
    match = NUMBERED.fullmatch(build)
    return int(match["number"]) if match else 0


def build_order(build: str) -> tuple[int, str, int]:
    """Return what orders builds, oldest first."""
    match = DATED.fullmatch(build)
    return (0, match["moment"], int(match["again"] or 1)) if match else (build_number(build), build, 0)


def published_at(build: str) -> datetime:
    """Return the moment in a build's name, in UTC.

    Examples
    --------
    >>> published_at("000007-20260101T060000Z").isoformat()
    '2026-01-01T06:00:00+00:00'
    """
    match = re.search(r"\d{8}T\d{6}Z", build)
    if match is None:
        raise ValueError(f"{build} names no moment.")
    return datetime.strptime(match[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def next_build(known: Iterable[str], moment: datetime) -> str:
    """Return the name of the build that follows all of these; the moment is in UTC."""
    return f"{1 + max(map(build_number, known), default=0):06d}-{moment:%Y%m%dT%H%M%SZ}"


def partial_name(build: str) -> str:
    """Return the name of the folder in which a build is written, or from which one is removed."""
    return f".{build}{PARTIAL}"


def build_in(partial: str) -> str:
    """Return the build that a folder of `partial_name` is of."""
    return partial.removeprefix(".").removesuffix(PARTIAL)
