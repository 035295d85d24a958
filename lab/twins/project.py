"""Copies of the project, and dbt run in them."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.dbt_runs import DBT, DbtRuns
from lab.manifest import Manifest
from python_ml.problems import Problem

# Everything that dbt and the Python models read; tests/python is neither.
PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "tests/dbt/generic",
    "tests/dbt/leakage",
    "analyses",
    "dbt_plugins",
    "python_ml",
)


class BuildFailed(Problem):
    """A dbt run ended with an error; the message is what dbt printed."""


@dataclass(frozen=True)
class Project:
    """A folder with a dbt project, and the database it is built into; nobody reads what a test builds."""

    folder: Path
    database: Path
    is_published: bool = False

    @classmethod
    def copy(cls, original: Path, to: Path) -> "Project":
        """Copy the parts of a project into an empty folder; the database lies in it, named after it."""
        shutil.rmtree(to, ignore_errors=True)
        for part in PARTS:
            source, target = original / part, to / "project" / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        return cls(to / "project", to / f"{to.name}.duckdb")

    def replace_model(self, path: str, sql: str) -> None:
        """Give the model in a file, SQL or Python, another query."""
        old = self.folder / path
        old.unlink()
        old.with_suffix(".sql").write_text(sql)

    def dbt(self, *arguments: str, variables: dict[str, Any], is_allowed_to_fail: bool = False) -> str:
        """Run dbt here and return what it printed.

        Raises
        ------
        BuildFailed
            If dbt ends with an error, unless it may.
        """
        process = self._runs.start(
            "--quiet",
            *arguments,
            variables=as_text(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        printed = "".join(process.communicate())
        if process.returncode and not is_allowed_to_fail:
            raise BuildFailed(printed)
        return printed

    def command(self, *arguments: str, variables: dict[str, Any]) -> list[str]:
        """The words of a command line that runs dbt, to be run in the folder with the environment."""
        return [*DBT, *self._runs.words("--quiet", *arguments, variables=as_text(variables))]

    def environment(self) -> dict[str, str]:
        """Environment of that command line."""
        return self._runs.environment()

    @property
    def _runs(self) -> DbtRuns:
        settings = {} if self.is_published else {"HELIX_KEEP_BUILDS": "0"}
        return DbtRuns(
            self.folder, self.database, self.folder / "target", self.folder / "logs", settings=settings
        )

    def manifest(self) -> Manifest:
        """What dbt wrote down in its last run."""
        return Manifest.read(self.folder / "target" / "manifest.json")

    def failed_tests(self, is_half_built: bool = False) -> dict[str, int]:
        """Names of the tests that failed in the last run, with the number of rows each found.

        Raises
        ------
        BuildFailed
            If a test could not be run, unless part of what tests look at is missing.
        """
        results = json.loads((self.folder / "target" / "run_results.json").read_text())["results"]
        nodes = self.manifest().nodes
        broken = [
            f"{result['unique_id']}: {result['message']}" for result in results if result["status"] == "error"
        ]
        if broken and not is_half_built:
            raise BuildFailed("\n".join(broken))
        return {
            nodes[result["unique_id"]]["name"]: result["failures"] or 0
            for result in results
            if result["unique_id"] in nodes and result["status"] == "fail"
        }


def as_text(variables: dict[str, Any]) -> str:
    """Variables as dbt takes them; a date is a text."""
    return json.dumps(variables, default=str)
