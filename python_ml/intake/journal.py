"""The check of the journal's folder: what lies in it and would not be read is named."""

from collections.abc import Sequence
from pathlib import Path

from python_ml.intake.head import read_head
from python_ml.intake.paths import expanded
from python_ml.intake.words import joined
from python_ml.problems import BadInput

ENDINGS = (".ndjson", ".parquet")
# Spark passes over such names too.
NOT_READ = ("_", ".")


def check_journal(journal_path: str | None, folders: Sequence[str]) -> None:
    """Check that the segments of a journal can be read.

    Parameters
    ----------
    journal_path : str or None
        The journal's folder; ``~/`` is the home folder, a relative path starts at the working directory. None if there
        is no journal.
    folders : sequence of str
        Folders that are read, one a kind of event; each may be missing.

    Raises
    ------
    BadInput
        If the folder is not there, holds something that would not be read, or a Parquet segment is damaged. Names that
        begin with ``_`` or a dot are those of segments still being written, and are nobody's business.
    """
    if journal_path is None:
        return
    journal = expanded(journal_path)
    if not journal.is_dir():
        where = "" if journal.is_absolute() else f" in {Path.cwd()}"
        raise BadInput(
            f"journal_path {journal} is no folder{where}", "set it to the journal's folder, or leave it out"
        )
    for path in _finished(journal):
        if path.name not in folders or not path.is_dir():
            raise BadInput(
                f"{path} is no part of a journal, which has the folders {joined(folders, 'and')}",
                "remove it, or set journal_path to the folder above those",
            )
        for segment in _finished(path):
            _check_segment(segment)


def _finished(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith(NOT_READ))


def _check_segment(segment: Path) -> None:
    if segment.suffix not in ENDINGS or not segment.is_file():
        raise BadInput(
            f"{segment} has an ending that is not read",
            f"write segments as files that end in {joined(ENDINGS, 'or')}",
        )
    if segment.suffix == ".parquet":
        read_head(segment)
