"""Figures of a benchmark, kept size by size: an interrupted run goes on where it stopped."""

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

from lab.twins.project import PARTS

Figure = dict[str, Any]


@dataclass
class Figures:
    """What was measured of a project as it stands, each part by the name of its size.

    Attributes
    ----------
    project
        Digest of the project and of dbt's variables: figures of another state are not gone on with.
    machine
        Cores and memory.
    builds, next_days, peers
        Figures by size.
    """

    project: str
    machine: Figure
    builds: dict[str, Figure] = field(default_factory=dict)
    next_days: dict[str, Figure] = field(default_factory=dict)
    peers: dict[str, Figure] = field(default_factory=dict)

    @classmethod
    def kept(cls, path: Path, project: str) -> Self:
        """Continue with the figures in a file, or start over if it has none of this project."""
        if path.exists():
            figures = cls(**json.loads(path.read_text()))
            if figures.project == project:
                return figures
        return cls(project, machine())

    def write(self, path: Path) -> None:
        """Write them by renaming: the file is always whole."""
        arriving = path.with_name(f".{path.name}")
        arriving.write_text(json.dumps(vars(self), indent=2) + "\n")
        arriving.replace(path)


def digest(root: Path, variables: Mapping[str, Any]) -> str:
    """Digest of all that dbt and the Python models read of a project, and of the variables."""
    hashed = hashlib.sha256(yaml.safe_dump(dict(variables)).encode())
    for part in PARTS:
        path = root / part
        files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                hashed.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()[:16]


def machine() -> Figure:
    """Cores that this process may use, and memory in gigabytes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": cores, "memory_gb": round(memory / 1e9, 1), "system": platform.system()}
