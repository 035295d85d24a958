"""A `columns.yml` for files of others: what each column seems to be, to be read and corrected by a person."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from python_ml.intake.converting import DAYS, NUMBERS
from python_ml.intake.day_formats import fitting_formats, is_iso
from python_ml.intake.exports import EXPORTS, Export, Names, Part
from python_ml.intake.folder import OWN_OF_SYSTEMS, is_meant
from python_ml.intake.layout import HEAD_BYTES, Layout, guess_encoding, guess_layout
from python_ml.intake.names import meant_for, plain
from python_ml.intake.reading import ending_of, first_bytes, records, sheet_names
from python_ml.intake.sources import RawFile, RawSource
from python_ml.intake.words import joined, shown
from python_ml.problems import BadInput

# A column takes the place of an id if so much of it is filled.
LEAST_FILLED = 0.95
# So many rows show how a file writes its numbers, and mostly its days too.
FIRST_ROWS = 50_000
_COMMA_DECIMAL = re.compile(r",(?:\d{1,2}|\d{4,})\D*$")
_POINT_DECIMAL = re.compile(r"\.(?:\d{1,2}|\d{4,})\D*$")


@dataclass(frozen=True)
class Proposal:
    """What `columns.yml` could say.

    Attributes
    ----------
    tables : dict of str to dict
        By table, what stands under it in `columns.yml`.
    notes : list of str
        What a person should know, or decide.
    problems : list of BadInput
        Files that cannot be mapped.
    """

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)

    def text(self) -> str:
        """`columns.yml` itself."""
        lines = [
            "# Which column of these files is which of the shop: proposed by `helix check`, to be corrected by you.",
            *(f"# {note}." for note in self.notes),
        ]
        body = yaml.safe_dump(self.tables, sort_keys=False, allow_unicode=True, width=1000)
        return "\n".join(lines) + "\n" + body


@dataclass(frozen=True)
class _File:
    """A file that may be mapped."""

    path: Path
    layout: Layout
    header: list[str]
    sheets: tuple[str, ...] = ()

    def rows(self) -> Iterable[list[str]]:
        """The records below the header that have its length."""
        read = records(self.path, self.layout, self.sheets)
        next(read, None)
        return (row for row in read if len(row) == len(self.header))


def propose(source: RawSource, folder: Path, is_fine: Iterable[str] = ()) -> Proposal:
    """Propose a mapping of a folder's files.

    Parameters
    ----------
    source : RawSource
        The source whose tables are wanted.
    folder : Path
        The folder.
    is_fine : iterable of str
        Names of files that can be read as they are; nothing is proposed for them.

    Returns
    -------
    Proposal
        Without tables if no file is known that could be one of those needed.
    """
    result = Proposal()
    wanted = [name for file in source.files for name in file.all_columns]
    fine = set(is_fine)
    taken = {file.name for file in source.files if fine & set(file.file_names)}
    files = []
    for path in sorted(folder.iterdir()):
        if (
            path.is_file()
            and ending_of(path)
            and path.name not in fine
            and not OWN_OF_SYSTEMS.fullmatch(path.name)
        ):
            try:
                files.append(_opened(path, wanted))
            except BadInput as problem:
                result.problems.append(problem)
    claims: dict[str, list[tuple[_File, dict[str, Any]]]] = defaultdict(list)
    known = {file.path: next((one for one in EXPORTS if one.fits(file.header)), None) for file in files}
    for file in files:
        _claim(source, file, known[file.path], claims, result)
    for table, claimed in claims.items():
        if table in taken:
            continue
        if len(claimed) > 1:
            names = joined([file.path.name for file, _ in claimed], "and")
            result.problems.append(
                BadInput(
                    f"{folder} has {names}, each of which could be {table}", "leave one, or put them together"
                )
            )
            continue
        ((file, entry),) = claimed
        result.tables[table] = _with_formats(file, table, entry, result.notes)
    order = [file.name for file in source.files]
    if any(not file.optional and file.name not in {*taken, *result.tables} for file in source.files):
        # Without sales there is no shop to describe.
        return Proposal(problems=result.problems)
    ordered = {name: result.tables[name] for name in order if name in result.tables}
    return Proposal(ordered, list(dict.fromkeys(result.notes)), result.problems)


def _opened(path: Path, wanted: Sequence[str]) -> _File:
    if path.suffix == ".parquet":
        return _File(path, Layout(), next(records(path, Layout()), []))
    if path.suffix == ".xlsx":
        names = sheet_names(path)
        header = next(records(path, Layout(), names[:1]), [])
        alike = [name for name in names if next(records(path, Layout(), [name]), []) == header]
        return _File(path, Layout(), header, tuple(alike) if len(alike) > 1 else ())
    layout = guess_layout(first_bytes(path, HEAD_BYTES), wanted)
    if layout.encoding == "utf-8" and path.suffix != ".gz":
        # A letter that is no UTF-8 may come late.
        layout = Layout(guess_encoding(path.read_bytes()), layout.separator, layout.skip_lines)
    return _File(path, layout, next(records(path, layout), []))


def _claim(
    source: RawSource,
    file: _File,
    export: Export | None,
    claims: dict[str, list[tuple[_File, dict[str, Any]]]],
    result: Proposal,
) -> None:
    """Say which tables a file could be, as an export that is known, or by the names of its columns."""
    if export is not None and export.refusal is not None:
        sentence, remedy = export.refusal
        result.problems.append(BadInput(f"{file.path} is {export.name}: it {sentence}", remedy))
        return
    if export is not None:
        result.notes.append(f"{file.path.name} is read as {export.name}")
        result.notes.extend(export.notes)
        for table, part in export.parts.items():
            entry = _entry_of_part(file, part)
            needed = next(one for one in source.files if one.name == table).columns
            # Opt-outs are those of whom the file says so: where it says nothing of anybody, it has none.
            is_bounded = table == "transactions" or len(entry.get("only", {})) == len(part.only)
            if is_bounded and all(name in entry["columns"] for name in needed):
                claims[table].append((file, entry))
                for name, values in entry.get("only", {}).items():
                    which = joined([shown(value) if value else "empty" for value in values], "or")
                    result.notes.append(f"{table} has only the rows in which {name} is {which}")
        return
    by_name = [one for one in source.files if is_meant(file.path.name, one)]
    for table in by_name or source.files[:1]:
        entry = _entry_by_names(file, table)
        if entry is not None:
            claims[table.name].append((file, entry))
            result.notes.append(f"{file.path.name} is read as {table.name} by the names of its columns")


def _entry_of_part(file: _File, part: Part) -> dict[str, Any]:
    there = {plain(name): name for name in reversed(file.header)}

    def found(names: Sequence[str]) -> list[str]:
        return [there[plain(name)] for name in names if plain(name) in there]

    columns: dict[str, Any] = {}
    for ours, theirs in part.columns.items():
        names = found([theirs] if isinstance(theirs, str) else theirs)
        if names:
            columns[ours] = (
                names if isinstance(theirs, list) and len(names) > 1 else _filled(file, names, theirs)
            )
    entry = _entry(file) | {"columns": columns}
    fill_down = found(part.fill_down)
    if len(fill_down) > 1:
        entry["fill_down"] = fill_down
    only = {name: list(part.only[key]) for key in part.only for name in found([key])}
    for name, values in list(only.items()):
        place = file.header.index(name)
        seen = {row[place].strip() for row in file.rows()}
        used = [value for value in values if value in seen]
        if used:
            only[name] = used
        else:
            del only[name]
    if only:
        entry["only"] = only
    if part.one_row_each:
        entry["one_row_each"] = True
    if part.day_one is not None:
        entry |= {"dates": part.dates, "day_one": part.day_one}
    return entry


def _filled(file: _File, names: Sequence[str], given: Names) -> str:
    """The first of several columns that nearly every row fills; the first of all if none is."""
    if len(names) == 1 or isinstance(given, str):
        return names[0]
    places = [file.header.index(name) for name in names]
    rows, filled = 0, [0] * len(places)
    for row in islice(file.rows(), FIRST_ROWS):
        rows += 1
        for number, place in enumerate(places):
            filled[number] += bool(row[place].strip())
    return next(
        (name for name, count in zip(names, filled, strict=True) if count >= LEAST_FILLED * rows), names[0]
    )


def _entry_by_names(file: _File, table: RawFile) -> dict[str, Any] | None:
    exact = [name for name in table.all_columns if name in file.header]
    others = [name for name in file.header if name and name not in exact]
    meant = meant_for(others, [name for name in table.all_columns if name not in exact])
    if "unit_price_micros" in exact or "unit_price" in meant or "unit_price" in exact:
        meant.pop("unit_price_micros", None)
    columns = {name: meant.get(name, name) for name in table.all_columns if name in exact or name in meant}
    if "unit_price_micros" in columns:
        columns.pop("unit_price", None)
    if not all(name in columns for name in table.columns):
        return None
    return _entry(file) | {"columns": columns}


def _entry(file: _File) -> dict[str, Any]:
    """What is said of a file before its columns, as far as it is not what is taken for granted."""
    entry: dict[str, Any] = {"file": file.path.name}
    if file.sheets:
        entry["sheets"] = list(file.sheets)
    if file.layout.encoding != "utf-8":
        entry["encoding"] = file.layout.encoding
    usual = "\t" if ".tsv" in ending_of(file.path) else ","
    if file.layout.separator != usual:
        entry["separator"] = file.layout.separator
    if file.layout.skip_lines:
        entry["skip_lines"] = file.layout.skip_lines
    return entry


def _with_formats(file: _File, table: str, entry: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """Add how the file writes numbers and days, as its rows show it."""
    columns = entry.pop("columns")
    if file.layout.encoding not in ("utf-8", "utf-16", "utf-32"):
        example = _example(file)
        notes.append(
            f"{file.path.name} seems to be {file.layout.encoding}: see whether {shown(example)} is right"
        )
    numbers = [columns[name] for name in NUMBERS if name in columns]
    if _has_decimal_commas(file, numbers):
        entry["decimal"] = ","
    days = [name for name in DAYS if name in columns]
    if days and "dates" not in entry:
        name = days[0]
        column = columns[name] if isinstance(columns[name], str) else columns[name][0]
        fits = _day_formats(file, column)
        if fits is None:
            notes.append(
                f"the days of {column} in {file.path.name} are in no format that is known, or in several"
            )
        elif fits:
            entry["dates"] = joined(fits, "or")
        if fits is not None and len(fits) > 1:
            notes.append(
                f"the days of {column} in {file.path.name} fit {joined(fits, 'and')}: keep the one that is meant"
            )
    return entry | {"columns": columns}


def _day_formats(file: _File, column: str) -> list[str] | None:
    """Usual formats that fit the days of a column; none if they are in ISO form already, None if nothing fits."""
    place = file.header.index(column)
    for rows in (islice(file.rows(), FIRST_ROWS), file.rows()):
        texts = [text for row in rows if (text := row[place].strip())]
        if sum(map(is_iso, texts)) >= LEAST_FILLED * len(texts):
            return []
        fits = fitting_formats(texts)
        # The first weeks of a year do not tell days from months; all of it does.
        if len(fits) == 1:
            break
    return fits or None


def _has_decimal_commas(file: _File, columns: Sequence[str]) -> bool:
    places = [file.header.index(name) for name in columns]
    commas = points = 0
    for row in islice(file.rows(), FIRST_ROWS):
        for place in places:
            commas += _COMMA_DECIMAL.search(row[place]) is not None
            points += _POINT_DECIMAL.search(row[place]) is not None
    return commas > points


def _example(file: _File) -> str:
    """The first text of a file that is not ASCII."""
    cells = (cell for row in [file.header, *file.rows()] for cell in row)
    return next((cell for cell in cells if not cell.isascii()), "")
