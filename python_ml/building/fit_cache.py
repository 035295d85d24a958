"""Fits that a dbt Python model left in its table, taken over while all that decides them is the same."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from python_ml.building.fingerprint import combined_fingerprint, table_fingerprint

Row = dict[str, Any]


class FitCache:
    """The rows that a model's table holds, each under the fingerprint of what it was fitted from.

    Parameters
    ----------
    session
        The connection that dbt builds with.
    table
        The model's own table, `dbt.this`; it need not be there. With `--full-refresh` nothing of it is taken over:
        the materialization `cutoff_table` sets the variable `keep_nothing`.
    code
        Fingerprint of the code that fits, of `python_ml.building.code.fit_fingerprint`.
    """

    def __init__(self, session: Any, table: Any, code: str) -> None:
        self._code = code
        self._rows: dict[str, Row] = {}
        columns = session.execute(
            "select column_name from duckdb_columns() where (database_name, schema_name, table_name) = (?, ?, ?)",
            [table.database, table.schema, table.identifier],
        ).fetchall()
        ((keep_nothing,),) = session.execute("select coalesce(getvariable('keep_nothing'), false)").fetchall()
        if ("fit_fingerprint",) in columns and not keep_nothing:
            rows = session.sql(f"select * from {table}").pl().rows(named=True)
            self._rows = {row["fit_fingerprint"]: row for row in rows}

    def row(self, tables: Iterable[pa.Table], settings: Mapping[str, Any], fit: Callable[[], Row]) -> Row:
        """The row that was fitted from the same data, settings and code; of `fit` if there is none yet.

        Parameters
        ----------
        tables
            What is learned from; the order of their rows counts.
        settings
            Parameters of the fit, as JSON has them.
        fit
            Fits, and returns the row, without its `fit_fingerprint`.
        """
        fingerprint = combined_fingerprint(
            self._code, json.dumps(settings, sort_keys=True), *map(table_fingerprint, tables)
        )
        known = self._rows.get(fingerprint)
        return known if known is not None else {**fit(), "fit_fingerprint": fingerprint}
