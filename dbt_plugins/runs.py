"""The run of dbt that this process does, as it is written down beside what is published."""

from datetime import UTC, datetime

from dbt_plugins.beginning import beginning
from python_ml.problems import Problem
from python_ml.publishing import open_run, prepare
from python_ml.publishing.disk import FULL, disk_problem
from python_ml.publishing.places import published_folder
from python_ml.publishing.runs import OpenRun

_open: list[OpenRun] = []


def helix_begin_run(source: str, shop: str) -> str:
    """Write down that a build begins, and see that it can be published; return a sentence if it can't, '' otherwise.

    Parameters
    ----------
    source
        The source that is built.
    shop
        Name of the file or folder that it reads, '' for none.
    """
    published = published_folder()
    try:
        prepare(published)
        _open.append(open_run(published, source, shop, beginning(otherwise=datetime.now(UTC))))
    except Problem as problem:
        return f"{problem}."
    except OSError as error:
        return str(error) if error.errno in FULL else f"{disk_problem(error, published)}."
    return ""


def helix_end_run(problem: str | None, is_part: bool) -> bool:
    """Write down how it ended; tell whether it was one that had been written down.

    Parameters
    ----------
    problem
        Why nothing was published, ``None`` if the build is.
    is_part
        Whether nothing failed.
    """
    if not _open:
        return False
    try:
        _open.pop().close(problem, is_part)
    except OSError:
        # A disk that is full, as a rule: that it has begun, and has not ended well, is written down already.
        return False
    return True
