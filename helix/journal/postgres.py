"""The journal in PostgreSQL: where several machines write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from psycopg import Connection, Error, OperationalError, ProgrammingError, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from helix.journal.database import DatabaseJournal
from helix.journal.store import COLUMNS, KEPT, TABLE, Row
from python_ml.intake.journal_place import shown_place
from python_ml.problems import BadInput, Busy, NoRoom, Problem

# Seconds to wait for the database to answer, and for those who hold the journal.
PATIENCE = 30
MOST_CONNECTIONS = 4
# Whoever appends holds this lock, of PostgreSQL's numbered ones, until their transaction ends: so positions become
# visible in their order, and who has seen one has seen all before it.
APPENDING = 0x68656C6978

TABLES = f"""
    create table {TABLE} (
        position bigint generated always as identity primary key,
        kind text not null,
        event_id text not null,
        customer_id text not null,
        content text not null,
        unique (kind, event_id)
    );
    create index {TABLE}_by_customer on {TABLE} (customer_id)
"""
INSERT = f"""
    insert into {TABLE} ({", ".join(COLUMNS)})
    select {", ".join(COLUMNS)}
    from unnest(%s::text[], %s::text[], %s::text[], %s::text[])
        with ordinality as given ({", ".join(COLUMNS)}, place)
    order by place
    on conflict (kind, event_id) do nothing
    returning kind, event_id
"""
AFTER = f"select position, content from {TABLE} where position > %s order by position limit %s"
LATEST = f"select position, content from {TABLE} order by position desc limit %s"
OF_CUSTOMER = f"""
    select position, content
    from {TABLE}
    where customer_id = %s and kind = any(%s::text[])
    order by position
"""
FORGET = f"delete from {TABLE} where customer_id = %s and kind <> %s"


class PostgresJournal(DatabaseJournal):
    """A journal in a table of a PostgreSQL database, which is made if it is not there.

    Parameters
    ----------
    url
        Such as ``postgresql://user@host/database``; what it leaves out, such as the password, comes from where libpq
        finds it (`PGPASSWORD`, `~/.pgpass`).

    Raises
    ------
    BadInput
        If the URL can't be read, or the database refuses it.
    Busy
        If the database does not answer.
    """

    _after = AFTER
    _latest = LATEST
    _of_customer = OF_CUSTOMER

    def __init__(self, url: str) -> None:
        self._shown = shown_place(url)
        self._pool = ConnectionPool(
            _connection_string(url),
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=PATIENCE,
            kwargs={"autocommit": True},
            configure=_make_durable,
            check=ConnectionPool.check_connection,
            open=False,
        )
        with self._problems():
            # A first connection by hand: the pool would try again, and say no more than that it failed.
            with Connection.connect(self._pool.conninfo, autocommit=True) as connection:
                _make_tables(connection)
            self._pool.open()
        super().__init__()

    def forget(self, customer_id: str) -> int:
        """Delete a customer's events for good, but for opt-outs, and return how many there were.

        The table is written anew without them, while others wait. Whose the table is must call it.
        """
        with self._problems(), self._pool.connection() as connection:
            forgotten = connection.execute(FORGET, (customer_id.strip(), KEPT)).rowcount
            # A plain vacuum leaves the bytes of deleted rows where they are.
            connection.execute(f"vacuum full {TABLE}")
        return forgotten

    def close(self) -> None:
        """Finish what was submitted, and close."""
        self._writer.close()
        self._pool.close()

    def _commit(self, rows: Sequence[Row]) -> list[bool]:
        with self._problems(), self._pool.connection() as connection, connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (APPENDING,))
            columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * len(COLUMNS)
            stored = set(connection.execute(INSERT, columns).fetchall())
        return [_take(stored, (row.kind, row.event_id)) for row in rows]

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[int, str]]:
        with self._problems(), self._pool.connection() as connection:
            return connection.execute(query, values).fetchall()

    def _kinds(self, names: list[str]) -> list[str]:
        return names

    @contextmanager
    def _problems(self) -> Iterator[None]:
        """Turn what PostgreSQL says into a problem of one sentence, which has nothing of a password."""
        try:
            yield
        except (Error, PoolTimeout) as error:
            raise _problem(error, self._shown) from error


def _take(stored: set[tuple[str, str]], event: tuple[str, str]) -> bool:
    """Whether an event was stored; of an event that was given twice, the first."""
    is_new = event in stored
    stored.discard(event)
    return is_new


def _connection_string(url: str) -> str:
    try:
        given = conninfo_to_dict(url)
        # A / or @ that the password has as it is ends up elsewhere.
        if any(not port.isdigit() for port in str(given.get("port", 0)).split(",")):
            raise ProgrammingError("port")
    except ProgrammingError:
        raise BadInput(
            f"the journal's URL, {shown_place(url)}, can't be read",
            "write what is special in it as a URL has it, such as %40 for @",
        ) from None
    return make_conninfo(url, connect_timeout=given.get("connect_timeout", PATIENCE))


def _make_durable(connection: Connection) -> None:
    """See that a commit waits for the disk, whatever the server does without being told."""
    connection.execute(
        "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
    )
    connection.execute(f"set lock_timeout = '{PATIENCE}s'")


def _make_tables(connection: Connection) -> None:
    """Make the table if it is not there; of several that do so at once, one does."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (APPENDING,))
        if connection.execute("select to_regclass(%s)", (TABLE,)).fetchone() == (None,):
            connection.execute(TABLES)


NO_ROOM = (errors.DiskFull, errors.ReadOnlySqlTransaction, errors.OutOfMemory)
NOT_ALLOWED = (
    errors.InsufficientPrivilege,
    errors.InvalidAuthorizationSpecification,
    errors.InvalidCatalogName,
    errors.InvalidPassword,
)


def _problem(error: Exception, shown: str) -> Problem:
    said = next(chain(str(error).strip().splitlines(), [type(error).__name__]))
    if isinstance(error, NO_ROOM):
        return NoRoom(f"the journal {shown} takes nothing in: {said}", "")
    if isinstance(error, NOT_ALLOWED):
        return BadInput(f"the journal {shown} refuses: {said}", "ask its owner for the right to")
    if isinstance(error, (OperationalError, PoolTimeout)):
        return Busy(f"the journal {shown} does not answer: {said}", "see that it runs and can be reached")
    return Problem(f"can't use the journal {shown}: {said}")
