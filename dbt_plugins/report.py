"""The report of a build that is being published, from the answers to the project's analyses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from python_ml.publishing.builds import REPORT
from python_ml.publishing.places import project_root
from python_ml.reporting.report import ANALYSES, report_html

FACTS = "select name, value, text from build_facts where subject = 'shop'"
# A part of a project, or a shop without a plan, lacks tables; its report is shorter.
NOT_THERE = (duckdb.CatalogException, duckdb.BinderException)


def write_report(connection: DuckDBPyConnection, build: str, folder: Path) -> None:
    """Write the report of the database that the connection uses into a folder.

    A project without analyses gets none.

    Parameters
    ----------
    connection
        Whose unqualified names are the tables of the build.
    build
        What the build is called.
    folder
        Where `REPORT` goes.
    """
    analyses = project_root() / "analyses"
    if not analyses.is_dir():
        return
    answers = {}
    for name in ANALYSES:
        sql = (analyses / f"{name}.sql").read_text(encoding="utf-8")
        rows = _rows(connection, sql)
        if rows is not None:
            answers[name] = rows
    (folder / REPORT).write_text(
        report_html(build, _rows(connection, FACTS) or [], answers), encoding="utf-8"
    )


def _rows(connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]] | None:
    """Return the rows of a question, ``None`` if a table that it reads is not there."""
    try:
        found = connection.execute(sql)
    except NOT_THERE:
        return None
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
