"""The database that dbt builds in: whether it can be opened, and what killed builds spilled beside it."""

from hashlib import md5
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from python_ml.problems import BadInput
from python_ml.publishing.disk import disk_problem
from python_ml.publishing.opening import database_problem
from python_ml.quoting import sql_text

IN_MEMORY = ":memory:"
SPILLED = "duckdb_temp_*"


def check_workshop(database: str) -> None:
    """See that a database can be opened and written to; it need not be there yet.

    Raises
    ------
    BadInput
        If its folder is not there.
    Problem
        If it is locked, damaged, of another version of DuckDB, or one may not write to it.
    """
    path = Path(database)
    if database == IN_MEMORY:
        return
    try:
        if not path.parent.is_dir():
            raise BadInput(
                f"there is no folder {path.parent} for the database {path.name}", "make it, or set HELIX_DB"
            )
        is_new = not path.exists()
        duckdb.connect(path).close()
        if is_new:
            path.unlink()
    except OSError as error:
        raise disk_problem(error, path) from error
    except duckdb.Error as error:
        raise database_problem(path, str(error)) from error


def spill_apart(connection: DuckDBPyConnection) -> None:
    """Give the database a folder of its own to spill into, and remove what killed builds left in it.

    Who holds a database open for writing is alone in that: so what lies in its folder is nobody's.

    Raises
    ------
    Problem
        If the folder can't be made.
    """
    ((database, folder),) = connection.execute(
        "select path, current_setting('temp_directory') from duckdb_databases() "
        "where database_name = current_database()"
    ).fetchall()
    if database is None or not folder:
        return
    own = Path(folder)
    if own.name != f"{Path(database).name}.tmp":
        # Wanted elsewhere (HELIX_SPILL), perhaps for several shops.
        own /= f"{Path(database).name}-{md5(database.encode()).hexdigest()[:8]}.tmp"
        connection.execute(f"set temp_directory = {sql_text(own)}")
    try:
        if own.parent != Path(database).parent:
            own.mkdir(parents=True, exist_ok=True)
        for path in own.glob(SPILLED):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_problem(error, own) from error
