"""What the PostgreSQL journal's own is: positions in order, forgetting for good, and what the server refuses."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from helix.journal import open_journal
from helix.journal.postgres import APPENDING
from python_ml.problems import BadInput, Busy, NoRoom, Problem
from tests.python.journal.shop_events import ids, response
from tests.python.services.postgres import PASSWORD, QUOTED_PASSWORD

SECRET = "lovelace-1815"


@pytest.fixture
def database(postgres):
    return postgres.new_database()


@pytest.fixture
def journal(postgres, database):
    journal = open_journal(postgres.url(database))
    yield journal
    journal.close()


def refused(url):
    """What is said of a journal that can't be opened, which never has the password."""
    with pytest.raises(Problem) as caught:
        open_journal(url)
    assert "se@cr" not in str(caught.value)
    assert "se%40cr" not in str(caught.value)
    return caught.value


def test_a_later_position_never_shows_before_an_earlier_one(postgres, database, journal):
    """Another machine has taken a position and is slow to commit: nobody may see a later one meanwhile."""
    journal.append([response("first")])
    slow = psycopg.connect(postgres.url(database))
    slow.execute("select pg_advisory_xact_lock(%s)", (APPENDING,))
    slow.execute(
        "insert into journal_events (kind, event_id, customer_id, content)"
        " select kind, 'slow', customer_id, replace(content, '\"first\"', '\"slow\"') from journal_events"
    )
    answer = journal.submit([response("later")])
    assert ids(journal.after(0, limit=10)) == ["first"]
    slow.commit()
    slow.close()
    assert answer.result() == 1
    assert ids(journal.after(0, limit=10)) == ["first", "slow", "later"]


def test_who_follows_sees_every_event_of_several_machines(postgres, database):
    """Each journal here has connections and a writer of its own, as those of several machines have."""
    followed = open_journal(postgres.url(database))
    seen, position = [], 0

    def write(machine):
        journal = open_journal(postgres.url(database))
        for number in range(40):
            journal.append([response(f"{machine}/{number}"), response(number)])
        journal.close()

    writing = Thread(target=lambda: list(ThreadPoolExecutor(4).map(write, range(4))))
    writing.start()
    while True:
        is_last = not writing.is_alive()
        recorded = followed.after(position, limit=7)
        seen += ids(recorded)
        position = recorded[-1].position if recorded else position
        if is_last and not recorded:
            break
    everything = ids(followed.after(0, limit=1000))
    assert seen == everything
    assert len(set(seen)) == len(seen) == 4 * 40 + 40
    followed.close()


def test_nothing_of_a_forgotten_customer_stays_in_the_table(postgres, database, journal):
    journal.append(response(f"{number} {SECRET}", SECRET if number % 2 else "c1") for number in range(0, 400))
    journal.append(response(f"kept {number}", "c2") for number in range(400))

    def bytes_of_table():
        with psycopg.connect(postgres.url(database), autocommit=True) as connection:
            connection.execute("checkpoint")
            ((folder, table),) = connection.execute(
                "select current_setting('data_directory'), pg_relation_filepath('journal_events')"
            ).fetchall()
            indexes = connection.execute(
                "select pg_relation_filepath(indexrelid) from pg_index where indrelid = 'journal_events'::regclass"
            ).fetchall()
        return b"".join(Path(folder, file).read_bytes() for file in [table, *(name for (name,) in indexes)])

    assert SECRET.encode() in bytes_of_table()
    assert journal.forget(SECRET) == 200
    assert journal.forget("c1") == 200
    assert SECRET.encode() not in bytes_of_table()
    assert len(journal.after(0, limit=1000)) == 400


def test_a_commit_waits_for_the_disk_even_if_the_server_would_not(postgres, database, journal):
    postgres.run(f"alter database {database} set synchronous_commit = off")
    again = open_journal(postgres.url(database))
    with again._pool.connection() as connection:
        assert connection.execute("show synchronous_commit").fetchone() == ("on",)
    again.close()


def test_a_server_that_takes_nothing_in(postgres, database, journal):
    postgres.run(f"alter database {database} set default_transaction_read_only = on")
    again = open_journal(postgres.url(database))
    with pytest.raises(NoRoom, match=r"takes nothing in: cannot execute .* in a read-only transaction$"):
        again.append([response(1)])
    assert again.after(0, limit=10) == []
    again.close()


def test_a_full_disk_is_no_room(journal):
    with journal._pool.connection() as connection:
        connection.execute(
            "create function full_disk() returns trigger language plpgsql as $$"
            " begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$"
        )
        connection.execute(
            "create trigger full_disk before insert on journal_events execute function full_disk()"
        )
    with pytest.raises(NoRoom, match="could not extend file: No space left on device"):
        journal.append([response(1)])
    with journal._pool.connection() as connection:
        connection.execute("drop trigger full_disk on journal_events")
    assert journal.append([response(1)]) == 1


def test_a_lost_connection_is_made_anew(postgres, database, journal):
    journal.append([response(1)])
    postgres.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'")
    assert journal.append([response(1), response(2)]) == 1
    assert ids(journal.after(0, limit=10)) == ["1", "2"]


def test_a_wrong_password(postgres, database):
    problem = refused(postgres.url(database, password="se%40cr-else"))
    assert isinstance(problem, (BadInput, Busy))
    assert "password authentication failed" in str(problem)
    assert str(problem).startswith(f"the journal postgresql://127.0.0.1:{postgres.port}/{database} ")


def test_no_such_database(postgres):
    assert 'database "nowhere" does not exist' in str(refused(postgres.url("nowhere")))


def test_no_server(postgres):
    url = postgres.url().replace(str(postgres.port), "9")
    problem = refused(url)
    assert isinstance(problem, Busy)
    assert str(problem).startswith("the journal postgresql://127.0.0.1:9/postgres does not answer: ")


@pytest.mark.parametrize("password", [PASSWORD, "se@cr%", "se@cr/1"])
def test_a_password_that_is_not_written_as_a_url_wants_it(postgres, password):
    refused(postgres.url(password=password))


def test_a_role_that_may_only_append(postgres, database, journal):
    """Whose the table is not may neither make it nor write it anew."""
    name = f"clerk_{database}"
    postgres.run(f"create role {name} login password '{PASSWORD}'")
    with psycopg.connect(postgres.url(database), autocommit=True) as connection:
        connection.execute(f"grant select, insert on journal_events to {name}")
    clerk = open_journal(postgres.url(database).replace("helix:", f"{name}:"))
    assert QUOTED_PASSWORD in postgres.url(database)
    assert clerk.append([response(1)]) == 1
    with pytest.raises(BadInput, match="permission denied"):
        clerk.forget("c1")
    clerk.close()
