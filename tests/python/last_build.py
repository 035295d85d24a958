"""The last build, which tests of what people see read."""

from pathlib import Path

import pytest


def built_or_skipped(path: Path) -> Path:
    """Return a database, or skip the test if nothing has been built there."""
    if not path.exists():
        pytest.skip(f"there is no build at {path}: run `make build` or set HELIX_DB")
    return path
