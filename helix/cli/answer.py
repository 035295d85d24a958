"""What ``helix ask`` and ``helix sql`` share: their options, and an answer as a table, CSV or JSON."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import click

from helix.cli.origin import say_origin
from helix.cli.table import Row, is_number, table
from helix.cli.text import WIDTH
from helix.reading.query import Answer, Cells, query
from helix.reading.spreadsheet import harmless
from python_ml.printing import printable
from python_ml.problems import BadInput

Form = Literal["csv", "json"]
# Rows of a table; a file has them all.
SHOWN = 100
# What CSV puts in quotes; a text that is empty is no null.
SPECIAL = re.compile(r'[",\r\n]|^$')
BEYOND_ASCII = re.compile(r"[^ -~]")


def answer_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options ``--csv``, ``--json`` (both become ``form``), ``--raw`` and ``--limit``."""
    for option in (
        click.option("--raw", "is_raw", is_flag=True, help="CSV with exact values, for programs."),
        click.option(
            "--limit", type=click.IntRange(min=1), help=f"Most rows.  [default: {SHOWN} of a table]"
        ),
        click.option("--json", "form", flag_value="json", help="Print a JSON array, exact, for programs."),
        click.option(
            "--csv", "form", flag_value="csv", help="Print CSV that is safe to open in a spreadsheet."
        ),
    ):
        command = option(command)
    return command


def show(sql: str, form: Form | None, limit: int | None, is_raw: bool) -> None:
    """Print the answer to a question; without a ``form`` as a table, which has at most ``SHOWN`` rows by default.

    In CSV, no text is one that a spreadsheet would run, or has characters that nobody sees, unless it ``is_raw``.

    Raises
    ------
    BadInput
        If the question can't be answered, or something other than CSV is wanted raw.
    """
    if is_raw and form != "csv":
        raise BadInput("--raw is for CSV", "add --csv, or leave it out: --json is exact as it is")
    if form is None:
        _show_table(sql, limit or SHOWN)
        return
    with query(sql, cells=CELLS[form], limit=limit) as answer:
        columns, rows = answer.columns, answer.rows
        if form == "csv" and not is_raw:
            columns, rows = tuple(map(harmless, columns)), _harmless_rows(answer.types, rows)
        for line in LINES[form](columns, rows):
            # What a file gets exactly, as bytes that click leaves alone, could steer a terminal.
            click.echo(printable(line) if is_terminal() else line.encode())
        say_origin(answer.database, is_for_programs=True)


def is_terminal() -> bool:
    """Tell whether a person sees what is printed."""
    return sys.stdout.isatty()


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a header and a line a row: an empty text is in quotes, a null is empty.

    Parameters
    ----------
    columns
        Their names.
    rows
        Cells as text, ``None`` for null.
    """
    yield ",".join(map(_quoted, columns))
    for row in rows:
        yield ",".join("" if cell is None else _quoted(cell) for cell in row)


def json_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield an array in ASCII, an object and a line a row.

    Parameters
    ----------
    columns
        Their names.
    rows
        Cells in JSON, ``None`` for null; NaN and infinity become null.
    """
    names = [json.dumps(name) for name in columns]
    before = "["
    for row in rows:
        cells = ", ".join(f"{name}: {_json(cell)}" for name, cell in zip(names, row, strict=True))
        yield f"{before}{{{cells}}}"
        before = ","
    yield "[]" if before == "[" else "]"


CELLS: dict[Form, Cells] = {"csv": "text", "json": "json"}
LINES = {"csv": csv_lines, "json": json_lines}


def _show_table(sql: str, limit: int) -> None:
    with query(sql, cells="text", limit=limit + 1) as answer:
        found = list(answer.rows)
        for block in _table(answer, found, limit):
            click.echo(block)
        say_origin(answer.database)


def _table(answer: Answer, found: Sequence[Row], limit: int) -> Iterator[str]:
    rows = found[:limit]
    if rows:
        yield table(answer.columns, answer.types, rows, shutil.get_terminal_size((WIDTH, 0)).columns)
    if len(found) > limit:
        yield f"\nthe first {limit:,} rows: --limit shows more, --csv and --json all"
    else:
        yield f"\n{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"


def _harmless_rows(types: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with the cells of each column that holds no numbers made harmless."""
    is_text = [not is_number(kind) for kind in types]
    for row in rows:
        yield [
            harmless(cell) if guarded and cell is not None else cell
            for cell, guarded in zip(row, is_text, strict=True)
        ]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if SPECIAL.search(text) else text


def _json(cell: str | None) -> str:
    if cell is None:
        return "null"
    if "NaN" in cell or "Infinity" in cell:
        # Python reads these numbers, which JSON lacks.
        cell = json.dumps(json.loads(cell, parse_constant=lambda _: None))
    return BEYOND_ASCII.sub(lambda character: json.dumps(character[0])[1:-1], cell)
