"""How much of the machine DuckDB may use, from the machine and the environment, and how it plans."""

import os
from collections.abc import Mapping
from pathlib import Path

from python_ml.problems import BadInput

# Of DuckDB's buffers. Training and scoring come on top: all of a build stays within twice as much.
MOST_BYTES = 3_000_000_000
SHARE_OF_MEMORY = 0.4
GIVEN = {"memory_limit": "HELIX_MEMORY_LIMIT", "threads": "HELIX_THREADS", "temp_directory": "HELIX_SPILL"}
# DuckDB 2.0 would group rows before a join that leaves few of them: neighbours and item_cf took up to twice as long.
PLANNING = {"disabled_optimizers": "partial_aggregate_pushdown"}
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def settings(environment: Mapping[str, str], memory_bytes: int) -> dict[str, str]:
    """Values of DuckDB's settings, by name; the others it sets itself: all cores, spill files beside the database.

    Parameters
    ----------
    environment
        `HELIX_MEMORY_LIMIT` (such as `4GB`), `HELIX_THREADS` (a number), `HELIX_SPILL` (a folder), each if wanted.
    memory_bytes
        Memory that there is.

    Raises
    ------
    BadInput
        If `HELIX_THREADS` is no whole number of cores.
    """
    threads = environment.get("HELIX_THREADS")
    if threads and not (threads.isdecimal() and int(threads) > 0):
        raise BadInput(
            f"HELIX_THREADS={threads!r} is no number of cores", "give one such as 2, or leave it out"
        )
    given = {name: environment[variable] for name, variable in GIVEN.items() if environment.get(variable)}
    return {"memory_limit": f"{min(MOST_BYTES, int(SHARE_OF_MEMORY * memory_bytes))}B"} | given


def memory_of_machine(cgroup_limit: Path = CGROUP_LIMIT) -> int:
    """Bytes of memory that this machine, or the container it is, has."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = cgroup_limit.read_text().strip() if cgroup_limit.is_file() else ""
    return min(physical, int(limit)) if limit.isdigit() else physical
