"""dbt, run on a project, each time in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# In a process of its own, as dbt holds on to what it has read.
DBT = (sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--no-use-colors")
# What the shell that runs this may have set of another shop; how much of the machine DuckDB may use stays.
OTHER_SHOP = ("HELIX_DB", "HELIX_PUBLISHED", "HELIX_KEEP_BUILDS")


@dataclass(frozen=True)
class DbtRuns:
    """Where dbt finds a project, and where it puts what it makes of it.

    Attributes
    ----------
    project
        Folder of ``dbt_project.yml``; dbt runs in it.
    database
        The DuckDB file that it builds in.
    target, logs
        Folders of what dbt writes down. Another set of variables is parsed from nothing: give it a target of its own.
    code
        Folder of ``profiles.yml`` and of the modules that it and the models name; the project's own if not given.
    settings
        Variables of the environment, over those of this process.
    """

    project: Path
    database: Path
    target: Path
    logs: Path
    code: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def words(self, *arguments: str, variables: str) -> list[str]:
        """The words of a command line after ``dbt``; the variables are YAML or JSON."""
        places = {
            "--project-dir": self.project,
            "--profiles-dir": self.code or self.project,
            "--target-path": self.target,
            "--log-path": self.logs,
        }
        options = [word for name, place in places.items() for word in (name, str(place))]
        return [*arguments, "--vars", variables, *options]

    def environment(self) -> dict[str, str]:
        """Environment of this process, but with the project's own database and modules, and no setting of dbt's."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("DBT_") and name not in OTHER_SHOP
        }
        own = {"HELIX_DB": str(self.database), "PYTHONPATH": str(self.code or self.project)}
        return kept | own | dict(self.settings)

    def start(
        self, *arguments: str, variables: str, program: Sequence[str] = DBT, **options: Any
    ) -> subprocess.Popen:
        """Start dbt, or a program that takes the same words; the options are those of `subprocess.Popen`."""
        return subprocess.Popen(
            [*program, *self.words(*arguments, variables=variables)],
            cwd=self.project,
            env=self.environment(),
            text=True,
            **options,
        )
