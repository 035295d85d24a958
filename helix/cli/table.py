"""A table of text that fits a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helix.cli.text import GAP, fit, pad, width
from python_ml.printing import printable

Row = Sequence[str | None]
NULL = "-"
# A long text is cut to no fewer columns; a table that is still too wide is printed row by row.
LEAST_WIDTH = 12
NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL")
INEXACT = ("FLOAT", "DOUBLE")
# Numbers and moments are never cut, nor are ids, since a person copies them.
NEVER_CUT = re.compile(rf"{NUMBER.pattern}|DATE|TIME|BOOLEAN|UUID|INTERVAL")
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of printable cells, and how it may be laid out.

    Attributes
    ----------
    name
        The heading.
    cells
        One a row.
    is_number
        Whether it goes to the right.
    is_cut
        Whether a long cell may lose its end.
    """

    name: str
    cells: tuple[str, ...]
    is_number: bool
    is_cut: bool

    @property
    def most(self) -> int:
        """Terminal columns that show every cell."""
        return max(map(width, (self.name, *self.cells)))

    @property
    def least(self) -> int:
        """Terminal columns that it can't do without."""
        return min(self.most, max(LEAST_WIDTH, width(self.name))) if self.is_cut else self.most


def table(names: Sequence[str], types: Sequence[str], rows: Sequence[Row], terminal: int) -> str:
    """Return rows as a table that is no wider than the terminal: numbers to the right, long texts cut.

    Where cutting is not enough, each row becomes a list of names and cells. Of a number that is inexact anyway it shows
    ``DECIMALS`` decimals, or as many digits of one below 1.

    Parameters
    ----------
    names, types
        Of each column; the types are DuckDB's.
    rows
        Cells as text, ``None`` for null.
    terminal
        Its columns.
    """
    columns = [
        Column(
            printable(name),
            tuple(_shown(row[place], kind) for row in rows),
            is_number=is_number(kind),
            is_cut=not (NEVER_CUT.match(kind) or name.endswith("_id")) or kind.endswith("]"),
        )
        for place, (name, kind) in enumerate(zip(names, types, strict=True))
    ]
    room = terminal - len(GAP) * (len(columns) - 1)
    if sum(column.least for column in columns) > room:
        return _records(columns, terminal)
    widths = _widths(columns, room)
    return "\n".join(
        [
            _line([column.name for column in columns], columns, widths),
            GAP.join("─" * each for each in widths),
            *(_line(cells, columns, widths) for cells in zip(*(each.cells for each in columns), strict=True)),
        ]
    )


def is_number(kind: str) -> bool:
    """Tell whether a type of DuckDB is one of numbers."""
    return bool(NUMBER.match(kind)) and not kind.endswith("]")


def _shown(cell: str | None, kind: str) -> str:
    if cell is None:
        return NULL
    if kind not in INEXACT:
        return printable(cell)
    value = float(cell)
    rounded = f"{value:.{DECIMALS}g}" if abs(value) < 1 else f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return min(cell, rounded, key=len)


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """Take from the widest column that can give, until all have room."""
    widths = [column.most for column in columns]
    while sum(widths) > room:
        giving = [place for place, column in enumerate(columns) if widths[place] > column.least]
        widths[max(giving, key=lambda place: widths[place])] -= 1
    return widths


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    placed = [
        " " * (room - width(cell)) + cell if column.is_number else pad(fit(cell, room), room)
        for cell, column, room in zip(cells, columns, widths, strict=True)
    ]
    return GAP.join(placed).rstrip()


def _records(columns: Sequence[Column], terminal: int) -> str:
    longest = max(width(column.name) for column in columns)
    room = max(LEAST_WIDTH, terminal - longest - len(GAP))
    return "\n".join(
        line
        for row in range(len(columns[0].cells))
        for line in (
            f"row {row + 1}",
            *(
                pad(column.name, longest)
                + GAP
                + (fit(column.cells[row], room) if column.is_cut else column.cells[row])
                for column in columns
            ),
        )
    )
