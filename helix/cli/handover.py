"""The push plan as a file for other programs and people: SQLite, CSV or text.

A file is whole or not there: it is written beside its place under another name, flushed to the disk, and renamed. This
is the one module that writes a database of another kind, which it makes from nothing and never reads.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, fields
from datetime import date, datetime
from pathlib import Path

from helix.cli.text import printable
from helix.reading import Push
from python_ml.problems import BadInput, Problem
from python_ml.publishing.disk import flush

COLUMNS = tuple(field.name for field in fields(Push))
# Spreadsheets take a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def hand_over(pushes: Iterable[Push], path: Path) -> int:
    """Write the plan to a file of the kind that its ending says, and return the number of pushes.

    An existing file is replaced, once the new one is complete. Dates and times are ISO 8601.

    Raises
    ------
    BadInput
        If the ending is unknown, the path is a folder, or its folder is not there.
    Problem
        If the file can't be written.
    """
    if path.is_dir():
        raise BadInput(f"{path} is a folder", f"name a file in it, such as {path / 'plan.csv'}")
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise BadInput(f"{path} has an ending that is not written", f"call it {_endings()}")
    if not path.parent.is_dir():
        raise BadInput(f"there is no folder {path.parent}", "make it, or write elsewhere")
    try:
        return _replace(path, lambda unfinished: write(pushes, unfinished))
    except (OSError, sqlite3.Error) as error:
        raise Problem(f"can't write {path}: {error}") from error


def _replace(path: Path, write: Callable[[Path], int]) -> int:
    """Write beside the path, make sure that it is on the disk, and rename; nothing stays behind a failure."""
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


def _write_sqlite(pushes: Iterable[Push], path: Path) -> int:
    """Write a table ``push_plan``; times are text, as SQLite has no type for them."""
    kinds = {"float": "real", "bool": "integer"}
    columns = ", ".join(
        f"{field.name} {kinds.get(str(field.type), 'text')} not null" for field in fields(Push)
    )
    places = ", ".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"create table push_plan ({columns}, primary key (as_of, customer_id))")
        return connection.executemany(f"insert into push_plan values ({places})", _records(pushes)).rowcount


def _write_csv(pushes: Iterable[Push], path: Path) -> int:
    """Write a header and a row a push, in UTF-8.

    A message that a spreadsheet would take for a formula is preceded by an apostrophe. Ids stay as they are: programs
    look them up.
    """
    guarded = COLUMNS.index("message")
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for record in _records(pushes):
            record[guarded] = _no_formula(record[guarded])
            writer.writerow(record)
            written += 1
    return written


def _write_text(pushes: Iterable[Push], path: Path) -> int:
    """Write a line a push: when, to whom, which article, how likely, what to say."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for push in pushes:
            facts = (
                f"{push.send_at:%Y-%m-%d %H:%M}",
                push.customer_id,
                push.article_id,
                f"{push.purchase_probability:.2%}",
                push.message,
            )
            file.write("  ".join(map(printable, facts)) + "\n")
            written += 1
    return written


WRITERS: dict[str, Callable[[Iterable[Push], Path], int]] = {
    ".sqlite": _write_sqlite,
    ".csv": _write_csv,
    ".txt": _write_text,
}


def _records(pushes: Iterable[Push]) -> Iterator[list[str | int | float]]:
    """Values in the order of ``COLUMNS``; times as ISO text, truth as 1 or 0."""
    for push in pushes:
        yield [_plain(value) for value in astuple(push)]


def _plain(value: date | datetime | str | float | bool) -> str | int | float:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _endings() -> str:
    *others, last = (f"plan{ending}" for ending in WRITERS)
    return f"{', '.join(others)} or {last}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
