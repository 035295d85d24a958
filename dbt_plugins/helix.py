"""SQL functions of Local-Helix, registered on the connection that dbt builds with.

The profile names it::

    module_paths: ["{{ env_var('DBT_PROJECT_DIR', '.') }}"]
    plugins: [{module: dbt_plugins.helix}]
"""

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import TargetConfig
from duckdb import DuckDBPyConnection

from dbt_plugins.publisher import Contents, publish
from dbt_plugins.quoting import sql_text
from dbt_plugins.resources import PLANNING, memory_of_machine, settings
from python_ml.building.fingerprint import code_fingerprint
from python_ml.building.memory import process_sampler
from python_ml.intake import check_journal, check_raw_input, read_source
from python_ml.problems import BadInput, Problem
from python_ml.publishing import current_database
from python_ml.publishing.places import published_folder

PROJECT = Path(__file__).resolve().parents[1]


def helix_input_problem(source: str, raw_path: str | None) -> str:
    """Return what `check_raw_input` finds, as a whole sentence; '' when all is well."""
    try:
        check_raw_input(read_source(PROJECT, source), raw_path)
    except BadInput as problem:
        return f"{problem}."
    return ""


def helix_journal_problem(journal_path: str | None, folders: list[str]) -> str:
    """Return what `check_journal` finds, as a whole sentence; '' when all is well."""
    try:
        check_journal(journal_path, folders)
    except BadInput as problem:
        return f"{problem}."
    return ""


def helix_peak_memory_mb(from_utc: datetime | None, to_utc: datetime | None) -> int | None:
    """Return the peak memory of dbt and its children between two moments, see `MemorySampler.peak_mb`."""
    if from_utc is None or to_utc is None:
        return None
    sampler = process_sampler()
    sampler.sample()
    return sampler.peak_mb(from_utc, to_utc)


def helix_code_fingerprint() -> str:
    """Return `code_fingerprint` of the project this plugin is part of."""
    return code_fingerprint(PROJECT)


def helix_published_database() -> str | None:
    """Return the database that people read now, ``None`` if nothing is published."""
    database = current_database(published_folder())
    return None if database is None else str(database)


FUNCTIONS = (
    (helix_input_problem, ["varchar", "varchar"], "varchar"),
    (helix_journal_problem, ["varchar", "varchar[]"], "varchar"),
    (helix_code_fingerprint, [], "varchar"),
    (helix_peak_memory_mb, ["timestamp", "timestamp"], "bigint"),
    (helix_published_database, [], "varchar"),
)


class Plugin(BasePlugin):
    """Adds the functions to DuckDB, bounds what it takes of the machine, samples memory, and publishes."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions; every cursor of the database sees them."""
        process_sampler().start()
        # On a full disk dbt can't write its log either, and would print a traceback for every line of it.
        logging.raiseExceptions = False
        self._connection = conn
        for name, value in (settings(os.environ, memory_of_machine()) | PLANNING).items():
            conn.execute(f"set {name} = {sql_text(value)}")
        # A second connection to a database that this process has open shares its functions.
        known = {name for (name,) in conn.execute("select function_name from duckdb_functions()").fetchall()}
        for function, parameters, result in FUNCTIONS:
            if function.__name__ not in known:
                conn.create_function(
                    function.__name__,
                    function,
                    parameters,
                    result,
                    null_handling="special",
                    # All look at the world outside the database: never folded, never cached.
                    side_effects=True,
                )

    def store(self, target_config: TargetConfig) -> None:
        """Publish what the macro ``published_contents`` names, and add to it what came of that.

        These are the build's ``id`` and its ``bytes``, or a ``problem`` in words: a macro can catch no error.
        """
        build: dict[str, Any] = target_config.config
        contents = Contents(build["tables"], build["views"], build["features"], build["parts"])
        try:
            with self._connection.cursor() as cursor:
                published = publish(cursor, contents, published_folder(), build["keep"])
            build.update(id=published.id, bytes=published.bytes)
        except (duckdb.Error, OSError, Problem) as error:
            build["problem"] = str(error).splitlines()[0]
