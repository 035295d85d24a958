"""A fingerprint of what tables and models are computed with: the project's own code, and the libraries beneath it."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

# What a feature, a candidate, a label or a fit depends on; not what only tests, shows or documents them.
CODE = ("models", "macros", "python_ml", "dbt_project.yml", "seeds/retrievers.csv")
SUFFIXES = (".sql", ".py", ".yml", ".csv")
LIBRARIES = ("duckdb", "lifelines", "lightgbm", "numpy", "polars", "pyarrow", "scipy")


def code_fingerprint(project: Path, parts: Iterable[str] = CODE) -> str:
    """SHA-256 over the names and contents of the project's code, and the versions of its libraries.

    Parameters
    ----------
    project
        The folder of `dbt_project.yml`.
    parts
        Files and folders in it.

    Raises
    ------
    FileNotFoundError
        If one of the parts is not there.
    """
    digest = hashlib.sha256()
    for path in _files(project, parts):
        digest.update(f"{path.relative_to(project)}\0".encode())
        digest.update(path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library}=={version(library)}\0".encode())
    return digest.hexdigest()


def _files(project: Path, parts: Iterable[str]) -> list[Path]:
    files = []
    for part in parts:
        path = project / part
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there: it is part of the project.")
        within = path.rglob("*") if path.is_dir() else [path]
        files += [file for file in within if file.is_file() and file.suffix in SUFFIXES]
    return sorted(files)
