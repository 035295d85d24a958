"""``helix summary``: what the build that people read is made of, how good it is, and what it took."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from helix.reading.reader import Reader
from python_ml.publishing import current_build
from python_ml.publishing.places import published_folder
from python_ml.publishing.summary import summary_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def summary(as_json: bool) -> None:
    """Print what was built, how good it is, and what it took."""
    with Reader() as reader:
        facts, steps = reader.build_facts(), reader.build_steps()
    build = current_build(published_folder())
    if as_json:
        rows = {"build_facts": facts, "build_steps": steps}
        plain = {table: [record.plain() for record in records] for table, records in rows.items()}
        click.echo(json.dumps({"build": build} | plain, indent=2))
        return
    published = f"build {build}, which helix reads" if build else "nothing yet: this is what dbt builds in"
    click.echo("\n".join(summary_lines(list(map(asdict, facts)), list(map(asdict, steps)), published)))
