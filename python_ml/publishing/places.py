"""Where the project, the database that dbt builds in, and the published builds are."""

import os
from pathlib import Path

from python_ml.problems import NotBuilt
from python_ml.publishing.builds import current_database

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

    A published build stays the same file, whatever is published meanwhile.

    Raises
    ------
    NotBuilt
        If neither ``HELIX_DB`` nor ``HELIX_PUBLISHED`` is set and there is no project.
    """
    return current_database(published_folder()) or workshop_path()
