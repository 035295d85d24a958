"""The journal as a build reads it where a database keeps it: through ADBC, as Arrow, into a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from python_ml.intake import check_journal
from python_ml.intake.journal_place import JournalKind, kind_of_journal, shown_place
from python_ml.intake.paths import expanded
from python_ml.problems import BadInput, Problem
from python_ml.quoting import sql_text

# As helix/journal/store.py names it.
TABLE = "journal_events"
# What a segment is called, of those that a database has one of for each kind.
SEGMENT = "events"
LINES = pa.schema([("path", pa.string()), ("content", pa.string())])
DRIVERS = {JournalKind.SQLITE: "adbc_driver_sqlite", JournalKind.POSTGRESQL: "adbc_driver_postgresql"}
ROWS_AT_A_TIME = {"adbc.sqlite.query.batch_rows": "65536"}
SECONDS_TO_CONNECT = 30


def check_journal_place(place: str | None, folders: Sequence[str]) -> None:
    """Check that the events of a journal can be read, whatever keeps it.

    Parameters
    ----------
    place
        The journal: a folder, an SQLite file or a ``postgresql://`` URL; None if there is none.
    folders
        Folders that are read, one a kind of event.

    Raises
    ------
    BadInput
        If it is not there, or something in it would not be read.
    Problem
        If the database can't be read.
    """
    if place is None or kind_of_journal(place) is JournalKind.FOLDER:
        check_journal(place, folders)
        return
    with _rows(place, f"select position, kind, content from {TABLE} limit 0"):
        pass


def copy_journal(place: str, folders: Mapping[str, str], copy: Path) -> Path | None:
    """Write the events that a database keeps as lines, as segments have them.

    Parameters
    ----------
    place
        The journal.
    folders
        By kind of event, the folder that has it in a journal of segments.
    copy
        The Parquet file to write, with the columns `path` and `content`.

    Returns
    -------
    Path or None
        The file; None if the journal is a folder, which needs no copy.

    Raises
    ------
    Problem
        If the database can't be read.
    """
    if kind_of_journal(place) is JournalKind.FOLDER:
        return None
    path_of_kind = " ".join(
        f"when {sql_text(kind)} then {sql_text(f'{folder}/{SEGMENT}')}" for kind, folder in folders.items()
    )
    kinds = ", ".join(map(sql_text, folders))
    query = (
        f"select case kind {path_of_kind} end as path, content from {TABLE} "
        f"where kind in ({kinds}) order by position"
    )
    copy.parent.mkdir(exist_ok=True)
    with _rows(place, query) as batches, pq.ParquetWriter(copy, LINES) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(LINES))
    return copy


@contextmanager
def _rows(place: str, query: str) -> Iterator[pa.RecordBatchReader]:
    """What a database answers, batch by batch."""
    kind = kind_of_journal(place)
    driver = _driver(DRIVERS[kind])
    if kind is JournalKind.SQLITE and not expanded(place).is_file():
        raise BadInput(f"there is no journal {place}", "set journal_path to where it is, or leave it out")
    try:
        with closing(driver.connect(_uri(place, kind))) as connection, connection.cursor() as cursor:
            if kind is JournalKind.SQLITE:
                cursor.adbc_statement.set_options(**ROWS_AT_A_TIME)
            cursor.execute(query)
            with cursor.fetch_record_batch() as batches:
                yield batches
    except driver.Error as error:
        if TABLE in str(error):
            raise BadInput(
                f"{shown_place(place)} has no table {TABLE}",
                "let journal_path name the database of a journal",
            ) from error
        raise Problem(f"can't read the journal {shown_place(place)}: {_said(error)}") from error


def _driver(name: str) -> Any:
    try:
        return import_module(f"{name}.dbapi")
    except ModuleNotFoundError as error:
        raise Problem(
            f"a journal in a database is read with {name.replace('_', '-')}, which is not installed",
            "install it with `make extras EXTRAS=api`",
        ) from error


def _uri(place: str, kind: JournalKind) -> str:
    if kind is JournalKind.SQLITE:
        return f"file:{quote(str(expanded(place).absolute()))}?mode=ro"
    if "connect_timeout=" in place:
        return place
    return f"{place}{'&' if '?' in place else '?'}connect_timeout={SECONDS_TO_CONNECT}"


def _said(error: Exception) -> str:
    """What a driver says, on one line."""
    return " ".join(str(error).split())
