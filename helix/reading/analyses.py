"""The questions that the project asks of its tables: the files in ``analyses/``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from helix.reading.database import Database
from python_ml.problems import NotBuilt, Unknown
from python_ml.publishing.places import project_root
from python_ml.quoting import sql_name

if TYPE_CHECKING:
    import polars as pl

FOLDER = "analyses"
DESCRIPTIONS = "_analyses.yml"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question in words and in SQL, and what its answer means."""

    name: str
    question: str
    description: str
    sql: str


def analyses(folder: Path | None = None) -> dict[str, Analysis]:
    """Return every analysis by name, in the order in which they are described.

    Parameters
    ----------
    folder
        Where the analyses are; the project's if not given.

    Raises
    ------
    NotBuilt
        If there is no project, or it has no analyses.
    """
    folder = folder or project_root() / FOLDER
    try:
        described = yaml.safe_load((folder / DESCRIPTIONS).read_text(encoding="utf-8"))["analyses"]
        return {each["name"]: _read(folder, each) for each in described}
    except OSError as error:
        raise NotBuilt(
            f"can't read {error.filename}: {error.strerror}", "run helix inside the project"
        ) from error


def analysis(name: str, folder: Path | None = None) -> Analysis:
    """Return one analysis.

    Raises
    ------
    Unknown
        If there is none of that name.
    """
    known = analyses(folder)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        hint = f"the nearest known: {', '.join(near)}" if near else "helix ask lists them all"
        raise Unknown(f"analysis {name!r} is unknown", hint)
    return known[name]


def ask(database: Database, name: str, **chosen: str) -> pl.DataFrame:
    """Answer an analysis.

    Parameters
    ----------
    database
        The build that is asked.
    name
        The analysis.
    chosen
        What it is about, such as ``article_id``, where it names a variable of DuckDB; what it chooses itself otherwise.

    Raises
    ------
    Unknown
        If there is no such analysis.
    Problem
        If the build lacks a table that it reads.
    """
    asked = analysis(name)
    with database.cursor() as cursor:
        for variable, value in chosen.items():
            cursor.execute(f"set variable {sql_name(variable)} = $value", {"value": value})
        return cursor.sql(asked.sql).pl()


def _read(folder: Path, described: Mapping[str, str]) -> Analysis:
    name = described["name"]
    sql = (folder / f"{name}.sql").read_text(encoding="utf-8")
    question = sql.partition("\n")[0].removeprefix("--").strip()
    return Analysis(name, question, described["description"], sql)
