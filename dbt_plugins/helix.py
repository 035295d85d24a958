"""SQL functions of Local-Helix, registered on the connection that dbt builds with.

The profile names it::

    module_paths: ["{{ env_var('DBT_PROJECT_DIR', '.') }}"]
    plugins: [{module: dbt_plugins.helix}]
"""

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from dbt_plugins.artifacts import check_room_for_dbt
from dbt_plugins.beginning import beginning
from dbt_plugins.journal import check_journal_place, copy_journal
from dbt_plugins.live import LiveContents, LiveModel, Source
from dbt_plugins.logs import set_up as set_up_logs
from dbt_plugins.lookup import LookupContents
from dbt_plugins.promises import published_facts, published_promises
from dbt_plugins.publisher import Contents, Description, publish, published_days
from dbt_plugins.resources import PLANNING, memory_of_machine, settings
from dbt_plugins.runs import helix_begin_run, helix_end_run
from dbt_plugins.workshop import check_workshop, spill_apart
from python_ml.building.code import python_fingerprint, sql_fingerprint
from python_ml.building.memory import process_sampler
from python_ml.building.process import set_up
from python_ml.building.steps import as_rows, build_steps
from python_ml.intake import check_raw_input, not_read, read_source, readable_file
from python_ml.printing import printable
from python_ml.problems import BadInput, Problem
from python_ml.publishing.disk import FULL, disk_problem
from python_ml.publishing.places import published_folder
from python_ml.publishing.summary import summary_lines
from python_ml.quoting import sql_text

Row = dict[str, Any]

PROJECT = Path(__file__).resolve().parents[1]


def helix_input_problem(source: str, raw_path: str | None) -> str:
    """Return what `check_raw_input` finds, as a whole sentence; '' when all is well."""
    try:
        check_raw_input(read_source(PROJECT, source), raw_path)
    except BadInput as problem:
        return printable(f"{problem}.")
    return ""


def helix_journal_problem(journal_path: str | None, folders: list[str]) -> str:
    """Return what `check_journal_place` finds, as a whole sentence; '' when all is well."""
    try:
        check_journal_place(journal_path, folders)
    except Problem as problem:
        return printable(f"{problem}.")
    return ""


def helix_not_read(source: str, raw_path: str | None) -> list[str]:
    """Return a line a file, and one for the folder, on what lies there and is not read."""
    return [f"Not read: {line}" for line in not_read(read_source(PROJECT, source), raw_path)]


def folder_of_copies(connection: DuckDBPyConnection) -> Path:
    """Where copies of what DuckDB does not read as it is lie: beside a connection's database."""
    paths = [path for (path,) in connection.execute("select path from duckdb_databases()").fetchall() if path]
    if paths:
        return Path(f"{paths[0]}.raw")
    # A database in memory only reads; what it needs is gone with this process.
    copies = Path(f"{tempfile.gettempdir()}/helix-raw-{uuid4()}")
    atexit.register(shutil.rmtree, copies, ignore_errors=True)
    return copies


def journal_copies(copies: Path) -> tuple[Callable[[str, str], str | None], Callable[[], bool]]:
    """The functions that copy the journal's events into a folder where a database keeps them, and remove the copy."""
    copy = copies / "journal.parquet"

    def helix_journal_copy(journal_path: str, folders: str) -> str | None:
        """Return the path that `copy_journal` returns, for folders by kind given as JSON."""
        written = copy_journal(journal_path, json.loads(folders), copy)
        return None if written is None else str(written)

    def helix_remove_journal_copy() -> bool:
        """Remove the copy, in which customers are named, and tell whether there was one."""
        is_there = copy.exists()
        copy.unlink(missing_ok=True)
        return is_there

    return helix_journal_copy, helix_remove_journal_copy


def raw_files(copies: Path) -> Callable[[str, str, str], str]:
    """The function that finds raw files, and puts copies of mapped ones into a folder."""

    def helix_raw_file(source: str, raw_path: str, table: str) -> str:
        """Return `readable_file` as JSON; `null` for an optional file that is not there."""
        found = readable_file(read_source(PROJECT, source), raw_path, table, copies)
        return json.dumps(found and asdict(found))

    return helix_raw_file


def helix_printable(text: str) -> str:
    """Return `printable` of a text."""
    return printable(text)


def helix_code_fingerprint(language: str, code: str) -> str:
    """Return `python_fingerprint` or `sql_fingerprint` of a model's compiled code."""
    return python_fingerprint(code) if language == "python" else sql_fingerprint(code)


def helix_published_days(source: str) -> list[Row]:
    """Return the days of the build that people read now, with their checksums; none of another source's."""
    return published_days(published_folder(), source)


def helix_published_facts(source: str) -> list[Row]:
    """Return the facts of the build that people read now; none of another source's."""
    return published_facts(published_folder(), source)


def helix_published_promises(source: str) -> list[Row]:
    """Return how many customers each published build of the source expected to order."""
    return published_promises(published_folder(), source)


def helix_build_steps(results: str, started_at: datetime) -> list[Row]:
    """Return the rows of `build_steps`, up to now.

    Parameters
    ----------
    results
        What ran, as JSON: a list of objects that `build_steps` takes.
    started_at
        When dbt began, in UTC, for when the command has not said when it did.
    """
    started = beginning(otherwise=started_at)
    sampler = process_sampler()
    sampler.sample()
    return as_rows(build_steps(json.loads(results), started, datetime.now(UTC), sampler.peak_mb))


