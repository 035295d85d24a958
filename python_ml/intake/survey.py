"""What a build would read of a source's files: which file, which columns, how many rows, and whose ids meet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from python_ml.intake.check import problems_of, unread_columns
from python_ml.intake.converting import converted_rows
from python_ml.intake.folder import Found
from python_ml.intake.head import read_head
from python_ml.intake.ids import id_as_text
from python_ml.intake.mapping import LINE_TOTAL
from python_ml.intake.names import unique_names
from python_ml.intake.reading import text_of
from python_ml.intake.sources import RawSource
from python_ml.problems import BadInput

IDS = {
    "customers": "customer_id",
    "opt_outs": "customer_id",
    "pushes": "customer_id",
    "articles": "article_id",
}
SALES = "transactions"


@dataclass(frozen=True)
class SurveyedTable:
    """What a build would read as one table.

    Attributes
    ----------
    name : str
        The table.
    path : Path
        Its file.
    columns : dict of str to str
        By the shop's name of a column, the file's.
    rows : int
        Rows of the file that would be read.
    rows_left_out : int
        Further rows, which `only` in `columns.yml` leaves out.
    ids, ids_that_meet : int or None
        Different ids, and those of them that a sale has; None for the sales themselves.
    """

    name: str
    path: Path
    columns: dict[str, str]
    rows: int
    rows_left_out: int = 0
    ids: int | None = None
    ids_that_meet: int | None = None


@dataclass(frozen=True)
class Survey:
    """What a build would read, and what it would refuse.

    Attributes
    ----------
    tables : list of SurveyedTable
        Those whose files can be read.
    unread_columns : dict of Path to list of str
        Columns that no table is read from, by file.
    absent : list of str
        Tables that have no file.
    not_read : list of str
        What else lies in the folder.
    problems : list of BadInput
        What would end a build before it begins.
    """

    tables: list[SurveyedTable] = field(default_factory=list)
    unread_columns: dict[Path, list[str]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)


def survey(source: RawSource, raw_path: str) -> Survey:
    """Look through a source's files.

    Ids are compared as a build does.
    """
    folder, problems = problems_of(source, raw_path)
    tables, fine, sold = [], [], dict[str, set[str]]()
    for found in folder.found:
        if any(str(found.path) in problem.sentence for problem in problems):
            continue
        try:
            table, ids = _surveyed(found, sold)
        except BadInput as problem:
            problems.append(problem)
            continue
        tables.append(table)
        fine.append(found)
        sold |= ids
    there = {found.file.name for found in folder.found}
    absent = [file.name for file in source.files if file.name not in there]
    return Survey(tables, unread_columns(fine), absent, folder.not_read, problems)


def _surveyed(found: Found, sold: dict[str, set[str]]) -> tuple[SurveyedTable, dict[str, set[str]]]:
    """One table, and of the sales their ids by column."""
    name = found.file.name
    wanted = ["customer_id", "article_id"] if name == SALES else [IDS.get(name, found.file.columns[0])]
    rows, left_out, ids = _rows_and_ids(found, [column for column in wanted if column in found.file.columns])
    counted = None if name == SALES else ids[wanted[0]]
    meet = counted & sold[wanted[0]] if counted is not None and wanted[0] in sold else None
    table = SurveyedTable(
        name=name,
        path=found.path,
        columns=_read_columns(found),
        rows=rows,
        rows_left_out=left_out,
        ids=None if counted is None else len(counted),
        ids_that_meet=None if meet is None else len(meet),
    )
    return table, ids if name == SALES else {}


def _read_columns(found: Found) -> dict[str, str]:
    if found.mapping is not None:
        names = {ours: " and ".join(theirs) for ours, theirs in found.mapping.columns.items()}
        total = names.pop(LINE_TOTAL, None)
        if total is not None:
            names["unit_price"] = f"{total} / {names.get('quantity', '1')}"
        return names
    written = {name.casefold(): name for name in read_head(found.path).columns}
    return {name: written[name.casefold()] for name in found.file.all_columns if name.casefold() in written}


def _rows_and_ids(found: Found, columns: list[str]) -> tuple[int, int, dict[str, set[str]]]:
    if found.mapping is not None:
        return _of_mapped(found, columns)
    if found.path.suffix == ".parquet":
        table = pq.read_table(found.path, columns=columns)
    else:
        table = _csv_table(found.path, columns)
    ids = {name: _ids_of(map(text_of, table[name].unique().to_pylist())) for name in columns}
    return table.num_rows, 0, ids


def _ids_of(texts: Iterable[str]) -> set[str]:
    return set(map(id_as_text, texts)) - {""}


def _csv_table(path: Path, columns: list[str]) -> pa.Table:
    """Columns of a CSV file as text; rows of another length are left out, as a build rejects them."""
    names = unique_names(read_head(path).columns)
    try:
        return pa_csv.read_csv(
            path,
            pa_csv.ReadOptions(column_names=None),
            pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda row: "skip"),
            pa_csv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowException as error:
        raise BadInput(f"{path} cannot be read to its end", str(error).splitlines()[0]) from error


def _of_mapped(found: Found, columns: list[str]) -> tuple[int, int, dict[str, set[str]]]:
    # The other columns need not be converted to be counted.
    read = converted_rows(
        found.path, replace(found.mapping, columns={name: found.mapping.columns[name] for name in columns})
    )
    header = next(read)
    places = {name: header.index(name) for name in columns}
    ids: dict[str, set[str]] = {name: set() for name in columns}
    rows = blank = 0
    for row in read:
        blank += not row
        if len(row) == len(header):
            rows += 1
            for name, place in places.items():
                ids[name].add(row[place])
    left_out = blank if found.mapping.only else 0
    return rows, left_out, {name: _ids_of(values) for name, values in ids.items()}
