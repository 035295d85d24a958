"""What people read, one build after the other: where a rollback goes to.

It is a stack in a file, a build a line: a publication adds a line, a rollback takes the last one away. The link
``current`` and the file can't change at once. So what is added is added after the link was changed, what is taken
away before that; and a current build that is not the last line is taken for one that was about to be added.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import groupby
from pathlib import Path

from python_ml.publishing.disk import write_whole
from python_ml.publishing.names import is_build

HISTORY = "history"


def written_history(published: Path) -> list[str] | None:
    """Return the builds that the file names, oldest first; ``None`` if there is no file, as in earlier versions."""
    try:
        lines = (published / HISTORY).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    return [line for line in lines if is_build(line)]


def read_history(published: Path, known: Sequence[str], current: str | None) -> list[str]:
    """Return the builds that were read and are still there, the current one last.

    Parameters
    ----------
    published
        The folder of published builds.
    known
        The whole builds, oldest first.
    current
        The build that is read now.
    """
    written = written_history(published)
    if written is None:
        written = known[: known.index(current)] if current in known else []
    history = _kept(written, known)
    return history if current is None or history[-1:] == [current] else [*history, current]


def write_history(published: Path, history: Sequence[str]) -> None:
    """Replace the file."""
    write_whole(published / HISTORY, "".join(f"{build}\n" for build in history))


def _kept(builds: Sequence[str], known: Container[str]) -> list[str]:
    """Builds that are still there, none twice in a row."""
    return [build for build, _ in groupby(build for build in builds if build in known)]
