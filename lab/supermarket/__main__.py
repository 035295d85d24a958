"""Generate a supermarket, and with --build see that it is built within so much memory."""

import argparse
import shutil
import sys
from pathlib import Path

from lab.measuring.measured import Measured, measure
from lab.supermarket.shop import CUSTOMERS, Supermarket
from lab.twins.project import Project

ROOT = Path(__file__).resolve().parents[2]
BUILD = ("build", "--exclude-resource-type", "unit_test")
MOST_GB = 6.0


def main() -> int:
    """Run what the command line asks for; 1 if the build fails, or takes more memory than it may."""
    parser = argparse.ArgumentParser(prog="python -m lab.supermarket", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="where the files go, and with --build the database beside them"
    )
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="all of them buy in the last week")
    parser.add_argument("--lines", type=int, help="sale lines; by default in proportion to the customers")
    parser.add_argument("--build", action="store_true", help="build it too, and report what that took")
    parser.add_argument(
        "--most-gb", type=float, default=MOST_GB, help="memory that all processes may take together"
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    files = folder / "files" if arguments.build else folder
    shop = Supermarket(arguments.customers, arguments.lines)
    if arguments.build:
        shutil.rmtree(folder, ignore_errors=True)
    shop.write(files)
    print(f"{shop.sale_lines:,} lines of {shop.customers:,} customers in {files}", flush=True)
    if not arguments.build:
        return 0
    built = build(files, folder / "shop.duckdb")
    print(built.printed, report(built, arguments.most_gb), sep="\n")
    return int(bool(built.returncode) or built.peak_mb > 1000 * arguments.most_gb)


def build(files: Path, database: Path) -> Measured:
    """Build and publish the shop in a folder of files, at default settings."""
    project = Project(ROOT, database, is_published=True)
    command = project.command(*BUILD, variables={"source": "files", "raw_path": str(files)})
    return measure(command, ROOT, project.environment())


def report(built: Measured, most_gb: float) -> str:
    """What a build took, in a sentence."""
    return (
        f"The build {built.ending} after {built.seconds:,.0f} s ({built.cpu_seconds:,.0f} s of processor time); "
        f"all its processes together took {built.peak_mb / 1000:.2f} GB, and may take {most_gb:g} GB."
    )


if __name__ == "__main__":
    sys.exit(main())
