"""What is published, for a target of dbt that reads it while another dbt builds.

Its database is in memory, so that it holds no file. Its tables are views on those of the build that people read::

    plugins: [{module: dbt_plugins.helix}, {module: dbt_plugins.published}]
"""

from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from python_ml.publishing import read_current
from python_ml.publishing.places import published_folder
from python_ml.quoting import sql_name, sql_text

CATALOG = "published"


class Plugin(BasePlugin):
    """Shows each table and view of the current build under its own name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Attach the build, read-only, and make the views; none if nothing is published."""
        if read_current(published_folder(), lambda database: _attach(conn, database)) is None:
            return
        tables = conn.execute(
            "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'main'",
            [CATALOG],
        ).fetchall()
        for (table,) in tables:
            name = sql_name(table)
            conn.execute(f"create view main.{name} as from {CATALOG}.main.{name}")


def _attach(conn: DuckDBPyConnection, database: Path) -> Path:
    conn.execute(f"attach {sql_text(database)} as {CATALOG} (read_only)")
    return database
