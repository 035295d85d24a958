"""What must be on disk before anybody can read it, and what a disk says when it can't take it."""

import errno
import os
from pathlib import Path

from python_ml.problems import Problem

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DENIED = (errno.EACCES, errno.EPERM)
# Whatever the umask says: the owner writes, their group reads, others see nothing.
FOLDER_MODE, FILE_MODE, SEALED_MODE = 0o750, 0o640, 0o440


def flush(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder that its owner and their group alone may look into; one that is there stays as it is."""
    if path.is_dir():
        return
    path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    path.chmod(FOLDER_MODE)


def write_whole(path: Path, text: str) -> None:
    """Replace a small file, so that whoever reads it finds the old text or the new one, and it outlasts a crash."""
    unfinished = path.with_name(f".{path.name}.partial")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.chmod(FILE_MODE)
        flush(unfinished)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    flush(path.parent)


def disk_problem(error: OSError, path: Path | None = None) -> Problem:
    """Put what the operating system says into one sentence with a remedy.

    Parameters
    ----------
    error
        What it says.
    path
        The file or folder, where the error names none.
    """
    where = error.filename or path or "what is written"
    if error.errno in FULL:
        return no_room(where)
    if error.errno in DENIED:
        return Problem(f"you may not read or change {where}{_owner(where)}", "ask for the right to")
    if error.errno == errno.EROFS:
        return Problem(f"{where} lies on a disk that can only be read", "let it lie elsewhere")
    if error.errno == errno.ENOTDIR:
        return Problem(f"a part of the path {where} is a file and no folder", "name a folder")
    return Problem(f"{where}: {error.strerror or error}")


def no_room(where: object) -> Problem:
    """Return the problem of a file or folder for which the disk has no room.

    Examples
    --------
    >>> print(no_room("shop.duckdb"))
    shop.duckdb found no room on the disk: free space there, or let it lie elsewhere, and run it again
    """
    return Problem(
        f"{where} found no room on the disk", "free space there, or let it lie elsewhere, and run it again"
    )


def _owner(where: object) -> str:
    """Whose it is, as far as one may know."""
    try:
        return f", which belongs to {Path(str(where)).owner()}"
    except (OSError, KeyError):
        return ""
