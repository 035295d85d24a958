"""Measures false alarms, peeking, power and broken splits on Online Retail."""

from __future__ import annotations

import argparse
from pathlib import Path

from lab.console import say
from lab.experiments import aa, peeking, power, srm
from lab.experiments.shop import customers, sales

RUNS = {"aa": 2_000, "peeking": 1_000, "power": 2_000, "srm": 20_000}


def main() -> None:
    """Measure what is asked for, and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proof", choices=RUNS)
    parser.add_argument(
        "--online-retail", type=Path, metavar="FOLDER", help="where online_retail.parquet lies"
    )
    parser.add_argument("--runs", type=int, help="splits, runs or draws")
    arguments = parser.parse_args()
    if arguments.proof != "srm" and not arguments.online_retail:
        parser.error("--online-retail is needed for all but srm")
    say(_report(arguments.proof, arguments.online_retail, arguments.runs or RUNS[arguments.proof]))


def _report(proof: str, folder: Path, runs: int) -> str:
    if proof == "srm":
        return srm.report(srm.measure(runs), runs)
    sold = sales(folder)
    units = customers(sold)
    if proof == "aa":
        return aa.report(aa.measure(units, runs), runs, len(units))
    if proof == "peeking":
        return peeking.report(peeking.measure(units, sold, runs), runs, len(units))
    return power.report(power.measure(units, runs), runs)


if __name__ == "__main__":
    main()
