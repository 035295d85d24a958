"""Where a journal may be: a folder of segments, an SQLite file, or a PostgreSQL database."""

from __future__ import annotations

from enum import Enum
from urllib.parse import parse_qs, urlsplit

from python_ml.intake.paths import expanded

SCHEMES = ("postgresql://", "postgres://")
SQLITE_ENDINGS = (".sqlite", ".sqlite3", ".db")
# How every SQLite file begins.
SQLITE_HEAD = b"SQLite format 3\x00"


class JournalKind(Enum):
    """What keeps a journal."""

    FOLDER = "folder"
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def kind_of_journal(place: str) -> JournalKind:
    """Tell what keeps the journal of a place; a file need not be there yet if its ending says what it is.

    Examples
    --------
    >>> kind_of_journal("postgresql://db.example/shop")
    <JournalKind.POSTGRESQL: 'postgresql'>
    >>> kind_of_journal("events/journal.sqlite")
    <JournalKind.SQLITE: 'sqlite'>
    >>> kind_of_journal("events")
    <JournalKind.FOLDER: 'folder'>
    """
    if place.startswith(SCHEMES):
        return JournalKind.POSTGRESQL
    path = expanded(place)
    if path.is_file():
        with path.open("rb") as file:
            is_sqlite = path.stat().st_size == 0 or file.read(len(SQLITE_HEAD)) == SQLITE_HEAD
    else:
        is_sqlite = path.suffix in SQLITE_ENDINGS and not path.is_dir()
    return JournalKind.SQLITE if is_sqlite else JournalKind.FOLDER


def shown_place(place: str) -> str:
    """A journal's place as people may see it: of a URL neither user, password nor options.

    Examples
    --------
    >>> shown_place("postgresql://helix:secret@db.example/shop?sslmode=require")
    'postgresql://db.example/shop'
    >>> shown_place("events/journal.sqlite")
    'events/journal.sqlite'
    """
    if not place.startswith(SCHEMES):
        return place
    scheme, rest = place.split("://", 1)
    # A password that is not written as a URL wants it may hold an @, a / or a ? of its own.
    return f"{scheme}://{rest.rpartition('@')[2].split('?')[0]}"


def has_password(place: str) -> bool:
    """Tell whether a journal's URL holds a password.

    Examples
    --------
    >>> has_password("postgresql://helix:secret@db.example/shop")
    True
    >>> has_password("postgresql://helix@db.example/shop")
    False
    """
    if not place.startswith(SCHEMES):
        return False
    user = place.split("://", 1)[1].rpartition("@")[0]
    return ":" in user or "password" in parse_qs(urlsplit(place).query)
