"""``helix experiment``: plan experiments, see whether they are sound, and read what came of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from helix.cli.origin import say_origin
from helix.cli.table import table
from helix.reading import Reader
from python_ml.experiments.detectable import smallest_effect
from python_ml.experiments.faults import ARMS, PHASES, Fault, faults
from python_ml.experiments.metrics import METRICS, Metric
from python_ml.experiments.power import plan as plan_experiment
from python_ml.experiments.results import READ, SAMPLE_RATIO
from python_ml.printing import printable
from python_ml.publishing.places import project_root

if TYPE_CHECKING:
    import polars as pl

    from helix.reading.records import ExperimentResult

# As `helix alerts` ends where something is wrong.
EXIT_CODE = 3
CHANNELS = "seeds/channels.csv"
# Sales alone say nothing of clicks.
PLANNED = tuple(name for name in METRICS if name != "click_through")
SIMULATED = "simulated"
READINGS = {"assigned": "all who were assigned", "exposed": "whom a list was shown to"}
PLAN_COLUMNS = {
    "days": "BIGINT",
    "value": "DOUBLE",
    "customers": "BIGINT",
    "needed": "BIGINT",
    "is enough": "VARCHAR",
}
RESULT_COLUMNS = {
    "arm": "VARCHAR",
    "metric": "VARCHAR",
    "n": "BIGINT",
    "value": "DOUBLE",
    "control": "DOUBLE",
    "change": "VARCHAR",
    "q": "DOUBLE",
}


@click.group()
def experiment() -> None:
    """Plan experiments, check them, and read what came of them."""


@experiment.command()
@click.option("--metric", type=click.Choice(PLANNED), default="conversion", show_default=True)
@click.option(
    "--effect",
    type=float,
    default=0.05,
    show_default=True,
    help="What is to be found, as a share of the shop's own value: 0.05 is five percent more.",
)
@click.option("--arms", type=click.IntRange(2, 10), default=2, show_default=True, help="How many, all alike.")
@click.option(
    "--power",
    type=click.FloatRange(0.5, 0.99),
    default=0.8,
    show_default=True,
    help="How often it is to be found, if it is there.",
)
def plan(metric: str, effect: float, arms: int, power: float) -> None:
    """Say how many customers and days an effect needs, from the shop's own variance.

    Customers are those who had ordered before, and all of them take part from the first day on.
    """
    shares = {f"arm {number}": 1 / arms for number in range(1, arms + 1)}
    with Reader() as reader:
        units = reader.planning_units()
        for line in _plan_lines(units, METRICS[metric], effect, shares, power):
            click.echo(line)
        say_origin(reader.database)


@experiment.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say whether the seeds can be used, and whether arms are as they were planned.

    Ends with exit code 3 if anything is wrong.
    """
    found = _seed_faults(project_root())
    with Reader() as reader:
        results = reader.experiment_results()
        wrong = [f"{fault.place}: {fault.sentence}" for fault in found]
        for name, rows in groupby(results, key=lambda row: row.experiment):
            own = list(rows)
            click.echo(printable(f"{_title(name, own)}: {_health(own)}"))
            wrong += [f"{name}: {sentence}" for sentence in _ills(own)]
        if not results:
            click.echo("No experiment has begun.")
        for sentence in wrong:
            click.echo(printable(f"wrong: {sentence}"))
        say_origin(reader.database)
    if wrong:
        ctx.exit(EXIT_CODE)


@experiment.command()
@click.argument("name", required=False)
def results(name: str | None) -> None:
    """Print how the arms of one experiment, or of all, compare with their control.

    q is p corrected for all arms and metrics. Intervals are for who reads once, at the planned end; `helix experiment
    decide` says what may be concluded before.
    """
    with Reader() as reader:
        found = reader.experiment_results(name)
        for (title, reading), rows in groupby(
            found, key=lambda row: (_title(row.experiment, [row]), row.reading)
        ):
            click.echo(printable(f"{title}, {READINGS[reading]}:"))
            click.echo(_table(RESULT_COLUMNS, [_cells(row) for row in rows]))
        if not found:
            click.echo("No experiment has begun.")
        if any(row.is_simulated for row in found):
            click.echo("What is simulated is of personas, and says nothing of customers.")
        say_origin(reader.database)


