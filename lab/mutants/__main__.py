"""Plant every leak of the catalogue in a copy, and see the checks find it. Usage: `python -m lab.mutants --help`."""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from lab.mutants.mutant import Mutant, read_catalogue
from lab.mutants.trial import Laboratory, Verdict, try_mutant
from lab.twins.project import BuildFailed

CATALOGUE = Path(__file__).with_name("catalogue.toml")


def main() -> int:
    """Run what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.mutants", description=__doc__)
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="a TOML file of mutants")
    parser.add_argument("--representative", action="store_true", help="only those marked as representative")
    parser.add_argument("--only", action="append", default=[], help="only this mutant")
    parser.add_argument("--folder", type=Path, default=Path("build/mutants"), help="where to build")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    arguments = parser.parse_args()
    mutants = [
        mutant
        for mutant in read_catalogue(arguments.catalogue)
        if (not arguments.only or mutant.name in arguments.only)
        and (not arguments.representative or mutant.is_representative)
    ]
    if not mutants:
        parser.error("the catalogue holds no such mutant")
    verdicts = _try_all(mutants, arguments.folder, arguments.jobs)
    table = kill_table(verdicts)
    (arguments.folder / "kills.md").write_text(table)
    killed = sum(verdict.is_killed for verdict in verdicts)
    print(f"\n{table}\n{killed} of {len(verdicts)} mutants killed")
    return int(killed < len(verdicts))


def _try_all(mutants: list[Mutant], folder: Path, jobs: int) -> list[Verdict]:
    """Try the mutants side by side, each job in a folder and on a core of its own."""
    if jobs > 1:
        os.environ["OMP_NUM_THREADS"] = "1"
    free: SimpleQueue[Laboratory] = SimpleQueue()
    for job in range(jobs):
        free.put(Laboratory(Path(), folder / f"job_{job}"))

    def try_in_turn(mutant: Mutant) -> Verdict:
        laboratory = free.get()
        try:
            return _try(mutant, laboratory)
        finally:
            free.put(laboratory)

    with ThreadPoolExecutor(jobs) as workers:
        return list(workers.map(try_in_turn, mutants))


def _try(mutant: Mutant, laboratory: Laboratory) -> Verdict:
    started = time.monotonic()
    try:
        verdict = try_mutant(mutant, laboratory)
    except BuildFailed as failure:
        print(f"{mutant.name} could not be built, which is no way to be found:\n{failure}", file=sys.stderr)
        verdict = Verdict(mutant)
    seconds = time.monotonic() - started
    outcome = "killed" if verdict.is_killed else "SURVIVED"
    others = ", ".join(check for check in verdict.found_by if check != mutant.killed_by)
    print(f"{seconds:5.0f} s  {outcome:<8}  {mutant.name}{f' (also {others})' if others else ''}", flush=True)
    return verdict


def kill_table(verdicts: list[Verdict]) -> str:
    """The verdicts as a table in Markdown."""
    lines = ["| mutant | kind | killed by | what gave it away |", "|---|---|---|---|"]
    for verdict in verdicts:
        mutant = verdict.mutant
        killer = mutant.killed_by or next(iter(verdict.found_by), "")
        evidence = verdict.evidence if verdict.is_killed else "**survived**"
        lines.append(f"| {mutant.what} | {mutant.kind} | {killer} | {evidence} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
