"""What a dbt Python model left in its table when it was last built."""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


class LastBuild:
    """The rows that a model's table holds, each under the fingerprint of what it was fitted from.

    Parameters
    ----------
    session
        The connection that dbt builds with.
    table
        The model's own table, `dbt.this`; it need not be there.
    """

    def __init__(self, session: Any, table: Any) -> None:
        self._rows: dict[str, Row] = {}
        columns = session.execute(
            "select column_name from duckdb_columns() where (database_name, schema_name, table_name) = (?, ?, ?)",
            [table.database, table.schema, table.identifier],
        ).fetchall()
        if ("fit_fingerprint",) in columns:
            rows = session.sql(f"select * from {table}").pl().rows(named=True)
            self._rows = {row["fit_fingerprint"]: row for row in rows}

    def row(self, fingerprint: str, fit: Callable[[], Row]) -> Row:
        """The row with this fingerprint; of `fit` if there is none yet."""
        known = self._rows.get(fingerprint)
        return known if known is not None else {**fit(), "fit_fingerprint": fingerprint}
