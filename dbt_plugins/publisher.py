"""Copies what people read out of the database that dbt has built, into a build of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from dbt_plugins.live import LiveContents, write_live
from dbt_plugins.lookup import LookupContents, write_build_lookup
from dbt_plugins.report import write_report
from python_ml.building.memory import process_sampler
from python_ml.building.steps import PUBLISHING
from python_ml.problems import Problem
from python_ml.publishing import DATABASE, FEATURES, LIVE, current_build, new_build, prune, read_current
from python_ml.publishing.builds import build_id
from python_ml.publishing.disk import disk_problem
from python_ml.publishing.lookup import LOOKUP
from python_ml.quoting import sql_name, sql_text

CATALOG = "publishing"
# Dictionaries of features, most of them all but unique, take half of the time and save 2 % of the space.
PARQUET = "format parquet, compression zstd, dictionary_size_limit 1"
# Rows of each table, and which build they are of: a reader can check that what it sees is complete, and of one build.
CONTENTS = "published_build"
# What the steps of the build took. Copied last, with publishing as a step of its own.
STEPS = "build_steps"


# What the table of contents itself says of its columns.
ABOUT_CONTENTS = {
    "build_id": "Build that the table is of, the same in every row.",
    "table_name": "Table.",
    "row_count": "Rows of it.",
}


@dataclass(frozen=True)
class Description:
    """What a table or view holds, in words, and each of its columns that there are words for."""

    text: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Contents:
    """What a build holds.

    Attributes
    ----------
    tables
        The relation of the open database that each table is copied from, by its name.
    views
        Queries on those tables, by the view's name; they name no schema.
    features
        Tables that are written as Parquet too, each a file; views, each a folder with a file for each of the parts.
    parts
        First and last `customer_key` of each: what is joined for so many customers fits into memory.
    descriptions
        What tables and views are called in words, by their names; each is written into the database as a comment.
    live
        What one customer is answered again with after an event, which is written into a file of its own.
    lookup
        What single customers and articles are looked up in, which is written into files of its own.
    """

    tables: Mapping[str, str]
    views: Mapping[str, str]
    features: Sequence[str]
    parts: Sequence[tuple[int, int]]
    descriptions: Mapping[str, Description] = field(default_factory=dict)
    live: LiveContents = field(default_factory=LiveContents)
    lookup: LookupContents = field(default_factory=LookupContents)


@dataclass(frozen=True)
class Build:
    """A build that was published.

    Attributes
    ----------
    id
        What it is called.
    bytes
        Size of its files.
    note
        What could not be tidied up once people read it, '' if all is well: no reason to build again.
    """

    id: str
    bytes: int
    note: str = ""


def publish(
    connection: DuckDBPyConnection,
    contents: Contents,
    published: Path,
    keep: int,
    check: Callable[[], None] = lambda: None,
) -> Build:
    """Write a build, let people read it, and keep ``keep`` more.

    Parameters
    ----------
    connection
        Of the database that is built.
    contents
        What the build holds.
    published
        The folder of published builds.
    keep
        How many builds to keep beside it.
    check
        Called before people read the build: what it raises keeps them from it, as nothing may fail afterwards.

    Raises
    ------
    Busy
        If another process is publishing into the same folder.
    duckdb.Error, OSError
        If it can't be written, for want of space or memory; what people read is then as it was.
    """
    build, size, notes = "", 0, []
    try:
        with new_build(published, datetime.now(UTC)) as partial:
            build = build_id(partial)
            _write(connection, contents, partial)
            size = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
            check()
    except OSError as error:
        if not build or current_build(published) != build:
            raise
        notes.append(str(disk_problem(error, published)))
    try:
        prune(published, keep)
    except (OSError, Problem) as error:
        problem = disk_problem(error, published) if isinstance(error, OSError) else error
        notes.append(f"earlier builds could not be removed: {problem}")
    return Build(build, size, "; ".join(notes))


def _write(connection: DuckDBPyConnection, contents: Contents, folder: Path) -> None:
    """Write the files of a build."""
    build = build_id(folder)
    connection.execute(f"attach {sql_text(folder / DATABASE)} as {CATALOG}")
    try:
        _create_contents(connection)
        for name in contents.tables.keys() - {STEPS}:
            _copy_table(connection, contents, name, build)
        _create_views(connection, contents.views)
        _write_features(connection, contents, folder / FEATURES)
        write_live(connection, contents.live, folder / LIVE)
        write_build_lookup(connection, contents.lookup, contents.parts, folder / LOOKUP)
        if STEPS in contents.tables:
            _record_publishing(connection, contents.tables[STEPS])
            _copy_table(connection, contents, STEPS, build)
        _write_descriptions(connection, contents)
        with _used(connection):
            write_report(connection, build, folder)
        connection.execute(f"checkpoint {CATALOG}")
    finally:
        connection.execute(f"detach {CATALOG}")


def published_days(published: Path, source: str) -> list[dict[str, Any]]:
    """Days of the build that people read now, each with its `known_on` and its `day_hash`.

    Parameters
    ----------
    published
        The folder of published builds; without one there are no days.
    source
        Of a build of another source there are no days either.
    """
    connection = read_current(published, lambda database: duckdb.connect(database, read_only=True))
    if connection is None:
        return []
    with connection:
        known = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        # A build of an earlier version may lack them.
        if not known >= {"int_shop", "int_day_checksums"}:
            return []
        days = connection.execute(
            """
            select known_on, day_hash from int_day_checksums
            where (select source from int_shop) = ?
            order by known_on
            """,
            [source],
        ).fetchall()
    return [{"known_on": known_on, "day_hash": day_hash} for known_on, day_hash in days]


def _create_contents(connection: DuckDBPyConnection) -> None:
    connection.execute(
        f"create table {CATALOG}.main.{CONTENTS} (build_id varchar, table_name varchar, row_count bigint)"
    )


def _copy_table(connection: DuckDBPyConnection, contents: Contents, name: str, build: str) -> None:
    schema, relation = f"{CATALOG}.main", contents.tables[name]
    ((rows,),) = connection.execute(f"create table {schema}.{name} as from {relation}").fetchall()
    connection.execute(f"insert into {schema}.{CONTENTS} values (?, ?, ?)", [build, name, rows])


def _record_publishing(connection: DuckDBPyConnection, steps: str) -> None:
    """Add what publishing took up to now, from where the last step of the build ended."""
    ((begun,),) = connection.execute(f"select max(ended_at) from {steps}").fetchall()
    if begun is None:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        f"""
        insert into {steps} by name
        select
            ? as step, ? as seconds, 0 as nodes, ? as peak_memory_mb,
            cast(? as timestamp) as started_at, cast(? as timestamp) as ended_at
        """,
        [PUBLISHING, (now - begun).total_seconds(), process_sampler().peak_mb(begun, now), begun, now],
    )


def _create_views(connection: DuckDBPyConnection, views: Mapping[str, str]) -> None:
    """Create views; the names in a view's query are looked up where it is created."""
    with _used(connection):
        for name, query in views.items():
            connection.execute(f"create view main.{name} as {query}")


