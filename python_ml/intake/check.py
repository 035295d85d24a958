"""The check of a source's raw files, from the variable down to the first date: all that is wrong, in one sentence."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from python_ml.intake.dates import ACCEPTED_FORMATS, any_moment
from python_ml.intake.day_formats import fitting_formats
from python_ml.intake.folder import Folder, Found, look_into, or_map
from python_ml.intake.head import Head, mapped_head, read_head
from python_ml.intake.layout import HEAD_BYTES, SEPARATORS, Layout, guess_layout
from python_ml.intake.line_ends import check_line_ends
from python_ml.intake.mapping import MAPPING_FILE
from python_ml.intake.names import meant_for
from python_ml.intake.reading import first_bytes, records
from python_ml.intake.sources import RawFile, RawSource
from python_ml.intake.text import check_text
from python_ml.intake.words import joined, shown, shown_columns
from python_ml.problems import BadInput

NUMBERS = ("quantity", "unit_price")
# A file has the price of a unit in one of these.
EITHER = ({"unit_price", "unit_price_micros"},)


class Trouble(NamedTuple):
    """One thing wrong with a file, said behind its path; what to do; and whether a mapping could do it instead."""

    sentence: str
    remedy: str
    is_mappable: bool = False


def check_raw_input(source: RawSource, raw_path: str | None) -> None:
    """Check that the raw files of a source can be read.

    CSV files are read from end to end for their encoding and line ends; of everything else only the head
    is looked at. A single bad row is not a problem here: the staging models reject it.

    Parameters
    ----------
    source : RawSource
        What `read_source` knows of the source.
    raw_path : str or None
        The source's folder or file; ``~/`` is the home folder, a relative path starts at the working
        directory. Ignored by a source that reads nothing.

    Raises
    ------
    BadInput
        Its sentence names every file with something wrong and all that is wrong in it, its remedy how to fix that.
    """
    if source.files:
        refuse(problems_of(source, raw_path)[1])


def refuse(problems: Sequence[BadInput]) -> None:
    """Raise what is wrong, if anything is, as one problem."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise BadInput("; ".join(map(str, problems)))


def problems_of(source: RawSource, raw_path: str | None) -> tuple[Folder, list[BadInput]]:
    """Return what lies where ``raw_path`` says, and all that is wrong with it."""
    try:
        folder = look_into(source, raw_path)
        problems = [*folder.problems]
        for found in folder.found:
            try:
                problems += _problems_of_file(source, found)
            except BadInput as problem:
                problems.append(problem)
    except BadInput as problem:
        return Folder(), [problem]
    except OSError as error:
        path = error.filename or raw_path
        return Folder(), [
            BadInput(f"{path} cannot be read ({error.strerror})", "check the path and its permissions")
        ]
    return folder, problems


def not_read(source: RawSource, raw_path: str | None) -> list[str]:
    """Say what lies there and is not read, of files that were checked: columns, a line a file, and further files."""
    if not source.files:
        return []
    folder = look_into(source, raw_path)
    columns = unread_columns(folder.found).items()
    lines = [f"{path.name}: {shown_columns(names)}" for path, names in columns if names]
    return lines + [f"{name} in {raw_path}" for name in folder.not_read]


def unread_columns(found: Sequence[Found]) -> dict[Path, list[str]]:
    """Columns, as they are written, that no table is read from; by file."""
    unread: dict[Path, list[str]] = {}
    for one in found:
        if one.mapping is not None:
            header = next(records(one.path, one.mapping.layout, one.mapping.sheets), [])
            read = set(one.mapping.asked)
        else:
            header = read_head(one.path).columns
            read = {
                name
                for name in header
                if name.casefold() in {known.casefold() for known in one.file.all_columns}
            }
        left = unread.get(one.path, header)
        unread[one.path] = [name for name in left if name and name not in read]
    return unread


def _problems_of_file(source: RawSource, found: Found) -> list[BadInput]:
    path, file = found.path, found.file
    if found.mapping is not None:
        head = mapped_head(path, found.mapping)
        return _merged(
            path, _trouble_with_sales(head, file, MAPPING_FILE) + _trouble_with_numbers(head, MAPPING_FILE)
        )
    other_way = or_map(source, path.parent)
    if path.suffix == ".parquet":
        return _merged(path, _trouble_with_content(path, read_head(path), file), other_way)
    begin = first_bytes(path, HEAD_BYTES)
    layout = _layout(path, begin, file)
    troubles = _trouble_with_text(path, layout)
    head = read_head(path, layout)
    if getattr(head, "begins_blank", False) and head.columns:
        troubles.append(Trouble("begins with an empty line", "remove it", True))
    troubles += _trouble_with_layout(layout, begin)
    return _merged(path, [*troubles, *_trouble_with_content(path, head, file)], other_way)


def _merged(path: Path, troubles: Sequence[Trouble], other_way: str = "") -> list[BadInput]:
    """One problem of all that is wrong with a file."""
    if not troubles:
        return []
    said = joined([trouble.sentence for trouble in troubles], "and")
    remedies = ", ".join(trouble.remedy for trouble in troubles)
    return [BadInput(f"{path} {said}", remedies + other_way * all(one.is_mappable for one in troubles))]


def _layout(path: Path, begin: bytes, file: RawFile) -> Layout:
    """The layout of a CSV file: what it should be if the header is there, else what it seems to be."""
    seems = guess_layout(begin, file.columns)
    as_wanted = Layout(seems.encoding)
    header = read_head(path, as_wanted).columns
    return as_wanted if set(file.columns) & set(header) else seems


