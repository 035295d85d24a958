"""A shop's own file, read by its mapping, as rows under the shop's names of columns."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from python_ml.intake.mapping import LINE_TOTAL, TableMapping
from python_ml.intake.reading import records
from python_ml.intake.words import joined, shown, shown_columns
from python_ml.problems import BadInput

DAYS = ("sold_at", "opted_out_at", "sent_at")
NUMBERS = ("quantity", "unit_price", "unit_price_micros", LINE_TOTAL, "age")
IDS = {"customers": "customer_id", "articles": "article_id"}
# What a spreadsheet adds to an amount: a currency before or behind it, and blanks and apostrophes between thousands.
_CURRENCY = r"(?:[A-Z]{3}|kr|zł|Kč|Ft|lei|\u0440\u0443\u0431\.?|[$€£¥₽₹])"
_BESIDE_AMOUNT = re.compile(
    rf"^{_CURRENCY}(?=[\s\d+-])|(?<=[\s\d]){_CURRENCY}$|(?<=\d)['\u2019\s](?=\d{{3}})|^\s+|\s+$"
)
_AMOUNT = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
# What stands in each further field of a row with more fields than the header.
MORE = "..."
_MICROS = Decimal("0.000001")


def check_mapped_columns(path: Path, mapping: TableMapping, header: Sequence[str]) -> None:
    """Check that a file has every column that its mapping reads, once.

    Raises
    ------
    BadInput
        With what the file has.
    """
    missing = [name for name in mapping.asked if name not in header]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise BadInput(
            f"{path} has no {noun} {joined([shown(name) for name in missing], 'and')} (it has {shown_columns(header)})",
            f"columns.yml asks for {'it' if len(missing) == 1 else 'them'}: correct it there",
        )
    twice = next((name for name in mapping.asked if header.count(name) > 1), None)
    if twice is not None:
        raise BadInput(f"{path} has the column {shown(twice)} more than once", "remove or rename one")


def converted_rows(path: Path, mapping: TableMapping) -> Iterator[list[str]]:
    """Yield the header, and then each row under it; a record of another length is yielded as one of another length.

    A blank line is an empty list, so that rows keep their place in the file.

    Raises
    ------
    BadInput
        If the file cannot be read so.
    """
    read = records(path, mapping.layout, mapping.sheets)
    header = next(read, [])
    check_mapped_columns(path, mapping, header)
    convert = _Converter(mapping, header)
    # The last column has no name: it makes any other number of fields a wrong one.
    yield [*convert.names, ""]
    rows = convert.rows(read)
    if mapping.one_row_each:
        rows = _last_of_each(rows, convert.names.index(IDS[mapping.table]), len(convert.names) + 1)
    yield from rows


def write_converted(path: Path, mapping: TableMapping, target: Path) -> None:
    """Write a mapped file as comma separated UTF-8.

    Raises
    ------
    BadInput
        If the file cannot be read so.
    """
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("\n" * mapping.layout.skip_lines)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(converted_rows(path, mapping))


class _Converter:
    """Turns the records of a file into rows of a table."""

    def __init__(self, mapping: TableMapping, header: Sequence[str]) -> None:
        self._mapping, self._width = mapping, len(header)
        place = {name: header.index(name) for name in mapping.asked}
        self._fill = [place[name] for name in mapping.fill_down]
        self._only = {place[name]: frozenset(values) for name, values in mapping.only.items()}
        self._places = {name: [place[one] for one in read] for name, read in mapping.columns.items()}
        self.names = ["unit_price" if name == LINE_TOTAL else name for name in mapping.columns]

    def rows(self, read: Iterable[list[str]]) -> Iterator[list[str]]:
        """Yield a row a record, a blank one for what is left out."""
        above: list[str] | None = None
        for record in read:
            while len(record) > self._width and not record[-1]:
                record.pop()
            if not record:
                yield []
            elif len(record) != self._width:
                yield self._of_wrong_length(record)
            else:
                if self._fill:
                    above = self._filled(record, above)
                is_read = all(record[place].strip() in values for place, values in self._only.items())
                yield self._row(record) if is_read else []

    def _filled(self, record: list[str], above: list[str] | None) -> list[str]:
        order = self._fill[0]
        if above is not None and record[order] in ("", above[order]):
            for place in self._fill:
                record[place] = record[place] or above[place]
        return record

    def _of_wrong_length(self, record: list[str]) -> list[str]:
        whole = self._mapping.layout.separator.join(record)
        # DuckDB passes over a field too many that is empty.
        return [whole] + [MORE] * (len(self.names) + 1) if len(record) > self._width else [whole]

    def _row(self, record: list[str]) -> list[str]:
        values = {
            name: " ".join(filter(None, (record[place].strip() for place in places)))
            for name, places in self._places.items()
        }
        for name in DAYS:
            if name in values:
                values[name] = self._mapping.days.iso(values[name])
        for name in NUMBERS:
            if name in values:
                values[name] = plain_number(values[name], self._mapping.decimal)
        if LINE_TOTAL in values:
            values[LINE_TOTAL] = price_of_one(values[LINE_TOTAL], values.get("quantity", ""))
        return [*values.values(), ""]


def _last_of_each(rows: Iterable[list[str]], place: int, width: int) -> Iterator[list[str]]:
    """What the rows of each id say last, in the order in which the ids come first; an empty field says nothing.

    Rows without an id, or of a wrong length, are left out.
    """
    last: dict[str, list[str]] = {}
    for row in rows:
        if len(row) == width and row[place]:
            before = last.get(row[place], row)
            last[row[place]] = [new or old for new, old in zip(row, before, strict=True)]
    yield from last.values()


def plain_number(text: str, decimal: str) -> str:
    """A number with a point and without signs between thousands, blanks and a currency; any other text is no number.

    Examples
    --------
    >>> plain_number("1.234,50 €", ",")
    '1234.50'
    >>> plain_number("$1,234.50", ".")
    '1234.50'
    >>> plain_number("many", ".")
    'many'
    """
    bare = _BESIDE_AMOUNT.sub("", _BESIDE_AMOUNT.sub("", text))
    if not _AMOUNT.fullmatch(bare):
        return text
    thousands = "," if decimal == "." else "."
    whole, sign, fraction = bare.partition(decimal)
    groups = whole.split(thousands)
    if decimal in fraction or thousands in fraction or any(len(group) != 3 for group in groups[1:]):
        return f"{text} (decimal sign {decimal})"
    return "".join(groups) + ("." + fraction if sign else "")


def price_of_one(total: str, quantity: str) -> str:
    """The price of a unit, to a millionth, from that of a line; the total as it is where that makes no sense."""
    try:
        units = Decimal(quantity or "1")
        return str((Decimal(total) / units).quantize(_MICROS)) if units else total
    except InvalidOperation:
        return total
