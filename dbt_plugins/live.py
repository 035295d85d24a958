"""Writes what a published build needs to answer one customer again: the models' own SQL, and the rows that it reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duckdb import DuckDBPyConnection

from python_ml.quoting import sql_name, sql_text

CATALOG = "live"
# Small, so that the rows of one customer are found without reading many others.
ROWS_OF_A_GROUP = 8192
CALENDAR = "int_cutoffs"
CUSTOMERS = "int_customers"
COMMENT = re.compile(r"^[ \t]*--.*\n", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A table that a model reads.

    Attributes
    ----------
    relation
        Where it is.
    columns
        The only ones that count, each combination once; none for all rows as they are.
    is_staged
        Whether it is of the room of staging, in which events take the place of what a source brings.
    """

    relation: str
    columns: Sequence[str]
    is_staged: bool


@dataclass(frozen=True)
class LiveModel:
    """A model whose rows of a customer are computed again after an event.

    Attributes
    ----------
    name
        What its SQL, and that of others, calls it.
    relation
        The table that the build made of it.
    sql
        Its query, which names no database; None of a Python model.
    reads
        What it reads, by name.
    """

    name: str
    relation: str
    sql: str | None
    reads: Mapping[str, Source]


@dataclass(frozen=True)
class LiveContents:
    """The models in an order in which they can be computed, and the variables that an answer follows."""

    models: Sequence[LiveModel] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


def write_live(connection: DuckDBPyConnection, contents: LiveContents, file: Path) -> None:
    """Write the file that `helix.live` opens.

    It holds `live_models` (position, name, sql), `live_settings` (name, value), `live_tables` (name, role) and each of
    the tables that it names: `whole` is read at once, of `customers` the rows of some are looked up by `customer_key`,
    and `events` is empty, to be filled with what events say. Of tables with a cutoff there is that of today alone.

    Parameters
    ----------
    connection
        Of the database that is built.
    contents
        What is computed live; of nothing, nothing is written.
    file
        A new file.

    Raises
    ------
    duckdb.Error
        If it can't be written.
    """
    if not contents.models:
        return
    connection.execute(f"attach {sql_text(file)} as {CATALOG} (row_group_size {ROWS_OF_A_GROUP})")
    try:
        _write_models(connection, contents)
        today = _today(connection, contents)
        connection.execute(f"create table {CATALOG}.live_tables (name varchar, role varchar)")
        for name, source in _inputs(contents).items():
            _copy(connection, name, source, today)
        connection.execute(f"checkpoint {CATALOG}")
    finally:
        connection.execute(f"detach {CATALOG}")


def without_comments(sql: str) -> str:
    r"""A query without the lines that are comments, which may name what it does not read.

    Examples
    --------
    >>> without_comments("-- depends_on: a\nselect 1 from b")
    'select 1 from b'
    """
    return COMMENT.sub("", sql)


def _write_models(connection: DuckDBPyConnection, contents: LiveContents) -> None:
    connection.execute(f"create table {CATALOG}.live_models (position integer, name varchar, sql varchar)")
    for position, model in enumerate(contents.models):
        sql = None if model.sql is None else without_comments(model.sql)
        connection.execute(f"insert into {CATALOG}.live_models values (?, ?, ?)", [position, model.name, sql])
    connection.execute(f"create table {CATALOG}.live_settings (name varchar, value varchar)")
    for name, value in contents.settings.items():
        connection.execute(f"insert into {CATALOG}.live_settings values (?, ?)", [name, value])


def _today(connection: DuckDBPyConnection, contents: LiveContents) -> str:
    """The cutoff of the lists of today, as SQL."""
    (calendar,) = (model.relation for model in contents.models if model.name == CALENDAR)
    ((today,),) = connection.execute(f"select as_of from {calendar} where split = 'serve'").fetchall()
    return f"date '{today}'"


def _inputs(contents: LiveContents) -> dict[str, Source]:
    """What is read and not computed, with the rows of customers that what is computed begins with."""
    computed = {model.name: model for model in contents.models}
    inputs = {}
    for model in contents.models:
        sources = {name: source for name, source in model.reads.items() if _is_read(model, name)}
        inputs |= {name: source for name, source in sources.items() if name not in computed}
        if model.sql is not None and any(source.is_staged for source in sources.values()):
            inputs[model.name] = Source(model.relation, (), is_staged=False)
    return inputs


def _is_read(model: LiveModel, name: str) -> bool:
    """Whether a table gives rows: some are named in a comment or a hook alone."""
    return model.sql is None or f'"{name}"' in without_comments(model.sql)


def _copy(connection: DuckDBPyConnection, name: str, source: Source, today: str) -> None:
    columns = [column for column, *_ in connection.execute(f"describe {source.relation}").fetchall()]
    chosen = f"distinct {', '.join(map(sql_name, source.columns))}" if source.columns else "*"
    role, order = "whole", ""
    conditions = ["false"] if source.is_staged else []
    if source.is_staged:
        role = "events"
    elif "customer_key" in columns:
        role = "customers"
        conditions.append("customer_key is not null")
        order = f"order by {'customer_id' if name == CUSTOMERS else 'customer_key'}"
    if "as_of" in columns:
        conditions.append(f"as_of = {today}")
    if "split" in columns:
        conditions.append("split = 'serve'")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    ((rows,),) = connection.execute(
        f"create table {CATALOG}.main.{sql_name(name)} as select {chosen} from {source.relation} {where} {order}"
    ).fetchall()
    if role == "customers" and not rows:
        role = "whole"
    connection.execute(f"insert into {CATALOG}.live_tables values (?, ?)", [name, role])
