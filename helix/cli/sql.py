"""``helix sql``: ask the published build one question in SQL."""

from __future__ import annotations

import click

from helix.cli.answer import Form, answer_options, show


@click.command()
@click.argument("select", metavar="SELECT")
@answer_options
def sql(select: str, form: Form | None, limit: int | None, is_raw: bool) -> None:
    """Ask the published build one question in SQL.

    It is one SELECT, which can change nothing; - reads it from standard input.
    """
    show(click.get_text_stream("stdin").read() if select == "-" else select, form, limit, is_raw)
