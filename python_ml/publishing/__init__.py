"""Builds that people read: kept side by side, switched atomically."""

from python_ml.publishing.builds import (
    DATABASE,
    FEATURES,
    builds,
    current_build,
    current_database,
    new_build,
    prune,
    roll_back,
    switch_to,
)

__all__ = [
    "DATABASE",
    "FEATURES",
    "builds",
    "current_build",
    "current_database",
    "new_build",
    "prune",
    "roll_back",
    "switch_to",
]
