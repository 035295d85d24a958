"""A planted leak, and the catalogue of them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_ml.problems import BadInput, Problem


class StaleMutant(Problem):
    """The text that a mutant edits is not in its file, or more than once."""


@dataclass(frozen=True)
class Edit:
    """A change of one file: `find` stands in it exactly once. Without `find`, the file is a new one."""

    file: str
    put: str
    find: str | None = None

    def apply(self, project: Path) -> None:
        """Change the file.

        Raises
        ------
        StaleMutant
            If there is nothing to change, or it is not clear what.
        """
        path = project / self.file
        if self.find is None:
            path.write_text(self.put)
            return
        text = path.read_text()
        if text.count(self.find) != 1:
            raise StaleMutant(f"{self.file} holds {text.count(self.find)} times, not once: {self.find}")
        path.write_text(text.replace(self.find, self.put))


@dataclass(frozen=True)
class Mutant:
    """A leak: what it does, its place in Kapoor and Narayanan's taxonomy, and the check that is meant to find it.

    `shop` is the shop it is tried on, `returns` one with cancellations, `tiny` one in which customers come late
    as well. Without `killed_by` any check may find it.
    """

    name: str
    kind: str
    what: str
    edits: tuple[Edit, ...]
    killed_by: str | None = None
    shop: str = "demo"
    variables: tuple[tuple[str, Any], ...] = ()
    is_representative: bool = False

    def apply(self, project: Path) -> None:
        """Plant the leak in a copy of the project."""
        for edit in self.edits:
            edit.apply(project)


def read_catalogue(path: Path) -> list[Mutant]:
    """Read the mutants of a TOML file.

    Raises
    ------
    ValueError
        If two mutants have one name.
    """
    mutants = [
        Mutant(
            **{
                **entry,
                "edits": tuple(Edit(**edit) for edit in entry["edits"]),
                "variables": tuple(entry.get("variables", {}).items()),
            }
        )
        for entry in tomllib.loads(path.read_text())["mutant"]
    ]
    names = [mutant.name for mutant in mutants]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadInput(f"{path.name} has several mutants called {', '.join(sorted(twice))}")
    return mutants