@contextmanager
def _used(connection: DuckDBPyConnection) -> Iterator[None]:
    """Let names without a schema be those of the build that is written."""
    ((workshop,),) = connection.execute("select current_database()").fetchall()
    connection.execute(f"use {CATALOG}")
    try:
        yield
    finally:
        connection.execute(f"use {sql_name(workshop)}")


def _write_descriptions(connection: DuckDBPyConnection, contents: Contents) -> None:
    """Say what each table, view and column is; a comment that the copied table had is none of these."""
    about = Description(
        "Rows of each table of this build, as they were when it was published.", ABOUT_CONTENTS
    )
    for name, description in {**contents.descriptions, CONTENTS: about}.items():
        place = f"{CATALOG}.main.{sql_name(name)}"
        kind = "view" if name in contents.views else "table"
        if description.text:
            connection.execute(f"comment on {kind} {place} is {sql_text(description.text)}")
        for column, text in description.columns.items():
            connection.execute(f"comment on column {place}.{sql_name(column)} is {sql_text(text)}")


def _write_features(connection: DuckDBPyConnection, contents: Contents, folder: Path) -> None:
    folder.mkdir()
    for name in contents.features:
        target = folder / f"{name}.parquet"
        if name in contents.views:
            target.mkdir()
            for number, (first_key, last_key) in enumerate(contents.parts):
                rows = f"{name} where customer_key between {first_key} and {last_key}"
                _write_parquet(connection, rows, target / f"{number:04d}.parquet")
        else:
            _write_parquet(connection, name, target)


def _write_parquet(connection: DuckDBPyConnection, rows: str, file: Path) -> None:
    connection.execute(f"copy (from {CATALOG}.main.{rows}) to {sql_text(file)} ({PARQUET})")
