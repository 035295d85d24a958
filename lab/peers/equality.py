"""Whether two made the same tables."""

from collections.abc import Mapping

import duckdb

from lab.peers.tables import COLUMNS, KEYS

TOLERANCE = 1e-9


def differences(
    connection: duckdb.DuckDBPyConnection, one: Mapping[str, str], other: Mapping[str, str]
) -> list[str]:
    """What differs by more than `TOLERANCE`, relative to 1 or to the value if that is larger.

    Parameters
    ----------
    connection
        Where the relations are.
    one, other
        Relations in SQL by table name, of the same tables.

    Returns
    -------
    One text a table: the rows that only one of them has, or the columns with the number of rows that differ.
    """
    return [text for table in one for text in _table_differences(connection, table, one[table], other[table])]


def _table_differences(connection: duckdb.DuckDBPyConnection, table: str, one: str, other: str) -> list[str]:
    keys, columns = KEYS[table], COLUMNS[table]
    same_key = " and ".join(f"one.{key} = other.{key}" for key in keys)
    lonely = f"one.{keys[0]} is null or other.{keys[0]} is null"
    counts = ", ".join(f"count(*) filter (where not ({lonely}) and {_differs(column)})" for column in columns)
    row = connection.execute(
        f"select count(*) filter (where {lonely}), {counts} from {one} as one full join {other} as other on {same_key}"
    ).fetchone()
    found = [f"{table}: {row[0]:,} rows only in one"] * bool(row[0])
    return found + [
        f"{table}.{column}: {number:,} rows"
        for column, number in zip(columns, row[1:], strict=True)
        if number
    ]


def _differs(column: str) -> str:
    one, other = (f"cast({side}.{column} as double)" for side in ("one", "other"))
    return (
        f"(({one} is null) <> ({other} is null)"
        f" or abs({one} - {other}) > {TOLERANCE} * greatest(1, abs({one})))"
    )
