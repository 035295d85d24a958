"""Whether a file is UTF-8 text, read once from end to end."""

import codecs
from pathlib import Path

from python_ml.problems import BadInput

# Small enough to stay in the processor's cache, which makes the decoder several times faster.
CHUNK_BYTES = 256 * 1024


def check_text(path: Path, chunk_bytes: int = CHUNK_BYTES) -> None:
    """Stream a file and stop at the first byte that is not UTF-8, or is NUL.

    Parameters
    ----------
    path : Path
        A regular file.
    chunk_bytes : int
        Bytes in memory at once.

    Raises
    ------
    BadInput
        With the line (from 1) and the byte within that line (from 1).
    """
    offset = _first_bad_offset(path, chunk_bytes)
    if offset is None:
        return
    line, byte, value = _place(path, offset, chunk_bytes)
    if value == 0:
        raise BadInput(
            f"{path} has a NUL character (byte {byte} of line {line})",
            "the file is damaged or no text, save it again as UTF-8",
        )
    raise BadInput(f"{path} is not UTF-8 (byte {byte} of line {line} is 0x{value:02X})", "save it as UTF-8")


def _first_bad_offset(path: Path, chunk_bytes: int) -> int | None:
    """Offset of the first NUL or undecodable byte."""
    offset, unfinished = 0, b""
    with path.open("rb", buffering=0) as file:
        while True:
            chunk = file.read(chunk_bytes)
            data = unfinished + chunk
            try:
                _, decoded = codecs.utf_8_decode(data, "strict", not chunk)
                end = None
            except UnicodeDecodeError as error:
                decoded, end = error.start, error.start
            nul = data.find(0, 0, decoded)
            if nul >= 0:
                return offset + nul
            if end is not None:
                return offset + end
            if not chunk:
                return None
            # A character cut by the border of the chunk is decoded with the next one.
            unfinished = data[decoded:]
            offset += decoded


def _place(path: Path, offset: int, chunk_bytes: int) -> tuple[int, int, int]:
    """Line, byte within the line (both from 1) and value of the byte at an offset."""
    line, line_start, position = 1, 0, 0
    with path.open("rb") as file:
        while position < offset:
            chunk = file.read(min(chunk_bytes, offset - position))
            line += chunk.count(b"\n")
            last_break = chunk.rfind(b"\n")
            if last_break >= 0:
                line_start = position + last_break + 1
            position += len(chunk)
        return line, offset - line_start + 1, file.read(1)[0]
