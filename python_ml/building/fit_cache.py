"""Fits that a dbt Python model left in its table, taken over while all that decides them is the same."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from python_ml.building.fingerprint import combined_fingerprint, table_fingerprint

Row = dict[str, Any]


class FitCache:
    """The rows that a model's table holds, each under what it is for and the fingerprint of what it was fitted from.

    Two fits of the same data are two fits: without what each is for, the next build would take one of them for both.

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
        self._rows: list[Row] = []
        columns = session.execute(
            "select column_name from duckdb_columns() where (database_name, schema_name, table_name) = (?, ?, ?)",
            [table.database, table.schema, table.identifier],
        ).fetchall()
        ((keep_nothing,),) = session.execute("select coalesce(getvariable('keep_nothing'), false)").fetchall()
        if ("fit_fingerprint",) in columns and not keep_nothing:
            self._rows = session.sql(f"select * from {table}").pl().rows(named=True)

    def row(
        self,
        purpose: Mapping[str, Any],
        tables: Iterable[pa.Table],
        settings: Mapping[str, Any],
        fit: Callable[[], Row],
    ) -> Row:
        """The row that was fitted for the same purpose from the same data, settings and code; of `fit` without one.

        Parameters
        ----------
        purpose
            Columns of the row that say what the fit is for, such as `{"split": "test"}`: together they name one row.
        tables
            What is learned from; the order of their rows counts.
        settings
            Parameters of the fit, as JSON has them.
        fit
            Fits, and returns the other columns of the row, but for `fit_fingerprint`.
        """
        fingerprint = combined_fingerprint(
            self._code, json.dumps(settings, sort_keys=True), *map(table_fingerprint, tables)
        )
        row = {**purpose, "fit_fingerprint": fingerprint}
        known = (known for known in self._rows if row.items() <= known.items())
        return next(known, None) or {**purpose, **fit(), "fit_fingerprint": fingerprint}
