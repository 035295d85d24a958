"""The calls of the file system that Python makes in a folder: one of them can be the last, or be refused.

Python announces most of them to audit hooks, just before it makes them; what it does not announce is wrapped. What
DuckDB does by itself is not seen: builds that are killed at random moments are for that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Of these, Python imports modules by some: they count if they name something in the folder.
BY_PATH = ("open", "os.listdir")
ANNOUNCED = (
    *BY_PATH,
    *(
        "os.chmod",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.scandir",
        "os.symlink",
        "fcntl.flock",
    ),
)
WRAPPED = ("fsync", "readlink", "write")

Act = Callable[[str], None]


class Calls:
    """Counts calls on a folder, and acts just before the one that is meant.

    Audit hooks can't be taken away again: use it in a process that ends soon.

    Parameters
    ----------
    folder
        Calls that name nothing in it are not counted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._place: int | None = None
        self._act: Act | None = None
        self._is_counting = False
        self.made: list[str] = []
        sys.addaudithook(self._announced)

    @contextmanager
    def counted(self, place: int | None = None, act: Act | None = None) -> Iterator[None]:
        """Count calls while the block lasts, and act before the call of a place, 0 for the first."""
        kept = {name: getattr(os, name) for name in WRAPPED}
        self.made, self._place, self._act, self._is_counting = [], place, act, True
        for name, function in kept.items():
            setattr(os, name, self._wrapped(name, function))
        try:
            yield
        finally:
            self._is_counting = False
            for name, function in kept.items():
                setattr(os, name, function)

    def _announced(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_elsewhere = event in BY_PATH and self._folder not in str(arguments[0])
        if self._is_counting and event in ANNOUNCED and not is_elsewhere:
            self._count(event)

    def _wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self._is_counting:
                self._count(name)
            return function(*arguments, **options)

        return call

    def _count(self, name: str) -> None:
        self.made.append(name)
        if self._act is not None and len(self.made) - 1 == self._place:
            self._act(name)
