"""Crash, kill and starve builds, and see that what is published stays whole.

``crashes``: publishing and going back, of tiny builds, die before each of their calls of the file system, and meet a
disk that refuses each of them. ``disks``: builds of a small shop on disks of several sizes. ``kills``: builds of two
small shops, killed at random moments while somebody reads.
"""

import argparse
import shutil
import sys
from pathlib import Path

from lab.console import say
from lab.faults.crashes import check_crashes
from lab.faults.disks import check_disks
from lab.faults.kills import check_kills

PARTS = ("crashes", "disks", "kills")


def main() -> int:
    """Run it, and return 1 if anything happened that must not."""
    parser = argparse.ArgumentParser(
        prog="python -m lab.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "parts",
        nargs="?",
        default=",".join(PARTS),
        metavar="PARTS",
        help="of %(default)s, with commas between them",
    )
    parser.add_argument("--sizes", type=int, default=10, help="how many sizes of disks")
    parser.add_argument("--kills", type=int, default=50, help="how many builds to kill")
    parser.add_argument("--every", type=int, default=5, help="kills after which a build is left alone")
    parser.add_argument("--seed", type=int, default=1, help="draws the moments")
    parser.add_argument("--folder", type=Path, default=Path("build/faults"), help="where to build")
    arguments = parser.parse_args()
    parts = arguments.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}")
    problems = []
    for part in parts:
        folder = (arguments.folder / part).resolve()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if part == "crashes":
            problems += check_crashes(folder)
        elif part == "disks":
            problems += check_disks(folder, arguments.sizes)
        else:
            problems += check_kills(folder, arguments.kills, arguments.every, arguments.seed)
    for problem in problems:
        say(f"must not happen: {problem}")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
