"""The push plan as a file for other programs and people: SQLite, CSV or text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from datetime import date, datetime
from pathlib import Path

from helix.reading import Push
from helix.reading.files import Table, Value, replace_file, require_place, write_tables
from helix.reading.spreadsheet import harmless
from python_ml.printing import printable
from python_ml.problems import BadInput

COLUMNS = tuple(field.name for field in fields(Push))
COLUMNS_FOR_PEOPLE = (
    *("customer_id", "article_id", "article_name", "send_on", "hour", "channel", "reason", "message"),
    *("expected_value", "currency", "purchase_probability"),
)
# Money is counted in millionths.
DECIMALS = 6


def hand_over(pushes: Iterable[Push], path: Path, is_raw: bool) -> int:
    """Write the plan to a file of the kind that its ending says, and return the number of pushes.

    An existing file is replaced, once the new one is complete. Dates and times are ISO 8601.

    Parameters
    ----------
    pushes
        The plan.
    path
        ``.sqlite`` has every column, exact; ``.csv`` what people read, safe to open in a spreadsheet; ``.txt`` a line a
        push.
    is_raw
        Whether a CSV file is for programs: every column, exact.

    Raises
    ------
    BadInput
        If the ending is unknown, the path is a folder, its folder is not there, git would not ignore it, or something
        other than CSV is wanted raw.
    Problem
        If the file can't be written.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None and not path.is_dir():
        raise BadInput(f"{path} has an ending that is not written", f"call it {_endings()}")
    require_place(path, "plan.csv")
    if is_raw:
        if write is not _write_csv:
            raise BadInput(
                "--raw is for CSV", "call the file plan.csv, or leave it out: plan.sqlite is exact as it is"
            )
        write = _write_raw_csv
    return replace_file(path, lambda unfinished: write(pushes, unfinished))


def _write_sqlite(pushes: Iterable[Push], path: Path) -> int:
    """Write a table ``push_plan``; times are text, as SQLite has no type for them."""
    kinds = {"float": "real", "bool": "integer"}
    columns = [
        f"{field.name} {kinds.get(str(field.type), 'text')}{'' if 'None' in str(field.type) else ' not null'}"
        for field in fields(Push)
    ]
    table = Table(columns, ("as_of", "customer_id"), _records(pushes))
    return write_tables(path, {"push_plan": table})


def _write_csv(pushes: Iterable[Push], path: Path) -> int:
    """Write what people read, each text as a cell that no spreadsheet runs."""
    rows = (
        [harmless(value) if isinstance(value, str) else value for value in _for_people(push)]
        for push in pushes
    )
    return _write_rows(COLUMNS_FOR_PEOPLE, rows, path)


def _write_raw_csv(pushes: Iterable[Push], path: Path) -> int:
    """Write every column, exact."""
    return _write_rows(COLUMNS, _records(pushes), path)


def _write_rows(columns: Sequence[str], rows: Iterable[Sequence[Value]], path: Path) -> int:
    """Write a header and the rows as CSV in UTF-8, and return their number."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def _for_people(push: Push) -> Sequence[Value]:
    """Values in the order of ``COLUMNS_FOR_PEOPLE``."""
    return (
        push.customer_id,
        push.article_id,
        push.article_name,
        _plain(push.send_at.date()),
        f"{push.send_at:%H:%M}",
        push.channel,
        push.reason,
        push.message,
        round(push.priority, DECIMALS),
        push.currency,
        round(push.purchase_probability, DECIMALS),
    )


def _write_text(pushes: Iterable[Push], path: Path) -> int:
    """Write a line a push: when, how, to whom, which article, how likely, what to say."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for push in pushes:
            facts = (
                f"{push.send_at:%Y-%m-%d %H:%M}",
                push.channel,
                push.customer_id,
                push.article_id,
                f"{push.purchase_probability:.2%}",
                push.message,
            )
            file.write("  ".join(map(printable, facts)) + "\n")
            written += 1
    return written


WRITERS: dict[str, Callable[[Iterable[Push], Path], int]] = {
    ".sqlite": _write_sqlite,
    ".csv": _write_csv,
    ".txt": _write_text,
}


def _records(pushes: Iterable[Push]) -> Iterator[list[Value]]:
    """Values in the order of ``COLUMNS``; times as ISO text, truth as 1 or 0."""
    for push in pushes:
        yield [_plain(value) for value in astuple(push)]


def _plain(value: date | datetime | str | float | bool | None) -> Value:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _endings() -> str:
    *others, last = (f"plan{ending}" for ending in WRITERS)
    return f"{', '.join(others)} or {last}"
