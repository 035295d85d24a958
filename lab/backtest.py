"""Rolling backtest: the whole way again at earlier test cutoffs. Usage: `python -m lab.backtest --help`."""

import argparse
import os
import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import yaml

from lab.twins.project import BuildFailed, Project
from python_ml.quoting import sql_text

BUILD = ("build", "--exclude-resource-type", "unit_test")


def main() -> int:
    """Run what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.backtest", description=__doc__)
    parser.add_argument(
        "--cutoffs", type=int, default=5, help="how many test cutoffs, each a label window apart"
    )
    parser.add_argument("--vars", type=yaml.safe_load, default={}, help="dbt's variables, as for dbt build")
    parser.add_argument(
        "--folder", type=Path, default=Path("build/backtest"), help="where earlier cutoffs are built"
    )
    arguments = parser.parse_args()
    if arguments.cutoffs < 2:
        parser.error("--cutoffs must be 2 or more: one cutoff is what dbt build measures")
    try:
        print(backtest(arguments.cutoffs, arguments.vars, arguments.folder.resolve()))
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def backtest(cutoffs: int, variables: dict[str, Any], folder: Path) -> str:
    """Measure the earlier cutoffs, oldest first, then build the last one with all of them in `ranking_metrics`."""
    database = Path(os.environ.get("HELIX_DB", "build/helix.duckdb")).resolve()
    shop = Project(Path.cwd(), database, is_published=True)
    shop.dbt(*BUILD, "--select", "+int_cutoffs", variables=variables)
    last, step = _last_cutoff(database)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "metrics").mkdir(parents=True)
    for back in range(cutoffs - 1, 0, -1):
        _measure(last - timedelta(days=back * step), variables, folder)
    earlier = {**variables, "backtest_metrics": str(folder / "metrics" / "*.parquet")}
    return shop.dbt(*BUILD, variables=earlier)


def _last_cutoff(database: Path) -> tuple[date, int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select as_of, cast(label_until - label_from as integer) from int_cutoffs where split = 'test'"
        ).fetchone()


def _measure(cutoff: date, variables: dict[str, Any], folder: Path) -> None:
    """Build a cutoff in a database of its own, and keep nothing of it but what was measured."""
    started = time.monotonic()
    scratch = folder / "scratch"
    earlier = Project(Path.cwd(), scratch / "earlier.duckdb")
    scratch.mkdir()
    earlier.dbt(*BUILD, variables={**variables, "ranking_test_as_of": str(cutoff)})
    with duckdb.connect(str(earlier.database), read_only=True) as connection:
        file = sql_text(folder / "metrics" / f"{cutoff}.parquet")
        connection.execute(f"copy (select * replace ('backtest' as split) from cutoff_metrics) to {file}")
        ((ndcg,),) = connection.execute(
            "select value from cutoff_metrics where recommender = 'ranker' and metric = 'ndcg' and segment = 'all'"
            " order by k desc limit 1"
        ).fetchall()
    shutil.rmtree(scratch)
    print(f"{time.monotonic() - started:5.0f} s  {cutoff}: NDCG {ndcg:.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
