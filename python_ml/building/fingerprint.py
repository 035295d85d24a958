"""Fingerprints of what tables and models are computed from: data, the project's code, and the libraries beneath it."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

# What a feature, a candidate, a label or a fit depends on; not what only tests, shows or documents them.
CODE = ("models", "macros", "python_ml", "dbt_project.yml", "seeds/retrievers.csv")
SUFFIXES = (".sql", ".py", ".yml", ".csv")
TEXTS = (pa.string(), pa.large_string(), pa.string_view())
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


def table_fingerprint(table: pa.Table) -> str:
    """SHA-256 over the names and values of all columns, to tell whether two runs saw the same data."""
    digest = hashlib.sha256()
    for name in table.column_names:
        digest.update(name.encode())
        column = table.column(name)
        if column.type in TEXTS:
            encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
            digest.update("\0".join(encoded.dictionary.to_pylist()).encode())
            column = encoded.indices
        elif pa.types.is_date(column.type):
            column = column.cast(pa.int32())
        elif pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        numbers = pc.fill_null(pc.cast(column, pa.float64(), safe=False), float("nan"))
        digest.update(numbers.to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()


def package_fingerprint(package: str) -> str:
    """`code_fingerprint` of one package of `python_ml`."""
    here = Path(__file__).resolve().parents[1]
    return code_fingerprint(here, [package])


def combined_fingerprint(*parts: str) -> str:
    """SHA-256 of several fingerprints, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _files(project: Path, parts: Iterable[str]) -> list[Path]:
    files = []
    for part in parts:
        path = project / part
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there: it is part of the project.")
        within = path.rglob("*") if path.is_dir() else [path]
        files += [file for file in within if file.is_file() and file.suffix in SUFFIXES]
    return sorted(files)
