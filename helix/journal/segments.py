"""Events in a folder of segments, written and read a folder at a time; `helix.journal` says what a segment is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as pq

from helix.journal.events import EVENTS, Event, as_event, as_line, segment, unfinished
from python_ml.intake import check_journal
from python_ml.publishing.disk import FILE_MODE, disk_problem, flush, make_folder


@dataclass(frozen=True)
class Unusable:
    """A line of a segment that is no event.

    Attributes
    ----------
    path : Path
        The segment.
    line : int
        Its number in it, 1 first.
    reason : str
        Why it can't be used.
    """

    path: Path
    line: int
    reason: str


def write_segments(events: Iterable[Event], folder: Path) -> int:
    """Write events into new segments of a folder, one for each kind, and return how many there were.

    All segments are on the disk, under their names, when this returns; none is seen before it is whole.

    Raises
    ------
    Problem
        If the folder can't be written.
    """
    begun_at, writer = datetime.now(UTC), f"export-{os.getpid()}"
    paths = {kind.kind: segment(folder, kind, begun_at, writer) for kind in EVENTS}
    open_files: dict[str, TextIO] = {}
    written = 0
    try:
        with ExitStack() as files:
            for event in events:
                if event.kind not in open_files:
                    open_files[event.kind] = files.enter_context(_begun(paths[event.kind]))
                open_files[event.kind].write(as_line(event))
                written += 1
        for kind in open_files:
            _finish(paths[kind])
    except OSError as error:
        raise disk_problem(error, folder) from error
    finally:
        for path in paths.values():
            unfinished(path).unlink(missing_ok=True)
    return written


def read_segments(folder: Path) -> Iterator[Event | Unusable]:
    """Read the events of a folder's finished segments, kind by kind, in the order of the segments' names.

    Raises
    ------
    BadInput
        If the folder is no journal, or holds what would not be read.
    """
    check_journal(str(folder), [kind.folder for kind in EVENTS])
    for kind in EVENTS:
        for path in sorted((folder / kind.folder).glob("[!_.]*")):
            for number, line in enumerate(_lines(path), start=1):
                if line.strip():
                    yield _read(line, kind, path, number)


def _begun(path: Path) -> TextIO:
    make_folder(path.parent)
    file = unfinished(path).open("x", encoding="utf-8", newline="\n")
    unfinished(path).chmod(FILE_MODE)
    return file


def _finish(path: Path) -> None:
    flush(unfinished(path))
    unfinished(path).rename(path)
    flush(path.parent)


def _lines(path: Path) -> Iterator[bytes]:
    if path.suffix != ".parquet":
        with path.open("rb") as file:
            yield from file
        return
    with pq.ParquetFile(path) as table:
        for batch in table.iter_batches():
            for row in batch.to_pylist():
                given = {name: value for name, value in row.items() if value is not None}
                yield json.dumps(given, default=datetime.isoformat).encode()


def _read(line: bytes, kind: type[Event], path: Path, number: int) -> Event | Unusable:
    try:
        event = as_event(_with_kind(line.decode(), kind))
    except ValueError as error:
        return Unusable(path, number, str(error).rstrip("."))
    if not isinstance(event, kind):
        return Unusable(path, number, f"kind is not {kind.kind}")
    return event


def _with_kind(line: str, kind: type[Event]) -> str:
    """The line with the kind that its folder says, where it says none itself."""
    given = json.loads(line)
    return json.dumps({"kind": kind.kind} | given) if isinstance(given, dict) else line
