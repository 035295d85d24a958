"""Build a shop, build its twins, compare, and say what differs. Usage: `python -m lab.twins --help`."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from lab.twins.cases import CASES, Outcome, Shop
from lab.twins.comparison import Compared
from lab.twins.project import BuildFailed

EXPLANATIONS = {
    "shuffled": "rows in another order, as they enter and in every table",
    "future_deleted": "no sale at or after the cutoff",
    "future_perturbed": "sales from the cutoff on are somebody else's, of something else",
    "future_poisoned": "from the cutoff on, unknown customers and articles sell like nothing else",
    "past_perturbed": "control: sales before the cutoff are somebody else's, of something else",
}


def main() -> int:
    """Run what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.twins", description=__doc__)
    parser.add_argument("--vars", type=yaml.safe_load, default={}, help="dbt's variables, as for dbt build")
    parser.add_argument("--project", type=Path, default=Path(), help="the project to judge")
    parser.add_argument("--folder", type=Path, default=Path("build/leakage"), help="where to build")
    parser.add_argument("--case", action="append", help="only this twin, such as future_deleted_test")
    arguments = parser.parse_args()
    cases = [case for case in CASES if not arguments.case or case.name in arguments.case]
    if not cases:
        parser.error(f"there is no such twin: choose among {', '.join(case.name for case in CASES)}")
    try:
        outcomes = _run(arguments.project, arguments.folder, arguments.vars, cases)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    return int(any(_leaks(outcome) for outcome in outcomes))


def _run(project: Path, folder: Path, variables: dict[str, Any], cases: list) -> list[Outcome]:
    shop = Shop(project, folder, variables)
    started = time.monotonic()
    shop.build()
    _say(f"built the shop as it is{', ' + shop.sample_note if shop.sample_note else ''}", started)
    outcomes = []
    for case in cases:
        started = time.monotonic()
        outcome = shop.run(case)
        outcomes.append(outcome)
        _report(outcome, started)
    failed = sum(_leaks(outcome) for outcome in outcomes)
    print(
        f"\n{len(outcomes)} twins, {failed} of them different"
        if failed
        else f"\n{len(outcomes)} twins, all as they must be"
    )
    return outcomes


def _leaks(outcome: Outcome) -> bool:
    return bool(outcome.problems) or any(each.difference for each in outcome.compared)


def _say(text: str, started: float) -> None:
    print(f"{time.monotonic() - started:5.0f} s  {text}", flush=True)


def _report(outcome: Outcome, started: float) -> None:
    case = outcome.case
    at = f" at {outcome.cutoff} ({case.cutoff})" if case.cutoff else ""
    rows = sum(each.rows for each in outcome.compared)
    verdict = "LEAK" if _leaks(outcome) else "ok"
    _say(f"{verdict:<4}  {case.edit}{at}: {EXPLANATIONS[case.edit]}", started)
    looked_at = f"{outcome.edited:,} rows edited; {len(outcome.compared)} models, {rows:,} rows compared"
    different = [line for each in outcome.compared for line in _difference(each)]
    for line in (looked_at, *outcome.notes, *outcome.problems, *different):
        print(f"{'':15}{line}")


def _difference(compared: Compared) -> list[str]:
    difference = compared.difference
    if difference is None:
        return []
    names = ", ".join(difference.columns[:6]) + (" …" if len(difference.columns) > 6 else "")
    number = f"{difference.rows:,} of {compared.rows:,} rows differ"
    examples = [f"    {example}" for example in difference.examples]
    return [f"{compared.model}: {number}, in {names or 'their number'}", *examples]


if __name__ == "__main__":
    sys.exit(main())
