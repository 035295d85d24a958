"""The beginning of a raw file: its columns and its first rows, the same for CSV and Parquet."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from python_ml.problems import BadInput

HEAD_ROWS = 1000
LONGEST_LINE = 1024 * 1024


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


def read_head(path: Path) -> Head:
    """Read the head of a file by its ending.

    Raises
    ------
    BadInput
        If the file is not of the kind its ending says.
    """
    return ParquetHead(path) if path.suffix == ".parquet" else CsvHead(path)


class CsvHead:
    """Head of a comma separated file in UTF-8, with or without a byte order mark."""

    first_row = 2

    def __init__(self, path: Path) -> None:
        records = _csv_records(path)
        self.columns = next(records, [])
        if self.columns and _begins_blank(path):
            raise BadInput(f"{path} begins with an empty line", "remove it")
        self._rows = list(islice(records, HEAD_ROWS))
        self.has_rows = bool(self._rows)

    def texts(self, column: str) -> list[str | None]:
        """Values of a column; None where a row is too short or has nothing there."""
        place = self.columns.index(column)
        return [(row[place] or None) if place < len(row) else None for row in self._rows]


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


def _csv_records(path: Path) -> Iterator[list[str]]:
    """Yield the records that are not blank; a quoted line break does not end one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Lines are read with a limit, so that a file without line breaks does not fill the memory.
        reader = csv.reader(iter(lambda: file.readline(LONGEST_LINE), ""))
        line = 1
        try:
            for record in reader:
                if record:
                    yield record
                line = reader.line_num + 1
        except csv.Error as error:
            raise BadInput(
                f"{path} has a field without end that begins in line {line}",
                'close its quotes, and write a quote inside a field as ""',
            ) from error


def _begins_blank(path: Path) -> bool:
    """Whether an empty line stands before the header, which DuckDB would take for it."""
    with path.open(encoding="utf-8-sig") as file:
        return file.readline(LONGEST_LINE) == "\n"


def _no_parquet(path: Path) -> BadInput:
    return BadInput(f"{path} is no Parquet file, or a damaged one", "write it again")
