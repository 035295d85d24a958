"""What each source needs, read from the `sources:` in its folder of `models/staging`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from python_ml.intake.words import joined


@dataclass(frozen=True)
class RawFile:
    """One file of a source.

    Attributes
    ----------
    name : str
        File name without its ending.
    endings : tuple of str
        Endings that are read, each with its dot.
    columns : tuple of str
        Columns it must have; more are allowed.
    optional : bool
        Whether the source works without it.
    date_column : str or None
        Column with the moment of sale. A file that has one must also have rows.
    optional_columns : tuple of str
        Columns that are read where it has them.
    """

    name: str
    endings: tuple[str, ...]
    columns: tuple[str, ...]
    optional: bool = False
    date_column: str | None = None
    optional_columns: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Columns that are read: those it must have, and those it may have."""
        return (*self.columns, *self.optional_columns)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Every name under which the file is read."""
        return tuple(self.name + ending for ending in self.endings)


@dataclass(frozen=True)
class RawSource:
    """The files of one source.

    Attributes
    ----------
    name : str
        What the variable `source` calls it.
    files : tuple of RawFile
        None for a source that reads nothing.
    is_folder : bool
        Whether ``raw_path`` is the folder that holds the files, or itself the only file.
    is_mapped : bool
        Whether a `columns.yml` beside the files may say which column is which.
    """

    name: str
    files: tuple[RawFile, ...] = ()
    is_folder: bool = True
    is_mapped: bool = False

    @property
    def wanted(self) -> str:
        """What ``raw_path`` should be, in words."""
        if not self.is_folder:
            return f"one file that ends in {joined(self.files[0].endings, 'or')}"
        needed = [joined(file.file_names, "or") for file in self.files if not file.optional]
        return f"the folder with {joined(needed, 'and')}"


def read_source(project: Path, name: str) -> RawSource:
    """Read what dbt knows of a source's files.

    Parameters
    ----------
    project : Path
        The folder of `dbt_project.yml`.
    name : str
        A source that `dbt_project.yml` lists; one without raw files, such as a generator, has no `sources:`.

    Raises
    ------
    FileNotFoundError
        If the project has no folder for such a source.
    KeyError
        If a table does not say which `endings` are read.
    """
    folder = project / "models" / "staging" / name
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not there: a source is a folder of models/staging.")
    described = folder / f"_{name}__sources.yml"
    if not described.is_file():
        return RawSource(name)
    (source,) = yaml.safe_load(described.read_text(encoding="utf-8"))["sources"]
    files = tuple(_file(table) for table in source["tables"])
    meta = _meta(source)
    return RawSource(
        name, files, is_folder=meta.get("raw_path") != "file", is_mapped=meta.get("is_mapped", False)
    )


def _file(table: dict[str, Any]) -> RawFile:
    meta = _meta(table)
    optional = [column["name"] for column in table["columns"] if _meta(column).get("optional")]
    return RawFile(
        name=table["name"],
        endings=tuple(f".{ending}" for ending in meta["endings"]),
        columns=tuple(column["name"] for column in table["columns"] if column["name"] not in optional),
        optional=meta.get("optional", False),
        date_column=meta.get("date_column"),
        optional_columns=tuple(optional),
    )


def _meta(described: dict[str, Any]) -> dict[str, Any]:
    return described.get("config", {}).get("meta", {})
