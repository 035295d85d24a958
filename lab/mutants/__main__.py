"""Plant every leak of the catalogue in a copy, then take out each cut, and see the checks find it.

Usage: `python -m lab.mutants --help`.
"""

import argparse
import hashlib
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from queue import SimpleQueue

from lab.mutants.cut_trial import CutTrial, CutVerdict
from lab.mutants.cuts import Cut
from lab.mutants.equivalents import complaints, read_equivalents, unknown_entries
from lab.mutants.mutant import Mutant, read_catalogue
from lab.mutants.trial import Laboratory, Verdict, try_mutant
from lab.twins.project import BuildFailed

CATALOGUE = Path(__file__).with_name("catalogue.toml")
# In as many weeks continuous integration has tried every cut.
PARTS = 8


def main() -> int:
    """Run what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.mutants", description=__doc__)
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="a TOML file of mutants")
    parser.add_argument(
        "--representative",
        action="store_true",
        help="only those marked as representative, and the cuts whose turn it is this week",
    )
    parser.add_argument("--only", action="append", default=[], help="only this mutant of the catalogue")
    parser.add_argument("--cut", action="append", default=[], help="only cuts with this in their names")
    parser.add_argument("--folder", type=Path, default=Path("build/mutants"), help="where to build")
    parser.add_argument("--jobs", type=int, default=2, help="how many of the catalogue at once")
    arguments = parser.parse_args()
    mutants = [
        mutant
        for mutant in ([] if arguments.cut else read_catalogue(arguments.catalogue))
        if (not arguments.only or mutant.name in arguments.only)
        and (not arguments.representative or mutant.is_representative)
    ]
    if not mutants and not arguments.cut:
        parser.error("the catalogue holds no such mutant")
    is_well = not mutants or _try_catalogue(mutants, arguments.folder, arguments.jobs)
    if arguments.catalogue == CATALOGUE and not arguments.only:
        week = date.today().isocalendar().week if arguments.representative else None
        is_well &= _try_cuts(arguments.folder, arguments.cut, week)
    return int(not is_well)


def _try_catalogue(mutants: list[Mutant], folder: Path, jobs: int) -> bool:
    verdicts = _try_all(mutants, folder, jobs)
    table = kill_table(verdicts)
    (folder / "kills.md").write_text(table)
    killed = sum(verdict.is_killed for verdict in verdicts)
    print(f"\n{table}\n{killed} of {len(verdicts)} mutants killed")
    return killed == len(verdicts)


def _try_cuts(folder: Path, parts_of_names: list[str], week: int | None) -> bool:
    """Try every cut, those whose names have a part in common with what is asked, or those of a week."""
    started = time.monotonic()
    reasons = read_equivalents()
    trial = CutTrial(Path(), folder / "cuts")
    trial.build()
    print(
        f"{time.monotonic() - started:5.0f} s  built the shop that cuts are tried on, and its twins",
        flush=True,
    )
    chosen = [
        cut
        for cut in trial.cuts
        if (not parts_of_names or any(part in cut.name for part in parts_of_names))
        # What is listed would be built to its end, only to be seen to do no harm.
        and (week is None or (part_of(cut) == week % PARTS and cut.name not in reasons))
    ]
    verdicts = [_judge(trial, cut) for cut in chosen]
    table = cut_table(verdicts, reasons)
    (folder / "cuts.md").write_text(table)
    problems = unknown_entries(trial.cuts, reasons) + complaints(verdicts, reasons)
    fates = ", ".join(
        f"{number} {fate}" for fate, number in Counter(verdict.fate for verdict in verdicts).items()
    )
    print("\n".join(["", table, f"{len(verdicts)} of {len(trial.cuts)} cuts tried: {fates}", *problems]))
    return not problems


def part_of(cut: Cut) -> int:
    """In which of the parts that take turns a cut is: by its name, so that others come and go without moving it."""
    return int(hashlib.md5(cut.name.encode()).hexdigest(), 16) % PARTS


def _judge(trial: CutTrial, cut: Cut) -> CutVerdict:
    started = time.monotonic()
    verdict = trial.judge(cut)
    by = f" by {verdict.check}" if verdict.check else ""
    print(f"{time.monotonic() - started:5.1f} s  {verdict.fate}{by}: {cut.name}", flush=True)
    return verdict


def cut_table(verdicts: list[CutVerdict], reasons: dict[str, str]) -> str:
    """The verdicts on cuts as a table in Markdown."""
    lines = ["| model | without | fate | what gave it away, or why it is no leak |", "|---|---|---|---|"]
    for verdict in verdicts:
        cut = verdict.cut
        fate = f"{verdict.fate} by `{verdict.check}`" if verdict.check else f"{verdict.fate}"
        why = (
            verdict.evidence if verdict.check else reasons.get(cut.name, verdict.evidence or "**not listed**")
        )
        lines.append(f"| {cut.model} | {cut.how} `{cut.text}` | {fate} | {why} |")
    return "\n".join(lines) + "\n"


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
        verdict = Verdict(mutant, is_built=False)
    seconds = time.monotonic() - started
    others = ", ".join(check for check in verdict.found_by if check != mutant.killed_by)
    print(
        f"{seconds:5.0f} s  {verdict.fate:<13}  {mutant.name}{f' (also {others})' if others else ''}",
        flush=True,
    )
    return verdict


def kill_table(verdicts: list[Verdict]) -> str:
    """The verdicts as a table in Markdown."""
    lines = ["| mutant | kind | killed by | what gave it away |", "|---|---|---|---|"]
    for verdict in verdicts:
        mutant = verdict.mutant
        killer = mutant.killed_by or next(iter(verdict.found_by), "")
        evidence = verdict.evidence or f"**{verdict.fate}**"
        lines.append(f"| {mutant.what} | {mutant.kind} | {killer} | {evidence} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