@experiment.command()
@click.argument("name", required=False)
def decide(name: str | None) -> None:
    """Say what to do about each arm of one experiment, or of all: ship, stop, run on or find what is broken."""
    with Reader() as reader:
        found = reader.experiment_results(name)
        advice = {(_title(row.experiment, [row]), row.arm): row.advice for row in found if row.advice}
        for (title, arm), sentence in advice.items():
            click.echo(printable(f"{title}, {arm}: {sentence}"))
        if not advice:
            click.echo("No experiment has begun.")
        say_origin(reader.database)


def _plan_lines(
    units: pl.DataFrame, metric: Metric, effect: float, shares: Mapping[str, float], power: float
) -> Iterator[str]:
    windows = [part for _, part in units.group_by("days", maintain_order=True)]
    planned = [plan_experiment(part, metric, effect, shares, power=power) for part in windows]
    enough = [each.customers <= len(part) for each, part in zip(planned, windows, strict=True)]
    rows = [
        (
            str(part["days"][0]),
            str(each.value),
            str(len(part)),
            str(each.customers),
            "yes" if is_enough else "no",
        )
        for part, each, is_enough in zip(windows, planned, enough, strict=True)
    ]
    yield f"To find {effect:+.1%} of {metric.name} with {len(shares)} arms, {power:.0%} of the time:"
    yield _table(PLAN_COLUMNS, rows)
    if any(enough):
        days, needed = next(
            (row[0], row[3]) for row, is_enough in zip(rows, enough, strict=True) if is_enough
        )
        yield f"Run it for {days} days, with {int(needed):,} customers in its arms."
        return
    smallest = smallest_effect(windows[-1], metric, shares, power=power)
    seen = "see no effect at all" if smallest is None else f"see {smallest:+.1%} or more"
    yield f"The shop has too few customers for that: in {rows[-1][0]} days all of them {seen}."


def _table(columns: Mapping[str, str], rows: Sequence[Sequence[str | None]]) -> str:
    return table(list(columns), list(columns.values()), rows, get_terminal_size().columns)


def _seed_faults(project: Path) -> list[Fault]:
    channels = [
        row["channel"] or ""
        for row in _rows(project / CHANNELS)
        if (row["is_active"], row["can_push"]) == ("true", "true")
    ]
    return faults(_rows(project / PHASES), _rows(project / ARMS), channels)


def _rows(path: Path) -> list[dict[str, str | None]]:
    """The rows of a seed; an empty cell is no value, as dbt reads it."""
    with path.open(newline="") as file:
        return [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]


def _title(name: str, rows: Sequence[ExperimentResult]) -> str:
    return f"{name} ({SIMULATED})" if any(row.is_simulated for row in rows) else name


def _health(rows: Sequence[ExperimentResult]) -> str:
    first = rows[0]
    p = "unknown" if first.sample_ratio_p is None else f"{first.sample_ratio_p:.3g}"
    return (
        f"sample ratio p = {p}; {first.customers_in_two_arms:,} customers were shown lists as of another arm, "
        f"{first.customers_moved:,} were moved when shares changed; neither are compared"
    )


def _ills(rows: Sequence[ExperimentResult]) -> Iterator[str]:
    if any(row.status == SAMPLE_RATIO for row in rows):
        yield "arms are not as large as they were planned, so nothing is read of them"
    if rows[0].customers_in_two_arms:
        yield f"{rows[0].customers_in_two_arms:,} customers were shown lists as of another arm"


def _cells(row: ExperimentResult) -> tuple[str | None, ...]:
    change = row.status.replace("_", " ")
    if row.status == READ and row.difference is not None:
        change = f"{row.difference:+.1%} ({row.lower:+.0%} to {row.upper:+.0%})"
    numbers = [None if each is None else f"{each:.4g}" for each in (row.value, row.control_value)]
    q = None if row.q_value is None else f"{row.q_value:.3f}"
    return (row.arm, row.metric, str(row.customers), *numbers, change, q)
