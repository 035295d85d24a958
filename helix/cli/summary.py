"""``helix summary``: what the build that people read is made of, how good it is, and what it took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from helix.cli.origin import say_origin
from helix.reading.origin import origin_of
from helix.reading.reader import Reader
from helix.reading.records import Alert, BuildFact, BuildStep
from python_ml.publishing.summary import summary_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def summary(as_json: bool) -> None:
    """Print what was built, how good it is, and what it took."""
    with Reader() as reader:
        facts, steps = reader.build_facts(), reader.build_steps()
        found = [] if reader.missing(Alert) else reader.alerts()
        build = origin_of(reader.database).build
        click.echo(to_json(facts, steps, found, build) if as_json else to_text(facts, steps, found, build))
        say_origin(reader.database, is_for_programs=as_json)


def to_json(
    facts: Sequence[BuildFact], steps: Sequence[BuildStep], found: Sequence[Alert], build: str | None
) -> str:
    """Return one JSON object."""
    rows = {"build_facts": facts, "build_steps": steps, "alerts": found}
    plain = {table: [record.plain() for record in records] for table, records in rows.items()}
    return json.dumps({"build": build} | plain, indent=2)


def to_text(
    facts: Sequence[BuildFact], steps: Sequence[BuildStep], found: Sequence[Alert], build: str | None
) -> str:
    """Return the summary that the build ended with."""
    published = f"build {build}, which helix reads" if build else "nothing yet: this is what dbt builds in"
    rows = [list(map(asdict, records)) for records in (facts, steps, found)]
    return "\n".join(summary_lines(rows[0], rows[1], published, rows[2]))