def helix_summary(
    facts: list[Row] | None, steps: list[Row] | None, alerts: list[Row] | None, published: str
) -> list[str]:
    """Return the lines of `summary_lines`; ``None`` for a table that this run has not built."""
    return summary_lines(facts or [], steps or [], published, alerts or [])


def contents_of(given: Row) -> Contents:
    """The contents of a build, as the macro ``published_contents`` names them."""
    descriptions = {name: Description(**words) for name, words in given["descriptions"].items()}
    live, lookup = _live_contents_of(given["live"]), LookupContents(**given["lookup"])
    return Contents(**{**given, "descriptions": descriptions, "live": live, "lookup": lookup})


def _live_contents_of(given: Row) -> LiveContents:
    """What is computed live, as the macro ``live_contents`` names it."""
    models = [
        LiveModel(**{**model, "reads": {name: Source(**read) for name, read in model["reads"].items()}})
        for model in given["models"]
    ]
    return LiveContents(models, given["settings"])


def publishing(connection: DuckDBPyConnection) -> Callable[[str], Row]:
    """The function that publishes what is in a connection's database."""

    def helix_publish(contents: str) -> Row:
        """Publish what the macro ``published_contents`` names, given as JSON.

        Returns the build's ``id``, its ``bytes`` and a ``note`` on what could not be tidied up, or a ``problem`` in
        words, as a macro can catch no error.
        """
        build = json.loads(contents)
        folder = published_folder()
        try:
            # A connection of its own: the one that asks is busy asking.
            with connection.cursor() as cursor:
                published = publish(
                    cursor, contents_of(build["contents"]), folder, build["keep"], check_room_for_dbt
                )
        except OSError as error:
            return PROBLEM | {"problem": str(error if error.errno in FULL else disk_problem(error, folder))}
        except (duckdb.Error, Problem) as error:
            return PROBLEM | {"problem": str(error).splitlines()[0]}
        return {"id": published.id, "bytes": published.bytes, "note": published.note, "problem": None}

    return helix_publish


PROBLEM: Row = {"id": None, "bytes": None, "note": None}
PUBLISHED = "struct(id varchar, bytes bigint, note varchar, problem varchar)"
DAYS = "struct(known_on date, day_hash decimal(38, 0))[]"
EARLIER_FACTS = "struct(subject varchar, name varchar, detail varchar, value double, text varchar)[]"
PROMISES = (
    "struct(build_id varchar, as_of date, label_until date, customers bigint, "
    "expected double, variance double)[]"
)
FACTS = (
    "struct(subject varchar, name varchar, detail varchar, value double, low double, high double, "
    "unit varchar, text varchar)[]"
)
STEPS = (
    "struct(step varchar, seconds double, nodes integer, peak_memory_mb integer, slowest_node varchar, "
    "slowest_node_seconds double, started_at timestamp, ended_at timestamp)[]"
)
ALERTS = "struct(severity varchar, subject varchar, name varchar, sentence varchar, what_to_do varchar)[]"
FUNCTIONS = (
    (helix_input_problem, ["varchar", "varchar"], "varchar"),
    (helix_journal_problem, ["varchar", "varchar[]"], "varchar"),
    (helix_not_read, ["varchar", "varchar"], "varchar[]"),
    (helix_printable, ["varchar"], "varchar"),
    (helix_code_fingerprint, ["varchar", "varchar"], "varchar"),
    (helix_published_days, ["varchar"], DAYS),
    (helix_published_facts, ["varchar"], EARLIER_FACTS),
    (helix_published_promises, ["varchar"], PROMISES),
    (helix_begin_run, ["varchar", "varchar"], "varchar"),
    (helix_end_run, ["varchar", "boolean"], "boolean"),
    (helix_build_steps, ["varchar", "timestamp"], STEPS),
    (helix_summary, [FACTS, STEPS, ALERTS, "varchar"], "varchar[]"),
)


class Plugin(BasePlugin):
    """Adds the functions to DuckDB, bounds what it takes of the machine, and samples memory."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Say in one sentence why the database can't be opened, if so: this is called just before dbt opens it."""
        try:
            check_workshop(creds.path)
        except Problem as problem:
            # One of dbt's own: any other is shown as a traceback.
            raise DbtRuntimeError(f"{problem}.") from problem

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions; every cursor of the database sees them."""
        set_up()
        process_sampler().start()
        set_up_logs()
        for name, value in (settings(os.environ, memory_of_machine()) | PLANNING).items():
            conn.execute(f"set {name} = {sql_text(value)}")
        spill_apart(conn)
        # A second connection to a database that this process has open shares its functions.
        known = {name for (name,) in conn.execute("select function_name from duckdb_functions()").fetchall()}
        copies = folder_of_copies(conn)
        copy_events, remove_events = journal_copies(copies)
        of_database = (
            (publishing(conn), ["varchar"], PUBLISHED),
            (raw_files(copies), ["varchar", "varchar", "varchar"], "varchar"),
            (copy_events, ["varchar", "varchar"], "varchar"),
            (remove_events, [], "boolean"),
        )
        for function, parameters, result in (*FUNCTIONS, *of_database):
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
