"""``helix push``: the push plan as a file."""

from __future__ import annotations

from pathlib import Path

import click

from helix.cli.handover import hand_over
from helix.cli.origin import say_origin
from helix.reading import Reader
from python_ml.problems import BadInput


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="plan.sqlite (a table push_plan), plan.csv or plan.txt (a line a customer); replaced once it is complete.",
)
def push(out: Path) -> None:
    """Write the push plan to one file."""
    with Reader() as reader:
        if out.exists() and out.samefile(reader.path):
            raise BadInput(f"{out} is the database that the plan is read from", "write it elsewhere")
        pushes = hand_over(reader.pushes(), out)
        click.echo(f"{pushes:,} {'push' if pushes == 1 else 'pushes'} written to {out}")
        say_origin(reader.database)
