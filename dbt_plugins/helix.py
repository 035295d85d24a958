"""SQL functions of Local-Helix, registered on the connection that dbt builds with.

The profile names it::

    module_paths: ["{{ env_var('DBT_PROJECT_DIR', '.') }}"]
    plugins: [{module: dbt_plugins.helix}]
"""

from datetime import datetime
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from python_ml.fingerprint import code_fingerprint
from python_ml.intake import InputProblem, check_raw_input
from python_ml.observation.memory import process_sampler


def helix_input_problem(source: str | None, raw_path: str | None) -> str:
    """Return the sentence of `check_raw_input`, '' when all is well."""
    try:
        check_raw_input(source, raw_path)
    except InputProblem as problem:
        return str(problem)
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
    return code_fingerprint(Path(__file__).resolve().parents[1])


FUNCTIONS = (
    (helix_input_problem, ["varchar", "varchar"], "varchar"),
    (helix_code_fingerprint, [], "varchar"),
    (helix_peak_memory_mb, ["timestamp", "timestamp"], "bigint"),
)


class Plugin(BasePlugin):
    """Adds ``helix_input_problem`` and ``helix_peak_memory_mb`` to DuckDB, and starts to sample memory."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions; every cursor of the database sees them."""
        process_sampler().start()
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
                    # Both look at the world outside the database: never folded, never cached.
                    side_effects=True,
                )