def _trouble_with_text(path: Path, layout: Layout) -> list[Trouble]:
    """What is wrong with the bytes of a text file."""
    if layout.encoding.startswith(("utf-16", "utf-32")):
        return [Trouble(f"is {layout.encoding[:6].upper()}", "save it as UTF-8", True)]
    troubles = []
    for check in (check_text, check_line_ends):
        try:
            check(path)
        except BadInput as problem:
            sentence = problem.sentence.removeprefix(f"{path} ")
            troubles.append(Trouble(sentence, problem.remedy, "not UTF-8" in sentence))
    return troubles


def _trouble_with_layout(layout: Layout, begin: bytes) -> list[Trouble]:
    """What is wrong with how a text file is laid out."""
    troubles = []
    if layout.skip_lines:
        text = begin.decode(layout.codec, errors="replace")
        above = [shown(line) for line in text.splitlines()[: layout.skip_lines]]
        if len(above) == 1:
            troubles.append(Trouble(f"has the line {above[0]} above its header", "remove it", True))
        else:
            first = f"has {len(above)} lines above its header, the first is {above[0]}"
            troubles.append(Trouble(first, "remove them", True))
    if layout.separator != ",":
        signs = SEPARATORS.get(layout.separator, shown(layout.separator))
        troubles.append(Trouble(f"is separated by {signs}", "save it separated by commas", True))
    return troubles


def _trouble_with_content(path: Path, head: Head, file: RawFile) -> list[Trouble]:
    """What is wrong with the columns and the first rows."""
    if not head.columns:
        noun = "column" if len(file.columns) == 1 else "columns"
        return [Trouble("is empty", f"it needs a header with the {noun} {joined(file.columns, 'and')}")]
    troubles = _trouble_with_columns(head.columns, file)
    if file.date_column in head.columns:
        troubles += _trouble_with_sales(head, file) + _trouble_with_numbers(head)
    return troubles


def _trouble_with_columns(columns: list[str], file: RawFile) -> list[Trouble]:
    # DuckDB ignores the letter case of a name. Columns without a name get one each, and do no harm.
    troubles = []
    counts = Counter(column.casefold() for column in columns if column)
    first_of_each = {column.casefold(): column for column in reversed(columns)}
    twice = [shown(first_of_each[name]) for name, count in counts.items() if count > 1]
    if twice:
        noun = "column" if len(twice) == 1 else "columns"
        troubles.append(
            Trouble(f"has the {noun} {joined(twice, 'and')} more than once", "remove or rename one")
        )
    missing = [name for name in file.columns if name not in columns]
    absent = [name for name in file.optional_columns if name not in columns]
    for either in EITHER:
        if either & set(columns):
            absent = [name for name in absent if name not in either]
    others = [column for column in columns if column and column not in file.all_columns]
    meant = meant_for(others, [*missing, *absent])
    unread = [want for want in absent if want in meant]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        has = f"has no {noun} {joined(missing, 'and')} (it has {shown_columns(columns)})"
        troubles.append(Trouble(has, _rename(missing, meant), True))
    if unread:
        noun, be = ("a column", "is") if len(unread) == 1 else ("columns", "are")
        has = f"has {noun} {joined([shown(meant[want]) for want in unread], 'and')} that {be} not read"
        troubles.append(Trouble(has, _rename(unread, meant), True))
    return troubles


def _rename(wanted: Sequence[str], meant: dict[str, str]) -> str:
    """Say what to do about missing columns, by the likeliest cause."""
    renames = [f"{shown(meant[name])} to {name}" for name in wanted if name in meant]
    rest = [name for name in wanted if name not in meant]
    fixes = []
    if renames:
        fixes.append(f"rename {joined(renames, 'and')}")
    if rest:
        what = joined(rest, "and") if renames else ("it" if len(rest) == 1 else "them")
        fixes.append(f"add or rename {what}")
    return ", ".join(fixes)


def _trouble_with_numbers(head: Head, where: str = "") -> list[Trouble]:
    """What is wrong with the first prices and quantities, if most of them are no numbers."""
    troubles = []
    for column in NUMBERS:
        if column in head.columns:
            texts = head.texts(column)
            bad = [row for row, text in enumerate(texts) if text is not None and not _is_number(text)]
            if len(bad) > len(texts) / 2:
                value = shown(texts[bad[0]] or "")
                remedy = (
                    f"say in {where} which decimal sign it has" if where else "write it with a decimal point"
                )
                troubles.append(
                    Trouble(
                        f"has no numbers in column {column}",
                        f"row {head.first_row + bad[0]} is {value}, {remedy}",
                        True,
                    )
                )
    return troubles


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _trouble_with_sales(head: Head, file: RawFile, where: str = "") -> list[Trouble]:
    """What is wrong with the first moments of sale."""
    if file.date_column is None:
        return []
    if not head.has_rows:
        return [Trouble("has columns but no rows", "it needs at least one sale")]
    texts = head.texts(file.date_column)
    if any_moment(texts):
        return []
    first, last = head.first_row, head.first_row + len(texts) - 1
    rows = f"row {first}" if first == last else f"rows {first} to {last}"
    value = "empty" if texts[0] is None else shown(texts[0])
    remedy = f"say in {where} how its days are written" if where else f"write {ACCEPTED_FORMATS}"
    has = f"has no date in column {file.date_column} in {rows}"
    return [
        Trouble(has, f"row {first} is {value}, {remedy}", bool(fitting_formats(text or "" for text in texts)))
    ]
