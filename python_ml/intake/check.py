"""The check of a source's raw files, from the variable down to the first date."""

from collections import Counter
from pathlib import Path

from python_ml.intake.dates import ACCEPTED_FORMATS, any_moment
from python_ml.intake.head import Head, read_head
from python_ml.intake.line_ends import check_line_ends
from python_ml.intake.paths import expanded
from python_ml.intake.sources import RawFile, RawSource
from python_ml.intake.text import check_text
from python_ml.intake.words import joined, shown, shown_columns
from python_ml.problems import BadInput

OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


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
        Its sentence names the file and the place in it, its remedy how to fix that.
    """
    if not source.files:
        return
    if not raw_path or not raw_path.strip():
        raise BadInput(f"The source {source.name} needs the variable raw_path", f"set it to {source.wanted}")
    try:
        for path, file in _files(source, expanded(raw_path)):
            _check_file(path, file)
    except OSError as error:
        path = error.filename or raw_path
        raise BadInput(
            f"{path} cannot be read ({error.strerror})", "check the path and its permissions"
        ) from error


def _files(source: RawSource, raw_path: Path) -> list[tuple[Path, RawFile]]:
    """Pair each file that is there with what is asked of it."""
    if not raw_path.exists():
        where = "" if raw_path.is_absolute() else f" in {Path.cwd()}"
        raise BadInput(f"raw_path {raw_path} does not exist{where}", f"set it to {source.wanted}")
    kind = "folder" if source.is_folder else "file"
    if not (raw_path.is_dir() if source.is_folder else raw_path.is_file()):
        raise BadInput(
            f"raw_path {raw_path} is not a {kind}",
            f"set it to {source.wanted}, as the source {source.name} needs",
        )
    if source.is_folder:
        found = [(_find(source, raw_path, file), file) for file in source.files]
        return [(path, file) for path, file in found if path is not None]
    if raw_path.suffix not in source.files[0].endings:
        raise BadInput(
            f"{raw_path} has an ending that is not read", f"the source {source.name} needs {source.wanted}"
        )
    return [(raw_path, source.files[0])]


def _find(source: RawSource, folder: Path, file: RawFile) -> Path | None:
    """Find the one path of a file in a folder, None for an optional file that is not there."""
    there = [folder / name for name in file.file_names if (folder / name).exists()]
    if len(there) > 1:
        names = joined([path.name for path in there], "and")
        raise BadInput(f"{folder} has both {names}", "remove one, only one can be right")
    if not there:
        _refuse_other_name(folder, file)
        if file.optional:
            return None
        missing = joined(file.file_names, "or")
        raise BadInput(f"{missing} is missing in {folder}", f"the source {source.name} reads {source.wanted}")
    if not there[0].is_file():
        raise BadInput(f"{there[0]} is not a file", "write it as one file of that name")
    return there[0]


def _refuse_other_name(folder: Path, file: RawFile) -> None:
    """Complain of a file that is meant but not read, as ``articles.xlsx`` or ``Articles.csv``."""
    start = file.name.casefold() + "."
    for name in sorted(path.name for path in folder.iterdir()):
        if name.casefold() in file.file_names:
            raise BadInput(f"{folder / name} is not read in this letter case", f"call it {name.casefold()}")
        if name.casefold().startswith(start):
            raise BadInput(
                f"{folder / name} has an ending that is not read",
                f"save it as {joined(file.file_names, 'or')}",
            )


def _check_file(path: Path, file: RawFile) -> None:
    if path.suffix == ".csv":
        check_text(path)
        check_line_ends(path)
    head = read_head(path)
    if not head.columns:
        noun = "column" if len(file.columns) == 1 else "columns"
        raise BadInput(f"{path} is empty", f"it needs a header with the {noun} {joined(file.columns, 'and')}")
    _check_columns(path, head.columns, file.columns)
    if file.date_column is not None:
        _check_sales(path, head, file.date_column)


def _check_columns(path: Path, columns: list[str], wanted: tuple[str, ...]) -> None:
    # DuckDB ignores the letter case of a name. Columns without a name get one each, and do no harm.
    counts = Counter(column.casefold() for column in columns if column)
    twice = next((column for column in columns if counts[column.casefold()] > 1), None)
    if twice is not None:
        raise BadInput(f"{path} has the column {shown(twice)} more than once", "remove or rename one")
    missing = [column for column in wanted if column not in columns]
    if not missing:
        return
    noun = "column" if len(missing) == 1 else "columns"
    raise BadInput(
        f"{path} has no {noun} {joined(missing, 'and')} (it has {shown_columns(columns)})",
        _how_to_fix_columns(columns, missing),
    )


def _how_to_fix_columns(columns: list[str], missing: list[str]) -> str:
    """Say what to do about missing columns, by the likeliest cause."""
    separators = [word for sign, word in OTHER_SEPARATORS.items() if sign in columns[0]]
    if len(columns) == 1 and separators:
        return f"it is separated by {separators[0]}, save it separated by commas"
    written = {column.strip().casefold(): column for column in columns}
    alike = [(written[name.casefold()], name) for name in missing if name.casefold() in written]
    if alike:
        renames = joined([f"{shown(old)} to {new}" for old, new in alike], "and")
        return f"only the letter case or a space differs, rename {renames}"
    return "add or rename " + ("it" if len(missing) == 1 else "them")


def _check_sales(path: Path, head: Head, date_column: str) -> None:
    if not head.has_rows:
        raise BadInput(f"{path} has columns but no rows", "it needs at least one sale")
    texts = head.texts(date_column)
    if any_moment(texts):
        return
    first, last = head.first_row, head.first_row + len(texts) - 1
    rows = f"row {first}" if first == last else f"rows {first} to {last}"
    value = "empty" if texts[0] is None else shown(texts[0])
    raise BadInput(
        f"{path} has no date in column {date_column} in {rows}",
        f"row {first} is {value}, write {ACCEPTED_FORMATS}",
    )
