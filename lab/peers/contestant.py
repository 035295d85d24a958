"""One contestant at one piece of work, in a process of its own so that its memory can be measured.

Usage: python -m lab.peers.contestant WORK CONTESTANT SHOP OUT
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from lab.peers.tables import KEYS

TABLES, NEIGHBOURS, SCORING = "features and candidates", "co-visitation", "scoring"
# File with the seconds that count, if it is not the whole process that does.
SECONDS = "seconds.txt"
# For each piece of work its contestants, the project first: a module of this package and its function's arguments.
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
    SCORING: {
        "project": ("scoring_work", {"scorer": "project"}),
        "lightgbm": ("scoring_work", {"scorer": "lightgbm"}),
    },
}


def work_of(work: str, contestant: str) -> Callable[[Path, Path], float | None]:
    """The function that reads the shop's folder and writes into another; the seconds that count, if not all do."""
    module, told = WORK[work][contestant]
    # Imported here and nowhere else: a contestant's process holds its own libraries alone.
    return partial(import_module(f"lab.peers.{module}").make_tables, **told)


if __name__ == "__main__":
    work, contestant, shop, out = *sys.argv[1:3], *map(Path, sys.argv[3:])
    seconds = work_of(work, contestant)(shop, out)
    if seconds is not None:
        (out / SECONDS).write_text(str(seconds))
