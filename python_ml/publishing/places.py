"""Where the project, the database that dbt builds in, and the published builds are."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from python_ml.problems import NotBuilt
from python_ml.publishing.builds import REPAIR, builds, current_database, read_current
from python_ml.publishing.disk import disk_problem

T = TypeVar("T")

PROJECT_FILE = "dbt_project.yml"


def project_root() -> Path:
    """Find the dbt project.

    ``DBT_PROJECT_DIR`` decides if it is set, as it does for dbt; otherwise the nearest folder holding
    ``dbt_project.yml``, upwards from the working directory, then upwards from this package.

    Raises
    ------
    NotBuilt
        If there is no such folder.
    """
    if named := os.environ.get("DBT_PROJECT_DIR"):
        return Path(named)
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            if (folder / PROJECT_FILE).is_file():
                return folder
    raise NotBuilt(
        f"found no {PROJECT_FILE}", "run helix inside the project, or set HELIX_DB or DBT_PROJECT_DIR"
    )


def workshop_path() -> Path:
    """Return the database that dbt builds in: ``HELIX_DB``, or ``build/helix.duckdb`` in the project.

    Raises
    ------
    NotBuilt
        If ``HELIX_DB`` is not set and there is no project.
    """
    if named := os.environ.get("HELIX_DB"):
        return Path(named)
    return project_root() / "build" / "helix.duckdb"


def published_folder() -> Path:
    """Return the folder of published builds.

    ``HELIX_PUBLISHED`` decides if it is set; otherwise it is ``shop.published`` beside a ``HELIX_DB`` that is called
    ``shop.duckdb``, and ``published`` in the project without one.

    Raises
    ------
    NotBuilt
        If neither is set and there is no project.
    """
    if named := os.environ.get("HELIX_PUBLISHED"):
        return Path(named)
    if os.environ.get("HELIX_DB"):
        workshop = workshop_path()
        return workshop.with_name(workshop.name.removesuffix(".duckdb") + ".published")
    return project_root() / "published"


def database_path() -> Path:
    """Return the database that people read: that of the current published build, or else the one dbt builds in.

    A published build stays the same file, whatever is published meanwhile. To open it, use `read_published`: a build
    can be removed once others are published.

    Raises
    ------
    NotBuilt
        If neither ``HELIX_DB`` nor ``HELIX_PUBLISHED`` is set and there is no project, or there are builds and none
        is the current one.
    Problem
        If the folder of published builds can't be read, or ``current`` in it is no link.
    """
    published = published_folder()
    try:
        return current_database(published) or _unpublished(published)
    except OSError as error:
        raise disk_problem(error, published) from error


def read_published(read: Callable[[Path], T]) -> T:
    """Open the database that people read, even if builds are published and removed meanwhile.

    Parameters
    ----------
    read
        Opens a database by its path.

    Raises
    ------
    Problem
        As by `database_path`; and what ``read`` raises.
    """
    published = published_folder()
    try:
        found = read_current(published, read)
        return read(_unpublished(published)) if found is None else found
    except OSError as error:
        raise disk_problem(error, published) from error


def _unpublished(published: Path) -> Path:
    """The database that dbt builds in, for when nothing is published."""
    if builds(published):
        raise NotBuilt(
            f"none of the builds in {published} is the current one", f"run `{REPAIR}` to choose one"
        )
    return workshop_path()
