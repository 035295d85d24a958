"""``helix ask``: the project's own questions, and the published build's answers."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator

import click

from helix.cli.answer import LINES, Form, answer_options, show
from helix.cli.text import WIDTH
from helix.reading.analyses import Analysis, analyses, analysis

INDENT = "    "


@click.command()
@click.argument("name", metavar="[ANALYSIS]", required=False)
@answer_options
def ask(name: str | None, form: Form | None, limit: int | None, is_raw: bool) -> None:
    """List the questions in analyses/, or answer one of them."""
    if name is None:
        click.echo("\n".join(listing(analyses().values(), form)))
        return
    asked = analysis(name)
    if form is None:
        click.echo(f"{asked.question}\n\n{textwrap.fill(asked.description, WIDTH)}\n")
    show(asked.sql, form, limit, is_raw)


def listing(known: Iterable[Analysis], form: Form | None) -> Iterator[str]:
    """Yield the lines of a list of analyses: in CSV and JSON a row each, for people a name above each question."""
    if form is None:
        yield from (f"{each.name}\n{INDENT}{each.question}" for each in known)
        yield "\nhelix ask NAME answers one of them."
        return
    cells = [(each.name, each.question, each.description) for each in known]
    if form == "json":
        cells = [tuple(map(json.dumps, row)) for row in cells]
    yield from LINES[form](("name", "question", "description"), cells)
