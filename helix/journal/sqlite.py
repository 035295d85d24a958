"""The journal as an SQLite file: for one machine, on which several processes may hold it open."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from helix.journal.database import DatabaseJournal
from helix.journal.store import COLUMNS, KEPT, TABLE, Row
from python_ml.problems import BadInput, Busy, NoRoom, Problem
from python_ml.publishing.disk import FILE_MODE, disk_problem

# How long to wait for another process that writes.
PATIENCE = 30.0

TABLES = f"""
    create table if not exists {TABLE} (
        position integer primary key autoincrement,
        kind text not null,
        event_id text not null,
        customer_id text not null,
        content text not null,
        unique (kind, event_id)
    ) strict;
    create index if not exists {TABLE}_by_customer on {TABLE} (customer_id);
"""
INSERT = f"""
    insert into {TABLE} ({", ".join(COLUMNS)}) values (?, ?, ?, ?)
    on conflict (kind, event_id) do nothing
"""
AFTER = f"select position, content from {TABLE} where position > ? order by position limit ?"
LATEST = f"select position, content from {TABLE} order by position desc limit ?"
OF_CUSTOMER = f"""
    select position, content
    from {TABLE}
    where customer_id = ? and kind in (select value from json_each(?))
    order by position
"""
FORGET = f"delete from {TABLE} where customer_id = ? and kind <> ?"


class SqliteJournal(DatabaseJournal):
    """A journal in an SQLite file, which is made if it is not there; its folder must be.

    Every commit is on the disk before anybody is told of it: the file is in WAL mode with `synchronous = full`.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    BadInput
        If there is no folder for it, or the file is something else.
    NoRoom
        If it can't be written.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tempfile import mkdtemp
    >>> from helix.journal import OptOut
    >>> journal = SqliteJournal(Path(mkdtemp()) / "journal.sqlite")
    >>> event = OptOut(event_id="7", occurred_at=datetime(2026, 1, 2, tzinfo=UTC), customer_id="c1")
    >>> journal.append([event]), journal.append([event])
    (1, 0)
    >>> [recorded.position for recorded in journal.after(0, limit=100)]
    [1]
    >>> journal.close()
    """

    _after = AFTER
    _latest = LATEST
    _of_customer = OF_CUSTOMER

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.parent.is_dir():
            raise BadInput(f"there is no folder {path.parent} for the journal {path.name}", "make it first")
        with self._problems():
            path.touch(FILE_MODE)
            self._writing = self._connect()
            self._reading = self._connect()
            _make_tables(self._writing, path)
        self._reads = Lock()
        super().__init__()

    def forget(self, customer_id: str) -> int:
        """Delete a customer's events for good, but for opt-outs, and return how many there were.

        The file is written anew without them, which takes a moment for each gigabyte and as much room again.

        Raises
        ------
        Busy
            If another process reads or writes for too long; what could not be done is done when it is called again.
        """
        with self._problems(), closing(self._connect()) as connection:
            connection.execute("pragma secure_delete = on")
            forgotten = connection.execute(FORGET, (customer_id.strip(), KEPT)).rowcount
            # What moved within the file when rows were added may have left copies behind.
            connection.execute("vacuum")
            self._empty_log(connection)
        return forgotten

    def close(self) -> None:
        """Finish what was submitted, and close."""
        self._writer.close()
        self._writing.close()
        with self._reads:
            self._reading.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            _patiently(lambda: connection.execute("pragma journal_mode = wal"))
            connection.execute("pragma synchronous = full")
        except BaseException:
            connection.close()
            raise
        return connection

    def _commit(self, rows: Sequence[Row]) -> list[bool]:
        with self._problems(), _transaction(self._writing) as connection:
            return [connection.execute(INSERT, row).rowcount == 1 for row in rows]

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[int, str]]:
        with self._problems(), self._reads:
            return self._reading.execute(query, values).fetchall()

    def _kinds(self, names: list[str]) -> str:
        return json.dumps(names)

    def _empty_log(self, connection: sqlite3.Connection) -> None:
        """Move what is in the write-ahead log into the file, and cut the log to nothing."""
        waited_until = monotonic() + PATIENCE
        while connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
            if monotonic() > waited_until:
                raise Busy(f"{self._path} is being read by another process, so that its log still has all")
            sleep(0.05)

    @contextmanager
    def _problems(self) -> Iterator[None]:
        """Turn what SQLite says into a problem of one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise _problem(error, self._path) from error
        except OSError as error:
            raise disk_problem(error, self._path) from error


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("begin immediate")
    try:
        yield connection
        connection.execute("commit")
    except BaseException:
        # A full disk has ended it already.
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    with _transaction(connection):
        tables = {
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        }
        if tables and TABLE not in tables:
            raise BadInput(f"{path} is a database of something else", "name another file for the journal")
        for statement in TABLES.strip().split(";")[:-1]:
            connection.execute(statement)


def _patiently(step: Callable[[], object]) -> None:
    """Repeat what SQLite refuses at once, without waiting, while another process does the same."""
    waited_until = monotonic() + PATIENCE
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > waited_until:
                raise
            sleep(0.01)
        else:
            return


def _problem(error: sqlite3.Error, path: Path) -> Problem:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_FULL or code in NOT_WRITTEN:
        return NoRoom(f"the journal {path} found no room on the disk")
    match code & 0xFF:
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return NoRoom(
                f"the journal {path} can't be written", "ask for the right to, or name another place"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy(f"the journal {path} is held by another process", "try again")
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return BadInput(
                f"{path} is damaged, or no SQLite file at all", "name another file for the journal"
            )
    return Problem(f"can't use the journal {path}: {error}")


# A write that the operating system refused, over a quota or a limit of size.
NOT_WRITTEN = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)
