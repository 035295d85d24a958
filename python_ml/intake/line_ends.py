"""Whether the lines of a CSV file all end alike.

DuckDB gives up on a file of mixed line ends, and does not say where they are mixed.
"""

import mmap
import re
from pathlib import Path

from python_ml.problems import BadInput

CHUNK_BYTES = 256 * 1024
NAMES = {b"\r\n": "CRLF", b"\n": "LF", b"\r": "CR"}
_END = re.compile(rb"\r\n|\n|\r")
# What stands within quotes belongs to a field, line ends too.
_END_OR_QUOTED = re.compile(rb'\r\n|\n|\r|"[^"]*"?')


def check_line_ends(path: Path, chunk_bytes: int = CHUNK_BYTES) -> None:
    """Compare the line ends of a file, but for those within quotes.

    Parameters
    ----------
    path : Path
        A CSV file.
    chunk_bytes : int
        Bytes in memory at once.

    Raises
    ------
    BadInput
        With the first line (from 1) that ends otherwise than the first one.
    """
    if not _has_several_kinds(path, chunk_bytes):
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        first, line = b"", 1
        for found in _END_OR_QUOTED.finditer(content):
            if content[found.start()] == ord('"'):
                line += sum(1 for _ in _END.finditer(content, *found.span()))
                continue
            first = first or found.group()
            if found.group() != first:
                raise BadInput(
                    f"{path} ends line {line} with {NAMES[found.group()]} and the first one with "
                    f"{NAMES[first]}",
                    "save it with one kind of line end",
                )
            line += 1


def _has_several_kinds(path: Path, chunk_bytes: int) -> bool:
    """Whether more than one kind of line end occurs, within quotes or not."""
    kinds: set[bytes] = set()
    unfinished = b""
    with path.open("rb", buffering=0) as file:
        while chunk := unfinished + file.read(chunk_bytes):
            # The border of a chunk may cut CRLF in two.
            unfinished = b"\r" if chunk.endswith(b"\r") and chunk != unfinished else b""
            kinds |= _kinds(chunk.removesuffix(unfinished))
            if len(kinds) > 1:
                return True
    return False


def _kinds(chunk: bytes) -> set[bytes]:
    if b"\r" not in chunk:
        return {b"\n"} if b"\n" in chunk else set()
    both = chunk.count(b"\r\n")
    counts = {b"\r\n": both, b"\n": chunk.count(b"\n") - both, b"\r": chunk.count(b"\r") - both}
    return {end for end, count in counts.items() if count}
