"""Paths as people give them in variables."""

from pathlib import Path


def expanded(path: str) -> Path:
    """Resolve ``~/`` as DuckDB does, and nothing else."""
    return Path(path).expanduser() if path.startswith("~/") else Path(path)
