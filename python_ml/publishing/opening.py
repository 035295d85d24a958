"""What DuckDB says when it can't open or read a database, as one sentence with a remedy."""

from __future__ import annotations

import re
from pathlib import Path

from python_ml.problems import MAKE_BUILD, Busy, OutOfDate, Problem
from python_ml.publishing.disk import no_room

ROLL_BACK = "`helix rollback` reads an earlier build"
LOCKED = ("Conflicting lock", "Could not set lock", "already attached", "being used by another process")
FULL = (
    "No space left on device",
    "max_temp_directory_size",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
)
# A pattern each of what a build by a newer DuckDB, and a file that is damaged or something else, is answered with.
NEWER = re.compile(r"version number|newer version|storage version|created with a newer", re.IGNORECASE)
DAMAGED = re.compile(
    r"not a valid DuckDB|corrupt|checksum|could not read (enough|all) bytes|magic bytes|deserializ|serialization|"
    r"failed to load metadata|invalidated|end of file",
    re.IGNORECASE,
)


def is_damaged(message: str) -> bool:
    """Tell whether DuckDB says that the file is at fault, and not what was asked of it."""
    return bool(DAMAGED.search(message))


def database_problem(path: Path, message: str) -> Problem:
    """Return the problem of a database that can't be opened or read.

    Parameters
    ----------
    path
        The file.
    message
        What DuckDB says.
    """
    if any(words in message for words in LOCKED):
        holder = re.search(r"\(PID \d+\)", message)
        return Busy(
            f"{path} is locked by a running build or another program{f' {holder[0]}' if holder else ''}"
        )
    if "Is a directory" in message:
        return Problem(f"{path} is a folder and no database", "let HELIX_DB name a file")
    if "Permission denied" in message or "Operation not permitted" in message:
        return Problem(f"you may not open {path}", "ask its owner for the right to")
    if "Read-only file system" in message:
        return Problem(f"{path} lies on a disk that can only be read", "let it lie elsewhere (HELIX_DB)")
    if any(words in message for words in FULL):
        return no_room(path)
    if NEWER.search(message):
        return OutOfDate(
            f"{path} was written by another version of DuckDB than the one installed here",
            f"install the version it was built with, or remove it and {MAKE_BUILD}; {ROLL_BACK}",
        )
    if is_damaged(message):
        return Problem(
            f"{path} is damaged, or no DuckDB database at all",
            f"remove it and {MAKE_BUILD}; {ROLL_BACK}",
        )
    return Problem(f"can't read {path}: {message.splitlines()[0]}")
