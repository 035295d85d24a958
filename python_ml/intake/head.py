"""The beginning of a raw file: its columns and its first rows, the same for every kind of file."""

from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from python_ml.intake.converting import converted_rows
from python_ml.intake.layout import Layout
from python_ml.intake.mapping import TableMapping
from python_ml.intake.reading import LONGEST_LINE, csv_records
from python_ml.problems import BadInput

HEAD_ROWS = 1000


class Head(Protocol):
    """What the checks ask of a file.

    Attributes
    ----------
    columns : list of str
        Column names as written; none when the file holds nothing.
    has_rows : bool
        Whether at least one row follows.
    first_row : int
        How people count the first row: 2 below a header, 1 without one.
    """

    columns: list[str]
    has_rows: bool
    first_row: int

    def texts(self, column: str) -> list[str | None]:
        """Values of a column as text, at most the first ``HEAD_ROWS``."""


def read_head(path: Path, layout: Layout | None = None) -> Head:
    """Read the head of a file by its ending.

    Parameters
    ----------
    path : Path
        A CSV or a Parquet file.
    layout : Layout, optional
        That of a CSV file; by default separated by commas, in UTF-8.

    Raises
    ------
    BadInput
        If the file is not of the kind its ending says.
    """
    return ParquetHead(path) if path.suffix == ".parquet" else CsvHead(path, layout or Layout())


class RowsHead:
    """Head of a file that has been read as lists of text."""

    def __init__(self, columns: list[str], rows: list[list[str]], first_row: int = 2) -> None:
        self.columns, self._rows, self.first_row = columns, rows, first_row
        self.has_rows = bool(rows)

    def texts(self, column: str) -> list[str | None]:
        """Values of a column; None where a row is too short or has nothing there."""
        place = self.columns.index(column)
        return [(row[place] or None) if place < len(row) else None for row in self._rows]


class CsvHead(RowsHead):
    """Head of a text file, with or without a byte order mark."""

    def __init__(self, path: Path, layout: Layout) -> None:
        with path.open(encoding=layout.codec, errors="replace", newline="") as file:
            above = [file.readline(LONGEST_LINE) for _ in range(layout.skip_lines)]
            records = csv_records(path, file, layout.separator, stops_at_bad_quotes=True)
            first = next(records, [])
            filled = (record for record in records if record)
            self.begins_blank = not above and not first
            columns = first or next(filled, [])
            super().__init__(columns, list(islice(filled, HEAD_ROWS)))


def mapped_head(path: Path, mapping: TableMapping) -> Head:
    """Read the head of a mapped file, under the shop's names.

    Raises
    ------
    BadInput
        If the file cannot be read as its mapping says.
    """
    # To find the last row of each id, all would have to be read.
    rows = (row for row in converted_rows(path, replace(mapping, one_row_each=False)) if row)
    columns = next(rows)
    return RowsHead(columns, list(islice(rows, HEAD_ROWS)), first_row=2 + mapping.layout.skip_lines)


class ParquetHead:
    """Head of a Parquet file."""

    first_row = 1

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            try:
                parquet = pq.ParquetFile(file)
            except (pa.ArrowException, OSError) as error:
                raise _no_parquet(path) from error
            self.columns = list(parquet.schema_arrow.names)
            self.has_rows = parquet.metadata.num_rows > 0

    def texts(self, column: str) -> list[str | None]:
        """Values of a column; dates and timestamps in ISO form."""
        with self._path.open("rb") as file:
            try:
                batches = pq.ParquetFile(file).iter_batches(batch_size=HEAD_ROWS, columns=[column])
                values = next(batches).column(0)
            except (pa.ArrowException, OSError) as error:
                raise _no_parquet(self._path) from error
        if pa.types.is_date(values.type) or pa.types.is_timestamp(values.type):
            values = values.cast(pa.string())
        return [None if value is None else _text(value) for value in values.to_pylist()]


def _text(value: object) -> str:
    """A value as the staging models read it: some writers give text as bytes."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
    return str(value)


def _no_parquet(path: Path) -> BadInput:
    return BadInput(f"{path} is no Parquet file, or a damaged one", "write it again")
