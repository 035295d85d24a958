"""Which journal a place names."""

from __future__ import annotations

import os

from helix.journal.sqlite import SqliteJournal
from helix.journal.store import Journal
from python_ml.intake.journal_place import JournalKind, kind_of_journal, shown_place
from python_ml.intake.paths import expanded
from python_ml.problems import BadInput, Unknown
from python_ml.publishing.places import workshop_path

VARIABLE = "HELIX_JOURNAL"


def default_place() -> str:
    """Where the journal is if nobody says otherwise: ``HELIX_JOURNAL``, or ``journal.sqlite`` beside the database.

    Raises
    ------
    NotBuilt
        If neither ``HELIX_JOURNAL`` nor ``HELIX_DB`` is set and there is no project.
    """
    return os.environ.get(VARIABLE) or str(workshop_path().with_name("journal.sqlite"))


def open_journal(place: str) -> Journal:
    """Open the journal of a place, and make it if it is not there.

    Parameters
    ----------
    place
        Path of an SQLite file, or a URL such as ``postgresql://user@host/database``.

    Raises
    ------
    BadInput
        If the place is a folder of segments, which nobody appends to event by event, or is none of the others.
    NoRoom
        If it can't be written.
    Busy
        If the database does not answer.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> journal = open_journal(f"{mkdtemp()}/journal.sqlite")
    >>> journal.after(0, limit=10)
    []
    >>> journal.close()
    """
    match kind_of_journal(place):
        case JournalKind.SQLITE:
            return SqliteJournal(expanded(place))
        case JournalKind.POSTGRESQL:
            from helix.journal.postgres import PostgresJournal

            return PostgresJournal(place)
    raise BadInput(
        f"{shown_place(place)} is no database to append to",
        "name a file such as journal.sqlite, or a postgresql:// URL",
    )


def existing_journal(place: str) -> Journal:
    """Open the journal of a place as `open_journal` does, but make no file where there is none.

    Raises
    ------
    Unknown
        If there is no such file.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> existing_journal(f"{mkdtemp()}/journal.sqlite")
    Traceback (most recent call last):
    python_ml.problems.Unknown: there is no journal ...
    """
    if kind_of_journal(place) is JournalKind.SQLITE and not expanded(place).exists():
        raise Unknown(f"there is no journal {place}", "name it with --journal or HELIX_JOURNAL")
    return open_journal(place)
