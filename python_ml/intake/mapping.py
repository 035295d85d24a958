"""`columns.yml`: which column of a shop's own files is which column of the shop."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from python_ml.intake.day_formats import DAY_NUMBER, DayFormat
from python_ml.intake.layout import Layout
from python_ml.intake.names import is_alike
from python_ml.intake.reading import READ_ENDINGS, ending_of
from python_ml.intake.sources import RawFile
from python_ml.intake.words import joined, shown
from python_ml.problems import BadInput

MAPPING_FILE = "columns.yml"
# The price of all units of a line together, from which that of one follows.
LINE_TOTAL = "line_total"
NOT_READ = "not_read"
KEYS = (
    "file",
    "sheets",
    "encoding",
    "separator",
    "skip_lines",
    "decimal",
    "dates",
    "day_one",
    "fill_down",
    "only",
    "one_row_each",
    "columns",
)


@dataclass(frozen=True)
class TableMapping:
    """How one file is read as a table of the shop.

    Attributes
    ----------
    table : str
        The table, such as ``transactions``.
    file : str
        Name of the file, beside `columns.yml`.
    columns : dict of str to tuple of str
        By the shop's name of a column, the file's: several are joined by a space, such as a day and a time.
    layout : Layout
        Of a text file.
    sheets : tuple of str
        Sheets of an Excel file, one below the other; its first if none is named.
    decimal : str
        The decimal sign, ``.`` or ``,``.
    days : DayFormat
        How days are written.
    fill_down : tuple of str
        Columns that only the first line of an order fills: an empty one takes what stands above it. The first is the
        order's number, and bounds the order.
    only : dict of str to tuple of str
        By column, the values that a row must have to be read.
    one_row_each : bool
        Whether the rows of an id become one, of what they say last, as in a file of sales that also describes articles.
    """

    table: str
    file: str
    columns: Mapping[str, tuple[str, ...]]
    layout: Layout = field(default_factory=Layout)
    sheets: tuple[str, ...] = ()
    decimal: str = "."
    days: DayFormat = field(default_factory=DayFormat)
    fill_down: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_row_each: bool = False

    @property
    def asked(self) -> list[str]:
        """Every column of the file that is read."""
        read = [name for names in self.columns.values() for name in names]
        return list(dict.fromkeys([*read, *self.fill_down, *self.only]))


@dataclass(frozen=True)
class ColumnsFile:
    """What `columns.yml` says: a mapping by table, and names of files that are not to be read."""

    tables: Mapping[str, TableMapping] = field(default_factory=dict)
    not_read: tuple[str, ...] = ()


class _NoDuplicates(yaml.SafeLoader):
    """YAML in which no key may stand twice: the last would win, unseen."""


def _mapping_once(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
    if twice is not None:
        raise BadInput(f"{shown(str(twice))} stands in it twice", "keep one")
    return loader.construct_mapping(node, deep=True)


_NoDuplicates.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


def read_columns_file(path: Path, files: Sequence[RawFile]) -> ColumnsFile:
    """Read `columns.yml`, strictly.

    Parameters
    ----------
    path : Path
        The file.
    files : sequence of RawFile
        The tables that the source knows.

    Raises
    ------
    BadInput
        For whatever is not understood: nothing in it is passed over.
    """
    try:
        given = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_NoDuplicates)
    except BadInput as problem:
        raise BadInput(f"{path}: {problem.sentence}", problem.remedy) from None
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise BadInput(f"{path}{place} is no YAML", "write it as `helix check --write` does") from None
    known = {file.name: file for file in files}
    given = _as_mapping(path, "", {} if given is None else given)
    _refuse_unknown(path, "", given, [*known, NOT_READ], "table")
    tables = {
        name: _TableReader(path, known[name], part).read() for name, part in given.items() if name != NOT_READ
    }
    return ColumnsFile(tables, _texts(path, NOT_READ, given.get(NOT_READ, [])))


class _TableReader:
    """Turns one part of `columns.yml` into a `TableMapping`."""

    def __init__(self, path: Path, file: RawFile, given: Any) -> None:
        self.path, self.file = path, file
        self.given = _as_mapping(path, file.name, given)

    def read(self) -> TableMapping:
        _refuse_unknown(self.path, self.file.name, self.given, KEYS, "key")
        if "file" not in self.given:
            raise self._bad("file", "is missing", "name the file that is read")
        name = self._text("file", "")
        if "/" in name or "\\" in name or ending_of(name) not in READ_ENDINGS:
            raise self._bad(
                "file",
                f"is {shown(name)}",
                f"name a file beside it that ends in {joined(READ_ENDINGS, 'or')}",
            )
        return TableMapping(
            table=self.file.name,
            file=name,
            columns=self._columns(),
            layout=Layout(self._encoding(), self._separator(name), self._skip_lines()),
            sheets=_texts(self.path, self._place("sheets"), self.given.get("sheets", [])),
            decimal=self._one_of("decimal", (".", ","), "."),
            days=self._days(),
            fill_down=_texts(self.path, self._place("fill_down"), self.given.get("fill_down", [])),
            only=self._only(),
            one_row_each=self._one_row_each(),
        )

    def _columns(self) -> dict[str, tuple[str, ...]]:
        place = self._place("columns")
        given = _as_mapping(self.path, place, self.given.get("columns", {}))
        known = list(self.file.all_columns)
        if "unit_price" in known:
            known.append(LINE_TOTAL)
        _refuse_unknown(self.path, place, given, known, "column")
        columns = {name: _texts(self.path, f"{place}.{name}", value) for name, value in given.items()}
        missing = [name for name in self.file.columns if not columns.get(name)]
        if missing:
            raise self._bad(
                "columns",
                f"lacks {joined(missing, 'and')}",
                f"say which column of {self.given['file']} it is",
            )
        prices = [name for name in ("unit_price", "unit_price_micros", LINE_TOTAL) if name in columns]
        if len(prices) > 1:
            raise self._bad(
                "columns", f"has {joined(prices, 'and')}", "keep one, the others would follow from it"
            )
        return columns

    def _days(self) -> DayFormat:
        first = self.given.get("day_one")
        if first is not None and not isinstance(first, date):
            raise self._bad("day_one", f"is {shown(str(first))}", "write the date of day 1 as YYYY-MM-DD")
        pattern = self._text("dates", "")
        if (pattern == DAY_NUMBER) != (first is not None):
            raise self._bad(
                "day_one",
                "is missing" if first is None else "is given",
                f"it belongs to `dates: {DAY_NUMBER}`, whose day 1 it is, as YYYY-MM-DD",
            )
        try:
            return DayFormat(pattern, first)
        except ValueError as error:
            raise self._bad("dates", f"is {shown(pattern)}", str(error)) from None

    def _encoding(self) -> str:
        encoding = self._text("encoding", "utf-8")
        try:
            codecs.lookup(encoding)
            "".encode(encoding)
        except LookupError:
            raise self._bad(
                "encoding", f"is {shown(encoding)}", "write utf-8, utf-16, cp1252, cp1251, latin-1 or another"
            ) from None
        return encoding

    def _separator(self, name: str) -> str:
        separator = self._text("separator", "\t" if ".tsv" in ending_of(name) else ",", is_stripped=False)
        if len(separator) != 1 or separator in '"\r\n':
            raise self._bad("separator", f"is {shown(separator)}", 'write one sign, a tab as "\\t"')
        return separator

    def _skip_lines(self) -> int:
        lines = self.given.get("skip_lines", 0)
        if isinstance(lines, bool) or not isinstance(lines, int) or lines < 0:
            raise self._bad(
                "skip_lines", f"is {shown(str(lines))}", "write how many lines stand above the header"
            )
        return lines

    def _only(self) -> dict[str, tuple[str, ...]]:
        place = self._place("only")
        given = _as_mapping(self.path, place, self.given.get("only", {}))
        return {name: _texts(self.path, f"{place}.{name}", values) for name, values in given.items()}

    def _one_row_each(self) -> bool:
        value = self.given.get("one_row_each", False)
        if not isinstance(value, bool):
            raise self._bad("one_row_each", f"is {shown(str(value))}", "write true or false")
        if value and self.file.name not in ("customers", "articles"):
            raise self._bad("one_row_each", "is true", "only customers and articles have one row each")
        return value

    def _one_of(self, key: str, choices: Sequence[str], default: str) -> str:
        value = self._text(key, default)
        if value not in choices:
            quoted = [f'"{choice}"' for choice in choices]
            raise self._bad(key, f"is {shown(value)}", f"write {joined(quoted, 'or')}")
        return value

    def _text(self, key: str, default: str, is_stripped: bool = True) -> str:
        value = self.given.get(key, default)
        if not isinstance(value, str):
            raise self._bad(key, f"is {shown(str(value))}", "write it as one text, in quotes")
        return value.strip() if is_stripped else value

    def _place(self, key: str) -> str:
        return f"{self.file.name}.{key}"

    def _bad(self, key: str, what: str, remedy: str) -> BadInput:
        return BadInput(f"{self.path}: {self._place(key)} {what}", remedy)


def _as_mapping(path: Path, place: str, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
        what = place or "it"
        raise BadInput(f"{path}: {what} is no mapping of names", "write it as `helix check --write` does")
    return given


def _texts(path: Path, place: str, given: Any) -> tuple[str, ...]:
    """One text or a list of them. What YAML takes for a number, a date or a truth is asked for in quotes."""
    texts = given if isinstance(given, list) else [given]
    bad = next((text for text in texts if not isinstance(text, str)), None)
    if bad is not None or None in texts:
        raise BadInput(f"{path}: {place} has {shown(str(bad))}, which is no text", "put it in quotes")
    return tuple(texts)


def _refuse_unknown(
    path: Path, place: str, given: Mapping[str, Any], known: Sequence[str], noun: str
) -> None:
    unknown = next((key for key in given if key not in known), None)
    if unknown is None:
        return
    meant = next((name for name in known if is_alike(unknown, name)), None)
    where = f" of {place}" if place else ""
    raise BadInput(
        f"{path}: {shown(unknown)} is no {noun}{where}",
        f"write {meant}" if meant else f"there are {joined(known, 'and')}",
    )
