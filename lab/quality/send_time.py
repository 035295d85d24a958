"""Compare the hour to send with its baselines: Dirichlet shrinkage with a plain kernel, the shop, own counts, any hour.

Everybody predicts the same later orders: those of the 90 days from the timing test cutoff, by customers known before.
The shop is built as far as it is needed, or a database that is built already is read.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from lab.quality.__main__ import variables
from lab.quality.builds import ROOT
from lab.twins.project import BuildFailed, Project

METRICS = {
    "hour_nll": "hour NLL",
    "hour_hit_1": "hit@1",
    "hour_within_1": "within an hour",
    "hour_hit_3": "hit@3",
    "weekday_nll": "weekday NLL",
    "weekday_hit_1": "weekday hit@1",
}
BUILD = (
    "build",
    "--exclude-resource-type",
    "unit_test",
    "test",
    "--select",
    "+send_time",
    "+send_time_metrics",
)
EXAMPLES = """
examples:
  python -m lab.quality.send_time --vars '{source: online_retail, raw_path: online_retail.parquet}'
  python -m lab.quality.send_time --vars '{timing_test_as_of: 2025-08-01}'
  python -m lab.quality.send_time --database build/helix.duckdb
"""


def main(arguments: list[str] | None = None) -> int:
    """Print the table that the command line asks for; the exit code."""
    options = _options(arguments)
    try:
        metrics = read_metrics(options.database) if options.database else build_metrics(options.vars)
    except (BuildFailed, duckdb.Error) as failure:
        print(failure, file=sys.stderr)
        return 1
    if metrics.is_empty():
        print("error: nobody ordered in the 90 days from the timing test cutoff.", file=sys.stderr)
        return 1
    print(table(metrics))
    return 0


def build_metrics(variables: dict) -> pl.DataFrame:
    """Build what send_time needs into a folder that is removed again, and read its metrics.

    Raises
    ------
    BuildFailed
        If dbt ends with an error.
    """
    with TemporaryDirectory(prefix="send_time.") as scratch:
        project = Project.copy(ROOT, Path(scratch) / "built")
        project.dbt(*BUILD, variables=variables)
        return read_metrics(project.database)


def read_metrics(database: Path) -> pl.DataFrame:
    """The overall metrics of a built database: as_of, model, metric, value, ci_low, ci_high, customers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql("select * from send_time_metrics where segment = 'all'").pl()


def table(metrics: pl.DataFrame) -> str:
    """The metrics in Markdown, a model a row, the best hour NLL first; gains are relative to the model's own NLL."""
    values = {(row["model"], row["metric"]): row for row in metrics.iter_rows(named=True)}
    shown = [metric for metric in METRICS if ("send_time", metric) in values]
    models = sorted({model for model, _ in values}, key=lambda model: values[model, shown[0]]["value"])
    ours = values["send_time", shown[0]]["value"]
    titles = [METRICS[metric] for metric in shown]
    lines = [
        f"{metrics['customers'].max()} customers who ordered in the 90 days from {metrics['as_of'][0]}",
        "",
        f"| model | {' | '.join(titles)} | {titles[0]} of send_time |",
        "|---|" + "---:|" * (len(titles) + 1),
    ]
    for model in models:
        cells = [f"{values[model, metric]['value']:.4f}" for metric in shown]
        change = ours / values[model, shown[0]]["value"] - 1
        lines.append(f"| {model} | {' | '.join(cells)} | {f'{change:+.2%}' if change else ''} |")
    return "\n".join(lines)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="send_time.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--vars", type=variables, default={}, help="dbt's variables, as for dbt build")
    parser.add_argument("--database", type=Path, help="a database that is built already")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
