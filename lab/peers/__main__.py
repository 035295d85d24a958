"""Let pandas, polars and implicit do the project's work on H&M's shop in small, without a whole build."""

import argparse
import shutil
import sys
from pathlib import Path

from lab.measuring.shop import Size, sizes
from lab.peers.comparison import ROOT, compare_peers
from lab.peers.report import peer_table
from lab.peers.tables import KEYS
from lab.twins.project import BuildFailed, Project

BUILD = (
    "build",
    "--select",
    *(f"+{table}" for table in KEYS),
    "--exclude-resource-type",
    "unit_test",
    "test",
)


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.peers", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default=[Size(1)], help="millions of sales (default: 1)")
    parser.add_argument(
        "--repeats", type=int, default=1, help="how often each works, the fastest counts (default: 1)"
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "build" / "peers", help="scratch (default: build/peers)"
    )
    options = parser.parse_args(arguments)
    try:
        for size in options.sizes:
            print(
                f"{size.sales:,} sales\n\n{_compared(size, options.folder.resolve() / size.name, options.repeats)}\n"
            )
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _compared(size: Size, folder: Path, repeats: int) -> str:
    project = Project.copy(ROOT, folder / "project")
    size.write(project, folder / "files")
    project.dbt(*BUILD, variables={"source": "hm", "raw_path": str(folder / "files")})
    found = compare_peers(project, folder / "work", repeats)
    shutil.rmtree(folder)
    return peer_table(found)


if __name__ == "__main__":
    sys.exit(main())
