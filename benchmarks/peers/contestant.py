"""One contestant at one piece of work, in a process of its own so that its memory can be measured.

Usage: python -m benchmarks.peers.contestant WORK CONTESTANT SHOP OUT
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from benchmarks.peers.tables import KEYS

TABLES, NEIGHBOURS = "features and candidates", "co-visitation"
# For each piece of work who does it, the project first: a module of this package and what its function is told.
WORK: dict[str, dict[str, tuple[str, dict[str, object]]]] = {
    TABLES: {
        "project": ("project_work", {"wanted": list(KEYS)}),
        "polars": ("polars_work", {}),
        "pandas": ("pandas_work", {}),
    },
    NEIGHBOURS: {
        "project": ("project_work", {"wanted": ["int_article_neighbours"]}),
        "implicit": ("implicit_work", {}),
    },
}


def work_of(work: str, contestant: str) -> Callable[[Path, Path], None]:
    """The function that reads the shop's folder and writes tables into another."""
    module, told = WORK[work][contestant]
    # Imported here and nowhere else: a contestant's process holds its own libraries alone.
    return partial(import_module(f"benchmarks.peers.{module}").make_tables, **told)


if __name__ == "__main__":
    work_of(*sys.argv[1:3])(*map(Path, sys.argv[3:]))
