"""The records of a raw file as lists of text, whatever its kind: CSV in any layout, packed or not, Excel, Parquet."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from python_ml.intake.layout import Layout
from python_ml.problems import BadInput

# DuckDB reads no longer line either.
LONGEST_LINE = 2_000_000
csv.field_size_limit(LONGEST_LINE)
TEXT_ENDINGS = (".csv", ".tsv", ".txt")
READ_ENDINGS = (*TEXT_ENDINGS, *(f"{ending}.gz" for ending in TEXT_ENDINGS), ".xlsx", ".parquet")


def ending_of(path: Path | str) -> str:
    """The ending of a name, both of two: ``.csv.gz``."""
    name = Path(path).name
    return next((ending for ending in sorted(READ_ENDINGS, key=len)[::-1] if name.endswith(ending)), "")


def records(path: Path, layout: Layout, sheets: Sequence[str] = ()) -> Iterator[list[str]]:
    """Yield the header and then every record; an empty list is a blank line.

    Parameters
    ----------
    path : Path
        A file with one of ``READ_ENDINGS``.
    layout : Layout
        Of a text file; of an Excel file, only the lines above the header count.
    sheets : sequence of str
        Sheets of an Excel file, which must have one header; by default its first.

    Raises
    ------
    BadInput
        If the file is not what its ending says, or not in that encoding.
    """
    if path.suffix == ".parquet":
        return _parquet_records(path)
    if path.suffix == ".xlsx":
        return _excel_records(path, layout.skip_lines, sheets)
    return _text_records(path, layout)


def first_bytes(path: Path, count: int) -> bytes:
    """The beginning of a text file, unpacked."""
    with _opened(path) as file:
        try:
            return file.read(count)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(path) from error


def _opened(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def csv_records(
    path: Path, file: TextIO, separator: str, stops_at_bad_quotes: bool = False
) -> Iterator[list[str]]:
    """Yield the records of an open text file; a quoted line break does not end one.

    Parameters
    ----------
    path : Path
        What to call the file.
    file : TextIO
        The file, opened with ``newline=""``.
    separator : str
        One character.
    stops_at_bad_quotes : bool
        Whether the records end before one with something behind its closing quotes, which others may read.

    Raises
    ------
    BadInput
        If a record is longer than ``LONGEST_LINE``, or quotes are broken.
    """
    # Lines are read with a limit, so that a file without line breaks does not fill the memory.
    lines = iter(lambda: file.readline(LONGEST_LINE), "")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            yield record
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise BadInput(
                f"{path} has a field of more than {LONGEST_LINE:,} characters that begins in line {line}",
                'shorten it; or close its quotes, if it should end before, and write a quote inside a field as ""',
            ) from error
        if not stops_at_bad_quotes or "end of data" in str(error):
            raise BadInput(
                f"{path}: the quotes in line {line} are broken",
                'close them, and write a quote inside a field as ""',
            ) from error


def _text_records(path: Path, layout: Layout) -> Iterator[list[str]]:
    with (
        _opened(path) as packed,
        io.TextIOWrapper(packed, encoding=layout.codec, newline="") as file,
    ):
        try:
            for _ in range(layout.skip_lines):
                file.readline(LONGEST_LINE)
            yield from csv_records(path, file, layout.separator)
        except UnicodeError as error:
            raise BadInput(
                f"{path} is not in the encoding {layout.encoding}", "name the right one"
            ) from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(path) from error


def _parquet_records(path: Path) -> Iterator[list[str]]:
    try:
        with pq.ParquetFile(path) as file:
            yield list(file.schema_arrow.names)
            for batch in file.iter_batches():
                columns = [_as_texts(column) for column in batch.columns]
                yield from (list(row) for row in zip(*columns, strict=True))
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path) from error


def _as_texts(column: pa.Array) -> list[str]:
    kind = column.type
    if any(test(kind) for test in (pa.types.is_timestamp, pa.types.is_date, pa.types.is_integer)):
        column = column.cast(pa.string())
    if pa.types.is_string(column.type):
        return column.fill_null("").to_pylist()
    return [text_of(value) for value in column.to_pylist()]


def sheet_names(path: Path) -> list[str]:
    """Names of an Excel file's sheets, in order."""
    book = _workbook(path)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def _excel_records(path: Path, skip_lines: int, sheets: Sequence[str]) -> Iterator[list[str]]:
    book = _workbook(path)
    try:
        header: list[str] | None = None
        for name in sheets or book.sheetnames[:1]:
            if name not in book.sheetnames:
                raise BadInput(f"{path} has no sheet {name!r}", f"it has {', '.join(book.sheetnames)}")
            rows = book[name].iter_rows(min_row=skip_lines + 1, values_only=True)
            found = [text_of(value) for value in next(rows, ())]
            while found and not found[-1]:
                found.pop()
            if header is not None and found != header:
                raise BadInput(
                    f"{path} has another header in sheet {name!r} than in {sheets[0]!r}",
                    "make them alike, or map one sheet alone",
                )
            if header is None:
                header = found
                yield header
            for row in rows:
                texts = [text_of(value) for value in row]
                width = len(header)
                texts = texts[:width] + [""] * (width - len(texts))
                yield texts if any(texts) else []
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise _damaged(path) from error
    finally:
        book.close()


def _workbook(path: Path) -> Any:
    # It takes a fifth of a second to be imported, for files that few shops have.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise _damaged(path) from error


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, a moment in ISO form, a day without a time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _damaged(path: Path) -> BadInput:
    kind = {".gz": "gzip", ".xlsx": "Excel", ".parquet": "Parquet"}[path.suffix]
    return BadInput(f"{path} is no {kind} file, or a damaged one", "write it again")
