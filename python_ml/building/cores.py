"""Taking turns at what uses every core."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.Lock()


@contextmanager
def all_cores() -> Iterator[None]:
    """Wait until no other model of this process trains: two at once take longer than one after the other."""
    with _turn:
        yield
