"""One question in SQL, asked of the published build, which it can't change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from helix.reading.database import Database
from python_ml.problems import BadInput
from python_ml.publishing.opening import database_problem, is_damaged
from python_ml.publishing.places import read_published
from python_ml.quoting import sql_name, sql_text

# How a cell is handed out: as a Python value, as DuckDB writes it in a CSV file, or as it writes it in JSON.
Cells = Literal["values", "text", "json"]
SELECTED = {"values": "*", "text": "cast(columns(*) as varchar)", "json": "to_json(columns(*))"}
# A question reads this one database, no other file, no Python variable; it spills nothing, and can't lift that.
RESTRICTIONS = (
    "set enable_progress_bar = false",
    "set python_enable_replacements = false",
    "set temp_directory = ''",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question was answered with.

    Attributes
    ----------
    columns
        Names, each once: a second ``a`` is called ``a_1``.
    types
        DuckDB's name of each column's type, such as ``DOUBLE``.
    rows
        Tuples of cells, in the question's order; `ROWS_AT_ONCE` of them are in memory.
    database
        The build that was asked, open as long as the answer is.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple]
    database: Database


@contextmanager
def query(
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
    *,
    cells: Cells = "values",
    limit: int | None = None,
    path: Path | None = None,
) -> Iterator[Answer]:
    """Ask one ``select`` of a build; its rows can be read until the block ends.

    Parameters
    ----------
    sql
        One ``select``, ``from``, ``values``, ``describe``, ``summarize`` or ``show``.
    parameters
        Values of ``?`` or ``$name``.
    cells
        ``values``: Python values. ``text``: exact text, ``None`` for null. ``json``: JSON text, ``None`` for null.
    limit
        Most rows.
    path
        The database; the published one if not given.

    Raises
    ------
    BadInput
        If it is no such question, or DuckDB can't answer it.
    Problem
        If there is no database, or it can't be opened.

    Examples
    --------
    >>> from helix.reading.query import query
    >>> with query("select count(*) as offers from recommendations") as answer:
    ...     answer.columns, list(answer.rows)
    (('offers',), [(9,)])
    """
    opened = _Restricted.open(path) if path else read_published(_Restricted.open)
    with closing(opened.database), opened.connection as connection:
        try:
            question = _one_question(connection, sql)
            described = connection.execute(f"describe from (\n{question}\n)", parameters).fetchall()
            columns, types = zip(*(row[:2] for row in described), strict=True)
            at_most = "" if limit is None else f"limit {limit:d}"
            found = connection.execute(
                f"select {SELECTED[cells]} from (\n{question}\n) {at_most}", parameters
            )
            yield Answer(columns, types, _rows(found), opened.database)
        except UnicodeEncodeError as error:
            raise BadInput("the question is no text in UTF-8") from error
        except duckdb.Error as error:
            if is_damaged(str(error)):
                raise database_problem(opened.database.path, str(error)) from error
            raise BadInput(_sentence(error)) from error


@dataclass(frozen=True)
class _Restricted:
    """A connection of a DuckDB of its own: what restricts one restricts all of the same DuckDB."""

    database: Database
    connection: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, path: Path) -> _Restricted:
        """Open a database; errors as those of `Database`."""
        with ExitStack() as opened:
            database = opened.enter_context(closing(Database(path)))
            connection = opened.enter_context(duckdb.connect(":memory:"))
            ((name,),) = database.rows("select current_database()")
            try:
                connection.execute(f"attach {sql_text(path)} as {sql_name(name)} (read_only)")
                connection.execute(f"use {sql_name(name)}")
                for restriction in RESTRICTIONS:
                    connection.execute(restriction)
            except duckdb.Error as error:
                raise database_problem(path, str(error)) from error
            opened.pop_all()
        return cls(database, connection)


def _one_question(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    # An argument's undecodable bytes arrive as lone surrogates, which DuckDB can't take.
    sql.encode()
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise BadInput(f"{len(statements) or 'no'} statements were given", "ask one select at a time")
    (statement,) = statements
    if statement.type != duckdb.StatementType.SELECT:
        raise BadInput(
            f"a build can only be read, and this is {statement.type.name.lower()}",
            "begin with select, from, with, describe, summarize or show",
        )
    return statement.query.strip().rstrip(";")


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while rows := found.fetchmany(ROWS_AT_ONCE):
        yield from rows


def _sentence(error: duckdb.Error) -> str:
    """Return what DuckDB says without the query that it repeats, in one line."""
    said, _, _ = str(error).partition("\n\n")
    return " ".join(said.split())
