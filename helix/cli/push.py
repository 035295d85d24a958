"""``helix push``: the push plan as a file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from helix.cli.handover import hand_over
from helix.cli.origin import say_origin
from helix.reading import Reader
from python_ml.printing import printable
from python_ml.problems import BadInput, Unknown
from python_ml.publishing.places import workshop_path


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="plan.csv (for people), plan.sqlite (a table push_plan, for programs) or plan.txt (a line a customer); "
    "replaced once it is complete.  [default: build/plan.csv]",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only what is sent on this day.")
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help="Only the N of the highest expected value."
)
@click.option(
    "--raw", "is_raw", is_flag=True, help="plan.csv with every column and exact values, for programs."
)
def push(out: Path | None, day: datetime | None, top: int | None, is_raw: bool) -> None:
    """Write the push plan to one file.

    The expected value of a push is the probability that the article is bought, times what it earns: not what the push
    adds to that.
    """
    path = workshop_path().with_name("plan.csv") if out is None else out
    with Reader() as reader:
        if path.exists() and path.samefile(reader.path):
            raise BadInput(f"{path} is the database that the plan is read from", "write it elsewhere")
        chosen = None if day is None else _known(day.date(), reader.push_days())
        pushes = hand_over(reader.pushes(chosen, top), path, is_raw)
        click.echo(f"{pushes:,} {'push' if pushes == 1 else 'pushes'} written to {printable(str(path))}")
        say_origin(reader.database)


def _known(day: date, days: list[date]) -> date:
    if day not in days:
        sent = f"those of the plan are {', '.join(map(str, days))}" if days else "the plan is empty"
        raise Unknown(f"nothing is sent on {day}", sent)
    return day
