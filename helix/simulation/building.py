"""A build of the simulated shop: a process of its own, as anybody would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_ml.problems import Problem
from python_ml.publishing.places import project_root

SHOWN_CHARACTERS = 2_000
# Tests of a generated shop would take as long again, and find what they find in any other.
BUILD = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the simulated shop is built, apart from any other.

    Attributes
    ----------
    folder
        Holds everything: files of the shop, journal, database and what dbt writes down.
    """

    folder: Path

    @property
    def files(self) -> Path:
        """The shop's files."""
        return self.folder / "files"

    @property
    def journal(self) -> Path:
        """The journal, a folder of segments."""
        return self.folder / "journal"

    @property
    def database(self) -> Path:
        """What is built."""
        return self.folder / "shop.duckdb"

    def build(self, variables: Mapping[str, Any]) -> None:
        """Build the shop's files and its journal.

        Raises
        ------
        Problem
            If dbt ends with an error; the sentence ends with what it printed last.
        """
        given = {
            "source": "files",
            "raw_path": str(self.files),
            "journal_path": str(self.journal),
            **variables,
        }
        places = ("--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs"))
        root = project_root()
        ended = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "--quiet", *BUILD, "--vars", json.dumps(given), *places],
            cwd=root,
            env=self._environment(root),
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise Problem(
                f"a build of the simulated shop failed: {(ended.stdout + ended.stderr)[-SHOWN_CHARACTERS:]}",
                f"see {self.folder / 'logs'}",
            )

    def _environment(self, root: Path) -> dict[str, str]:
        own = {
            "HELIX_DB": str(self.database),
            "HELIX_PUBLISHED": str(self.folder / "published"),
            "HELIX_KEEP_BUILDS": "0",
            "PYTHONPATH": str(root),
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
        return others | own
