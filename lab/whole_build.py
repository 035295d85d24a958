"""Which shop a published database holds: every table of the same one, or it is no whole build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from python_ml.publishing import current_database

# Rows of a table, and the sum of their hashes.
Fingerprint = tuple[int, int]


class Violation(Exception):
    """Something that must not happen, in words."""


@dataclass(frozen=True)
class References:
    """What whole builds look like.

    Attributes
    ----------
    columns
        The columns that are compared, by table or view: all but those that name the run.
    shops
        Fingerprint of each table, by the shop's name.
    """

    columns: Mapping[str, tuple[str, ...]]
    shops: Mapping[str, Mapping[str, Fingerprint]]

    def shop_in(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Return which shop a database holds.

        Raises
        ------
        Violation
            If some of its tables are of no shop, or of another one than the rest.
        """
        found = {table: fingerprint(connection, table, names) for table, names in self.columns.items()}
        shops = [name for name, tables in self.shops.items() if tables == found]
        if not shops:
            others = {
                name: [table for table, each in tables.items() if found[table] != each]
                for name, tables in self.shops.items()
            }
            fewest = min(others.values(), key=len)
            raise Violation(
                f"a build is mixed: of {len(found)} tables "
                + ", ".join(f"{len(found) - len(each)} are of {name}" for name, each in others.items())
                + f"; odd are {', '.join(fewest)}"
            )
        return shops[0]

    def published_shop(self, published: Path) -> str:
        """Return which shop people read.

        Raises
        ------
        Violation
            If nothing is published, or no whole build.
        """
        path = current_database(published)
        if path is None:
            raise Violation("nothing is published any more")
        with _open(path) as connection:
            return self.shop_in(connection)


@dataclass
class Readings:
    """What a reader saw: how often it opened the current build, which builds those were, and what was wrong."""

    polls: int = 0
    builds: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def compared_columns(path: Path, by_run: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the columns of each published table and view, but for those that name the run or the build.

    `published_build` is left out whole: it counts the rows of tables that are of one run, too, and another
    run need not have as many.
    """
    with _open(path) as connection:
        rows = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main' and not internal"
        ).fetchall()
    columns: dict[str, tuple[str, ...]] = {}
    for table, column in rows:
        if table != "published_build" and column not in [*by_run.get(table, []), "build_id"]:
            columns[table] = (*columns.get(table, ()), column)
    return columns


def fingerprints(path: Path, columns: Mapping[str, tuple[str, ...]]) -> dict[str, Fingerprint]:
    """Return the fingerprint of each table."""
    with _open(path) as connection:
        return {table: fingerprint(connection, table, names) for table, names in columns.items()}


def fingerprint(connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]) -> Fingerprint:
    """Return rows and the sum of their hashes, whatever their order."""
    ((rows, hashes),) = connection.execute(
        f"select count(*), sum(hash({', '.join(columns)})) from main.{table}"
    ).fetchall()
    return rows, hashes


def read_until_told(published: Path, references: References, told: Connection) -> None:
    """Open what is published again and again, until something arrives; then answer with the `Readings`."""
    readings = Readings()
    while not told.poll():
        readings.polls += 1
        try:
            readings.builds.add(_read_once(published, references))
        except (Violation, duckdb.Error, OSError) as problem:
            readings.problems.append(f"reader: {problem}")
    told.send(readings)


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(path, read_only=True)
    connection.execute("set enable_progress_bar = false")
    return connection


def _read_once(published: Path, references: References) -> str:
    """Read everything twice on one connection, and return the build that it was of all the time."""
    path = current_database(published)
    if path is None:
        raise Violation("nothing is published any more")
    with _open(path) as connection:
        shop, build = references.shop_in(connection), _build_in(connection)
        if (references.shop_in(connection), _build_in(connection)) != (shop, build):
            raise Violation(f"{build} changed while it was open")
    if build != path.parent.name:
        raise Violation(f"{path.parent.name} holds {build}")
    return build


def _build_in(connection: duckdb.DuckDBPyConnection) -> str:
    """Return a database's build.

    Raises
    ------
    Violation
        If its tables name several, or have other numbers of rows than were written.
    """
    rows = connection.execute("select build_id, table_name, row_count from published_build").fetchall()
    builds = {build for build, _, _ in rows}
    if len(builds) != 1:
        raise Violation(f"a database holds the builds {sorted(builds)}")
    for build, table, expected in rows:
        ((found,),) = connection.execute(f"select count(*) from main.{table}").fetchall()
        if found != expected:
            raise Violation(f"{table} of {build} has {found} rows, and {expected} were written")
    return builds.pop()


class Reader:
    """`read_until_told` in a process of its own, for the length of a ``with`` block."""

    def __init__(self, published: Path, references: References) -> None:
        self.readings = Readings()
        self._told, there = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(
            target=read_until_told, args=(published, references, there), daemon=True
        )

    def __enter__(self) -> Reader:
        self._process.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._told.send("stop")
        self.readings = self._told.recv()
        self._process.join()
