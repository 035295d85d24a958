"""Files for other programs and people: whole or not there, and never open in a git repository by accident.

This is the one module that writes a database of another kind, which it makes from nothing and never reads.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from helix.reading.repository import require_private
from python_ml.problems import BadInput, Problem
from python_ml.publishing.disk import flush

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file of SQLite.

    Attributes
    ----------
    columns
        A definition each, such as ``rank integer not null``.
    keys
        Names of the columns of its primary key.
    rows
        Values in the order of the columns.
    """

    columns: Sequence[str]
    keys: Sequence[str]
    rows: Iterable[Sequence[Value]]


def require_place(path: Path, example: str) -> None:
    """Check that a file that names customers can be written here.

    Parameters
    ----------
    path
        The file.
    example
        A name for it, for the sentence of a problem.

    Raises
    ------
    BadInput
        If the path is a folder, its folder is not there, or git would not ignore it.
    """
    if path.is_dir():
        raise BadInput(f"{path} is a folder", f"name a file in it, such as {path / example}")
    if not path.parent.is_dir():
        raise BadInput(f"there is no folder {path.parent}", "make it, or write elsewhere")
    require_private(path)


def replace_file(path: Path, write: Callable[[Path], int]) -> int:
    """Write beside the path, make sure that it is on the disk, and rename; nothing stays behind a failure.

    Parameters
    ----------
    path
        The file, which is replaced once the new one is complete.
    write
        Writes it to the path given, and returns how much it has written.

    Returns
    -------
    int
        What ``write`` returns.

    Raises
    ------
    Problem
        If it can't be written.
    """
    try:
        return _replace(path, write)
    except (OSError, sqlite3.Error) as error:
        raise Problem(f"can't write {path}: {error}") from error


def write_tables(path: Path, tables: Mapping[str, Table]) -> int:
    """Write tables to a new file of SQLite, and return the number of rows."""
    written = 0
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, table in tables.items():
            columns, places = ", ".join(table.columns), ", ".join("?" * len(table.columns))
            connection.execute(f"create table {name} ({columns}, primary key ({', '.join(table.keys)}))")
            written += connection.executemany(f"insert into {name} values ({places})", table.rows).rowcount
    return written


def _replace(path: Path, write: Callable[[Path], int]) -> int:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".unfinished", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        written = write(unfinished)
        unfinished.chmod(0o666 & ~_umask())
        flush(unfinished)
        unfinished.replace(path)
        flush(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
