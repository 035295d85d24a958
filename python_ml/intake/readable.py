"""Raw files as DuckDB can read them: most as they lie there, a mapped one as a copy under the shop's names."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from python_ml.intake.converting import write_converted
from python_ml.intake.folder import Found, look_into
from python_ml.intake.head import read_head
from python_ml.intake.names import unique_names
from python_ml.intake.sources import RawSource

# Raised when the same file and mapping are to be copied otherwise.
VERSION = 1


@dataclass(frozen=True)
class ReadableFile:
    """A raw file for DuckDB.

    Attributes
    ----------
    path : str
        Where it lies, as people know it.
    read_path : str
        What is read: the file itself, or its copy.
    columns : list of str
        Names of its columns, each of which is there once.
    skip_lines : int
        Lines above the header of a CSV file.
    """

    path: str
    read_path: str
    columns: list[str]
    skip_lines: int = 0


def readable_file(source: RawSource, raw_path: str | None, table: str, copies: Path) -> ReadableFile | None:
    """Return the file of a table, copied first if it is mapped and its copy is not of today's file and mapping.

    Parameters
    ----------
    source : RawSource
        What `read_source` knows of the source.
    raw_path : str or None
        The source's folder or file.
    table : str
        Name of the table.
    copies : Path
        The folder for copies; made if there is something to copy. What a build was killed at is removed.

    Returns
    -------
    ReadableFile or None
        None for an optional file that is not there.

    Raises
    ------
    BadInput
        If the file cannot be read.
    """
    found = next((one for one in look_into(source, raw_path).found if one.file.name == table), None)
    if found is None:
        return None
    if found.mapping is None:
        return ReadableFile(str(found.path), str(found.path), unique_names(read_head(found.path).columns))
    copy = _copied(found, copies)
    skip_lines = found.mapping.layout.skip_lines
    with copy.open(encoding="utf-8", newline="") as file:
        for _ in range(skip_lines):
            file.readline()
        columns = file.readline().rstrip("\n").split(",")
    return ReadableFile(str(found.path), str(copy), unique_names(columns), skip_lines)


def _copied(found: Found, copies: Path) -> Path:
    """The copy of a mapped file, made unless it is there."""
    state = found.path.stat()
    said = repr((VERSION, found.mapping, str(found.path), state.st_size, state.st_mtime_ns))
    copy = copies / f"{found.file.name}-{hashlib.sha256(said.encode()).hexdigest()[:16]}.csv"
    if not copy.exists():
        copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in copies.glob(f"{found.file.name}-*"):
            old.unlink()
        unfinished = copy.with_suffix(f".{os.getpid()}.unfinished")
        write_converted(found.path, found.mapping, unfinished)
        unfinished.replace(copy)
    return copy
