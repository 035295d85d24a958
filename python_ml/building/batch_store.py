"""A stream of batches, stored one by one."""

from typing import Any

import pyarrow as pa

# What a batch is called while it is inserted.
ARRIVING = "arriving_batch"


def stored(session: Any, name: str, batches: pa.RecordBatchReader) -> Any:
    """Insert each batch by itself into a temporary table, and return that table as a relation.

    A query that took them from the stream would hold all of DuckDB's threads while it waits, and whatever makes the
    batches by queries of its own would be left with one.

    Parameters
    ----------
    session
        The connection that dbt builds with; the table lasts as long as it does.
    name
        The table's name; one that the session already has is replaced.
    batches
        What is stored, in this order.
    """
    _insert(session, f'create or replace temporary table "{name}" as', batches.schema.empty_table())
    for batch in batches:
        _insert(session, f'insert into "{name}"', pa.Table.from_batches([batch]))
    return session.table(name)


def _insert(session: Any, statement: str, rows: pa.Table) -> None:
    session.register(ARRIVING, rows)
    session.execute(f"{statement} from {ARRIVING}")
    session.unregister(ARRIVING)
