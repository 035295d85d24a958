"""The published build that the environment names, if there is one."""

import os
from pathlib import Path

from python_ml.publishing import current_database
from python_ml.publishing.places import published_folder


def built() -> Path | None:
    """The folder of the published build that HELIX_DB names."""
    if not os.environ.get("HELIX_DB"):
        return None
    database = current_database(published_folder())
    return database and database.parent
