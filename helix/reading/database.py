"""One database file opened for reading: which only this room of the ring and `live` do.

A published build is never written to: readers and builds don't wait for each other. Where nothing is published yet, the
file is the one that dbt builds in, which an open reader would keep from building.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from helix.reading.records import FORMER_NAMES, Record
from python_ml.problems import BadInput, Busy, NotBuilt, OutOfDate
from python_ml.publishing.disk import disk_problem
from python_ml.publishing.opening import database_problem, is_damaged

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

R = TypeVar("R", bound=Record)
Parameters = Sequence[Any] | Mapping[str, Any]

LOCK_ATTEMPTS = 5
LOCK_WAIT_SECONDS = 0.3
ROWS_AT_ONCE = 100_000
# What a view may answer with while what it reads is gone.
UNREADABLE = (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException)


class Database:
    """The tables of one file, read-only; its catalogue is read once, when it is opened.

    Threads may share it: each query runs on a cursor of its own. Close it when none is reading.

    Parameters
    ----------
    path
        A DuckDB file.

    Attributes
    ----------
    path
        The file.
    columns
        The columns of each table and view, in their order; a table of an earlier version under its present name.

    Raises
    ------
    NotBuilt
        If there is no such file.
    Busy
        If another process still holds it after ``LOCK_ATTEMPTS`` attempts, ``LOCK_WAIT_SECONDS`` apart.
    OutOfDate
        If another version of DuckDB wrote it.
    Problem
        If it is no DuckDB database, damaged, or may not be read. Every query raises it if what a view reads is gone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path)
        catalogue = self._catalogue()
        former = {now: old for now, old in FORMER_NAMES.items() if now not in catalogue and old in catalogue}
        self._names = {table: table for table in catalogue} | former
        self.columns = {table: catalogue[name] for table, name in self._names.items()}

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def require(self, table: str, columns: Sequence[str]) -> None:
        """Check that a table is there and has these columns.

        Raises
        ------
        NotBuilt
            If it is missing.
        OutOfDate
            If it lacks a column.
        """
        found = self.columns.get(table)
        if found is None:
            raise NotBuilt(f"table {table} is missing in {self.path}")
        if lacking := [column for column in columns if column not in found]:
            raise OutOfDate(f"table {table} in {self.path} has no column {', '.join(lacking)}")

    def name(self, table: str) -> str:
        """Return what the file calls a table."""
        return self._names[table]

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple]:
        """Return the rows of a query."""
        with self.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def records(self, record: type[R], sql: str, parameters: Parameters = ()) -> list[R]:
        """Return the rows of a query as records, whose fields are the query's columns, by name."""
        with self.cursor() as cursor:
            return list(_records(record, cursor.execute(sql, parameters)))

    def stream(self, record: type[R], sql: str, parameters: Parameters, at_once: int) -> Iterator[R]:
        """Yield the rows of a query as records, ``at_once`` of them in memory."""
        with self.cursor() as cursor:
            yield from _records(record, cursor.execute(sql, parameters), at_once)

    def arrow(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """Return the rows of a query as an Arrow table."""
        with self.cursor() as cursor:
            return cursor.sql(sql, params=parameters).to_arrow_table()

    def frame(self, sql: str, parameters: Parameters = ()) -> pl.DataFrame:
        """Return the rows of a query as a data frame."""
        with self.cursor() as cursor:
            return cursor.sql(sql, params=parameters).pl()

    def answer(self, query: str, parameters: Parameters = ()) -> pl.DataFrame:
        """Return the rows of a query that a person wrote.

        Raises
        ------
        BadInput
            If DuckDB can't run it, or there is none.
        """
        with self.cursor() as cursor:
            try:
                found = cursor.sql(query, params=parameters)
                if found is None:
                    raise BadInput("there is no query", "write one, such as select * from customers")
                return found.pl()
            except duckdb.Error as error:
                if is_damaged(str(error)):
                    raise database_problem(self.path, str(error)) from error
                raise BadInput(f"can't run the query: {first_line(error)}") from error

    def scan(self, sql: str, parameters: Parameters = ()) -> pl.LazyFrame:
        """Return the rows of a query as a lazy frame, which runs it whenever it is collected.

        The columns that are needed, and a limit, reach DuckDB; filters run on one batch of rows after the other. Each
        run has a cursor of its own, so that a frame can be joined with itself.
        """
        from polars import DataFrame, Expr, from_arrow
        from polars.io.plugins import register_io_source

        def batches(
            columns: list[str] | None, predicate: Expr | None, limit: int | None, rows: int | None
        ) -> Iterator[DataFrame]:
            with self.cursor() as cursor:
                found = cursor.sql(sql, params=parameters)
                if columns is not None:
                    found = found.select(*map(_quoted, columns))
                if limit is not None:
                    found = found.limit(limit)
                for batch in found.to_arrow_reader(rows or ROWS_AT_ONCE):
                    frame = from_arrow(batch)
                    yield frame if predicate is None else frame.filter(predicate)

        return register_io_source(batches, schema=self.frame(f"from ({sql}) limit 0", parameters).schema)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of one's own; what it can't read becomes a `Problem`."""
        try:
            with self._connection.cursor() as cursor:
                # DuckDB draws it on stdout, which is the command's.
                cursor.execute("set enable_progress_bar = false")
                yield cursor
        except duckdb.Error as error:
            if isinstance(error, UNREADABLE) or is_damaged(str(error)):
                raise database_problem(self.path, str(error)) from error
            raise

    def _catalogue(self) -> dict[str, tuple[str, ...]]:
        rows = self.rows(
            """
            select table_name, list(column_name order by column_index)
            from duckdb_columns()
            where database_name = current_database() and schema_name = 'main' and not internal
            group by table_name
            """
        )
        return {table: tuple(columns) for table, columns in rows}


def first_line(error: duckdb.Error) -> str:
    """Return what went wrong, without the query that DuckDB repeats."""
    return str(error).splitlines()[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _records(record: type[R], found: duckdb.DuckDBPyConnection, at_once: int | None = None) -> Iterator[R]:
    names = [name for name, *_ in found.description]
    while rows := found.fetchall() if at_once is None else found.fetchmany(at_once):
        yield from (record(**dict(zip(names, row, strict=True))) for row in rows)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only, and wait a little if another process holds it; errors as those of `Database`."""
    try:
        is_there = path.exists()
    except OSError as error:
        raise disk_problem(error, path) from error
    if not is_there:
        raise NotBuilt(f"there is no database at {path} yet")
    for _ in range(LOCK_ATTEMPTS - 1):
        try:
            return _open(path)
        except Busy:
            time.sleep(LOCK_WAIT_SECONDS)
    return _open(path)


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        raise database_problem(path, str(error)) from error
