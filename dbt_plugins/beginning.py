"""When the command began that runs dbt in this process, if it has said so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

_said: list[datetime] = []


@contextmanager
def began_at(moment: datetime) -> Iterator[None]:
    """Say, for as long as the command runs, when it began."""
    _said.append(moment)
    try:
        yield
    finally:
        _said.pop()


def beginning(otherwise: datetime) -> datetime:
    """Return that moment, or another one where nobody has said so."""
    return _said[-1] if _said else otherwise
