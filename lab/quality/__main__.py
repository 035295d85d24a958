"""Compare the project with its baselines: popular, own frequency, TIFU-kNN, and three models of the library `implicit`.

At each test cutoff the project is built on what was sold before it, and everybody recommends to the same customers:
all who bought in the label window. The baselines read the same purchases; their parameters are chosen by NDCG@10 on the
weeks before the earliest test cutoff. Short lists go on with what is popular.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from lab.quality import report
from lab.quality.baselines import BASELINES
from lab.quality.builds import ROOT, snapshot_of
from lab.quality.comparison import Tuned, measure, tune_baseline
from lab.quality.picture import draw
from lab.quality.snapshot import Snapshot
from lab.twins.project import BuildFailed
from python_ml.evaluation import means_over_cutoffs
from python_ml.problems import BadInput

EXAMPLES = """
examples:
  python -m lab.quality path/to/folder 2026-01-05,2026-01-12
  python -m lab.quality --vars '{source: online_retail, raw_path: online_retail.parquet}' 2011-09-15,2011-09-22
  make quality CUTOFFS=2011-09-15,2011-09-22 SOURCE=files RAW_PATH=path/to/folder
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison that the command line asks for; the exit code."""
    options = _options(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        compare(options)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except BadInput as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    return 0


def compare(options: argparse.Namespace) -> None:
    """Build, tune, measure and print; write the figures and the picture into the folder."""
    tuned: list[Tuned] = []
    tables = []
    for as_of in options.as_of:
        with _timed(f"{as_of} built"):
            snapshot = snapshot_of(
                as_of, options.vars, options.folder, options.tuning_weeks, not options.baselines_only
            )
        _check(snapshot, is_first=not tuned)
        if not tuned:
            for baseline in BASELINES:
                with _timed(f"{baseline.name} tuned"):
                    tuned.append(tune_baseline(baseline, snapshot.weeks, tuned))
            print(report.tuning_lines(tuned), end="\n\n", flush=True)
        with _timed(f"{as_of} measured"):
            tables.append(measure(snapshot, tuned))
    measured = pl.concat(tables)
    means = means_over_cutoffs(measured) if len(tables) > 1 else measured
    measured.write_csv(options.folder / "quality.csv")
    print(report.quality_table(means))
    if options.baselines_only:
        return
    for table in (report.difference_table(means), report.cutoff_table(measured), report.segment_table(means)):
        print(f"\n{table}")
    draw(measured, means, options.folder / "quality.png")
    print(
        f"\n{options.folder / 'quality.csv'} has every figure, {options.folder / 'quality.png'} the picture."
    )


def _check(snapshot: Snapshot, is_first: bool) -> None:
    if snapshot.truth.is_empty():
        raise BadInput(
            f"nobody bought in the label window of {snapshot.as_of}", "choose a cutoff within the sales"
        )
    if is_first and not snapshot.weeks:
        raise BadInput(
            f"there is no label window with sales before {snapshot.as_of} to tune the baselines on, after the first"
            " min_history_days of the shop",
            "choose later cutoffs",
        )


@contextmanager
def _timed(step: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:5.0f} s  {step}", file=sys.stderr, flush=True)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="quality.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "data",
        metavar="DATA",
        nargs="?",
        type=Path,
        help="a folder of the source `files`: transactions.parquet or .csv",
    )
    parser.add_argument("as_of", metavar="AS_OF[,AS_OF...]", type=_dates, help="test cutoffs, as YYYY-MM-DD")
    parser.add_argument("--vars", type=variables, default={}, help="dbt's variables, as for dbt build")
    parser.add_argument(
        "--tuning-weeks",
        type=_at_least_one,
        default=4,
        help="label windows before the earliest test cutoff to tune the baselines on, at most train_cutoffs + 1"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--baselines-only",
        action="store_true",
        help="leave out the project: the baselines' table in a minute",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "build" / "quality",
        help="where cutoffs are built and quality.csv and quality.png are written (default: build/quality)",
    )
    options = parser.parse_args(arguments)
    if options.data:
        options.vars |= {"source": "files", "raw_path": str(options.data.resolve())}
    return options


def _dates(text: str) -> list[date]:
    try:
        return sorted({date.fromisoformat(day.strip()) for day in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no list of dates: write them as YYYY-MM-DD,YYYY-MM-DD"
        ) from None


def variables(text: str) -> dict[str, Any]:
    """Variables of dbt from the command line's YAML."""
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError:
        given = None
    if not isinstance(given, dict):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no mapping in YAML: write {{source: files, raw_path: folder}}"
        )
    return given


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number of 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
