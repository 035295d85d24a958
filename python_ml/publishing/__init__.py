"""Builds that people read: kept side by side, switched atomically."""

from python_ml.publishing.builds import (
    DATABASE,
    FEATURES,
    LIVE,
    builds,
    current_build,
    current_database,
    new_build,
    prepare,
    prune,
    read_current,
    repair,
    roll_back,
    switch_to,
)
from python_ml.publishing.runs import open_run, unpublished_run

__all__ = [
    "DATABASE",
    "FEATURES",
    "LIVE",
    "builds",
    "current_build",
    "current_database",
    "new_build",
    "open_run",
    "prepare",
    "prune",
    "read_current",
    "repair",
    "roll_back",
    "switch_to",
    "unpublished_run",
]
