"""What the builds that are still published said, to compare with what has come since."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from python_ml.publishing import DATABASE, read_current
from python_ml.publishing.builds import BUILDS, builds

Row = dict[str, Any]

# Sums of whole numbers are the same on every run.
PROMISES = """
    select
        next_purchase.as_of,
        cutoffs.label_until,
        count(*) as customers,
        sum(cast(round(p_window * 1e9) as bigint)) / 1e9 as expected,
        sum(cast(round(p_window * (1 - p_window) * 1e9) as bigint)) / 1e9 as variance
    from next_purchase
    inner join cutoffs on next_purchase.split = cutoffs.split
    where next_purchase.split = 'serve' and next_purchase.last_event_at is not null
    group by next_purchase.as_of, cutoffs.label_until
"""


def published_facts(published: Path, source: str) -> list[Row]:
    """Return the rows of `build_facts` of the build that people read now.

    Parameters
    ----------
    published
        The folder of published builds; without one there are no facts.
    source
        Of a build of another source there are none either.
    """
    connection = read_current(published, _open)
    if connection is None:
        return []
    with connection:
        if not _is_of(connection, source, ["build_facts"]):
            return []
        return _rows(connection, "select subject, name, detail, value, text from build_facts order by all")


def published_promises(published: Path, source: str) -> list[Row]:
    """Return how many customers each build that is still there expected to order in the window after it.

    Parameters
    ----------
    published
        The folder of published builds.
    source
        Builds of another source promised nothing of this shop.

    Returns
    -------
    list of dict
        `build_id`, `as_of`, `label_until`, `customers` who had ordered before, how many of them were `expected` to
        order, and the `variance` of that; of builds with the same `as_of`, the newest.
    """
    promises: dict[Any, Row] = {}
    for build in builds(published):
        with _open(published / BUILDS / build / DATABASE) as connection:
            if _is_of(connection, source, ["next_purchase", "cutoffs"]):
                promises |= {row["as_of"]: {"build_id": build} | row for row in _rows(connection, PROMISES)}
    return list(promises.values())


def _open(database: Path) -> DuckDBPyConnection:
    return duckdb.connect(database, read_only=True)


def _is_of(connection: DuckDBPyConnection, source: str, tables: Sequence[str]) -> bool:
    """Tell whether a build is of a source and has these tables, which one of an earlier version may lack."""
    known = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() union all select view_name from duckdb_views()"
        ).fetchall()
    }
    if not known >= {"int_shop", *tables}:
        return False
    return connection.execute("select source from int_shop").fetchall() == [(source,)]


def _rows(connection: DuckDBPyConnection, query: str) -> list[Row]:
    return connection.sql(query).to_arrow_table().to_pylist()
