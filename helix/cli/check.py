"""``helix check``: what a build would read of a shop's own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from python_ml.intake import (
    MAPPING_FILE,
    Proposal,
    RawSource,
    Survey,
    SurveyedTable,
    propose,
    read_source,
    survey,
)
from python_ml.intake.folder import or_map
from python_ml.intake.words import joined, shown_columns
from python_ml.printing import printable
from python_ml.problems import BadInput, Problem

SOURCE = "files"
SUBJECT_WIDTH = 14
PROJECT = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help=f"Write the {MAPPING_FILE} that is proposed into the folder.")
def check(folder: Path, write: bool) -> None:
    """Say what a build would read of a folder, and refuse.

    It reads as `make build SOURCE=files RAW_PATH=FOLDER` does, and ends with 1 if that would not begin. Of files with
    names of others it proposes which column is which.
    """
    source = read_source(PROJECT, SOURCE)
    found = survey(source, str(folder))
    proposed = None
    if found.problems and folder.is_dir() and not (folder / MAPPING_FILE).exists():
        proposed = propose(source, folder, [table.path.name for table in found.tables])
    if write:
        found = _written(folder, found, proposed)
        proposed = None
    for line in _lines(folder, found, proposed):
        click.echo(printable(line))
    problems = [*found.problems, *(proposed.problems if proposed else [])]
    if problems:
        raise BadInput(_said(source, folder, problems))


def _said(source: RawSource, folder: Path, problems: Sequence[Problem]) -> str:
    """All problems, without the advice to ask this command."""
    return "; ".join(dict.fromkeys(str(problem).replace(or_map(source, folder), "") for problem in problems))


def _written(folder: Path, found: Survey, proposed: Proposal | None) -> Survey:
    path = folder / MAPPING_FILE
    if path.exists():
        raise BadInput(f"{path} is there already", "correct it, or remove it and ask again")
    if proposed is None or not proposed.tables:
        source = read_source(PROJECT, SOURCE)
        reasons = _said(source, folder, [*found.problems, *(proposed.problems if proposed else [])])
        raise BadInput(
            f"there is nothing to write into {path}", reasons or "the files can be read as they are"
        )
    try:
        path.write_text(proposed.text(), encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written ({error.strerror})", "copy the folder to a place of your own"
        ) from error
    click.echo(f"Written: {path}")
    again = survey(read_source(PROJECT, SOURCE), str(folder))
    again.problems.extend(proposed.problems)
    return again


def _lines(folder: Path, found: Survey, proposed: Proposal | None) -> Iterator[str]:
    yield f"{folder}, as a build with SOURCE={SOURCE} would read it:"
    for table in found.tables:
        yield from _lines_of(table)
    for path, columns in found.unread_columns.items():
        if columns:
            yield _line("not read", f"of {path.name}: {shown_columns(columns)}")
    if found.not_read:
        yield _line("not read", ", ".join(found.not_read))
    if found.absent:
        yield _line("without", joined(found.absent, "and"))
    if proposed and proposed.tables:
        yield ""
        yield f"Proposed for {folder / MAPPING_FILE}; --write writes it:"
        yield ""
        yield from (f"  {line}" for line in proposed.text().splitlines())


def _line(subject: str, text: str) -> str:
    return f"  {subject:<{SUBJECT_WIDTH}}{text}"


def _lines_of(table: SurveyedTable) -> Iterator[str]:
    left_out = f" ({table.rows_left_out:,} left out)" if table.rows_left_out else ""
    yield _line(table.name, f"{table.path.name}, {table.rows:,} rows{left_out}{_ids(table)}")
    width = max(map(len, table.columns), default=0)
    for ours, theirs in table.columns.items():
        yield _line("", f"{ours:<{width}} from {shown_columns([theirs])}")


def _ids(table: SurveyedTable) -> str:
    if table.ids is None:
        return ""
    meet = "" if table.ids_that_meet is None else f", {table.ids_that_meet:,} of which have a sale"
    return f", {table.ids:,} ids{meet}"
