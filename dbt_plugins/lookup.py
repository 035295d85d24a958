"""Writes what people ask of a build most, so that one customer's answer is found without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from python_ml.publishing.lookup import (
    ARTICLES,
    CUSTOMER_IDS,
    CUSTOMERS,
    POPULAR,
    write_batches,
    write_whole,
)

BATCH_ROWS = 10_000


@dataclass(frozen=True)
class LookupContents:
    """The queries whose rows are looked up; without them nothing is.

    Attributes
    ----------
    articles, popular, customer_ids
        A row an article, a segment, a customer.
    customers
        A row a customer, of those whose keys lie between the parameters `first_key` and `last_key`.
    origin
        One row: `as_of` and `model_version`.
    variables
        Those of dbt that lists follow, by name.
    """

    articles: str = ""
    popular: str = ""
    customer_ids: str = ""
    customers: str = ""
    origin: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


def write_lookup(
    connection: DuckDBPyConnection, contents: LookupContents, parts: Sequence[tuple[int, int]], folder: Path
) -> None:
    """Write the files that `helix.reading.lookup` opens.

    Parameters
    ----------
    connection
        Of the database that is built.
    contents
        What is looked up.
    parts
        First and last `customer_key` of each: the lists of so many customers are gathered at a time.
    folder
        A new folder.

    Raises
    ------
    duckdb.Error, OSError
        If it can't be written.
    """
    if not contents.customers:
        return
    folder.mkdir()
    ((as_of, model_version),) = connection.execute(contents.origin).fetchall()
    facts = {**contents.variables, "as_of": str(as_of), "model_version": model_version}
    write_whole(_table(connection, contents.articles), folder / ARTICLES, facts)
    write_whole(_table(connection, contents.popular), folder / POPULAR)
    write_whole(_table(connection, contents.customer_ids), folder / CUSTOMER_IDS)
    write_batches(_customers(connection, contents.customers, parts), folder / CUSTOMERS)


def _table(connection: DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def _customers(
    connection: DuckDBPyConnection, query: str, parts: Sequence[tuple[int, int]]
) -> pa.RecordBatchReader:
    """The rows of all customers, part by part, as a stream."""

    def rows(first_key: int, last_key: int) -> pa.RecordBatchReader:
        keys = {"first_key": first_key, "last_key": last_key}
        return connection.sql(query, params=keys).to_arrow_reader(BATCH_ROWS)

    def batches() -> Iterator[pa.RecordBatch]:
        for first_key, last_key in parts:
            yield from rows(first_key, last_key)

    # No customer has a key below 0: this asks for nothing but the columns.
    return pa.RecordBatchReader.from_batches(rows(-1, -1).schema, batches())
