"""A PostgreSQL server of a test run's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.python.services.ports import free_port

USER = "helix"
# With what a URL must not have as it is.
PASSWORD, QUOTED_PASSWORD = "se@cr:et/", "se%40cr%3Aet%2F"
# PostgreSQL refuses to run as root.
OTHER_USER = "postgres"


class Postgres:
    """A running server.

    Attributes
    ----------
    port : int
        On the loopback.
    """

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, database: str = "postgres", password: str | None = QUOTED_PASSWORD) -> str:
        """Where a database is."""
        user = USER if password is None else f"{USER}:{password}"
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database, and return its name."""
        name = f"journal_{uuid4().hex}"
        self.run(f"create database {name}")
        return name

    def run(self, statement: str) -> None:
        """Run a statement as the superuser."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


def binaries() -> Path:
    """The folder of the newest installed server; the test that asks is skipped if there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    if not found:
        pytest.skip("no PostgreSQL is installed: bash tests/services.sh installs Debian's")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL refuses to run as root, and there is no runuser")
    return found[-1].parent


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server with an empty cluster, stopped and removed afterwards."""
    commands = binaries()
    # Not among pytest's folders, which another user may not look into.
    folder = Path(tempfile.mkdtemp(prefix="helix-postgres-"))
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, OTHER_USER)
        as_user = ["runuser", "-u", OTHER_USER, "--"]
    data, secret = folder / "data", folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    port = free_port()

    def run(command: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(commands / command), "--pgdata", str(data), *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    settings = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    )
    try:
        run(
            "initdb",
            "--username",
            USER,
            "--pwfile",
            str(secret),
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
        )
        run("pg_ctl", "start", "--wait", "--options", settings, "--log", str(folder / "log"))
        try:
            yield Postgres(port)
        finally:
            run("pg_ctl", "stop", "--mode", "immediate")
    finally:
        shutil.rmtree(folder)
