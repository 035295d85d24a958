"""How the text of a file is laid out: its encoding, its separator, and the lines above its header."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from python_ml.intake.names import OTHER_NAMES, plain

HEAD_BYTES = 64 * 1024
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_LINES_ABOVE = 20
# Longer marks first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In cp1251 all letters of a Cyrillic word are above 0x7F; in western encodings such a letter stands alone or in twos.
_CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_UNUSED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SEP_LINE = re.compile(r"sep=(.)\r?$", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """The layout of a text file.

    Attributes
    ----------
    encoding : str
        As Python calls it.
    separator : str
        One character.
    skip_lines : int
        Lines above the header.
    """

    encoding: str = "utf-8"
    separator: str = ","
    skip_lines: int = 0

    @property
    def codec(self) -> str:
        """The encoding to open a file with: a byte order mark before UTF-8 is no part of the text."""
        return "utf-8-sig" if codecs.lookup(self.encoding).name == "utf-8" else self.encoding


def guess_encoding(content: bytes) -> str:
    """Guess the encoding of a file's beginning, or of all of it: a guess that people have to be told.

    Bytes that are no UTF-8 are taken for cp1251 where most of them stand in words, else for cp1252.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if even + odd > len(content) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.utf_8_decode(content, "strict", False)
    except UnicodeDecodeError:
        high = len(_HIGH_BYTE.findall(content))
        in_words = sum(len(word) for word in _CYRILLIC_WORD.findall(content))
        if in_words * 2 > high:
            return "cp1251"
        return "latin-1" if _UNUSED_IN_CP1252.search(content) else "cp1252"
    return "utf-8"


def guess_layout(content: bytes, wanted: Iterable[str]) -> Layout:
    """Guess the layout of a file from its beginning.

    The header is the line among the first with the most names that are known: those wanted, or what others call them.
    If none is known, it is the first line, unless that says ``sep=``.

    Parameters
    ----------
    content : bytes
        The first ``HEAD_BYTES`` of the file.
    wanted : iterable of str
        Names of the columns that the file should have.
    """
    encoding = guess_encoding(content)
    text = content.decode(Layout(encoding).codec, errors="replace").lstrip("\ufeff")
    lines = text.splitlines()[: MOST_LINES_ABOVE + 1]
    named = {word for name in wanted for word in (plain(name), *OTHER_NAMES.get(name, "").split())}
    said = _SEP_LINE.match(lines[0]) if lines else None
    candidates = [
        (len(named & {plain(cell) for cell in cells(line, separator)}), -number, separator)
        for number, line in enumerate(lines)
        for separator in SEPARATORS
    ]
    hits, place, separator = max(candidates, key=lambda one: one[:2], default=(0, 0, ","))
    if hits:
        return Layout(encoding, separator, -place)
    if said:
        return Layout(encoding, said[1], 1)
    return Layout(encoding, _commonest_separator(lines))


def _commonest_separator(lines: list[str]) -> str:
    """The separator that divides most lines into as many fields as each other, more than one; a comma if none does."""
    best = (0, 0, ",")
    for place, separator in enumerate(SEPARATORS):
        counts = Counter(len(cells(line, separator)) for line in lines if line)
        fields, times = max(counts.items(), key=lambda one: one[1], default=(1, 0))
        if fields > 1:
            best = max(best, (times, -place, separator))
    return best[2]


def cells(line: str, separator: str) -> list[str]:
    """The fields of one line."""
    return next(csv.reader([line], delimiter=separator), [])
