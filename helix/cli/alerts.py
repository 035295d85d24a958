"""``helix alerts``: what is wrong with the build that people read."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import click

from helix.cli.origin import say_origin
from helix.cli.webhook import send
from helix.reading.origin import origin_of
from helix.reading.reader import Reader
from helix.reading.records import Alert
from python_ml.printing import printable
from python_ml.problems import BadInput

ADDRESS = "HELIX_ALERT_URL"
# By rising severity.
SEVERITIES = ("warning", "error")
# 1 is a failure, 2 a wrong command line.
EXIT_CODE = 3


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help=f"End with exit code {EXIT_CODE} if there is an alert of this severity or above.",
)
@click.option("--webhook", is_flag=True, help=f"Send them to the address in {ADDRESS}, as Slack takes them.")
@click.pass_context
def alerts(ctx: click.Context, as_json: bool, fail_on: str | None, webhook: bool) -> None:
    """Print what is wrong with the build, and what to do about it."""
    with Reader() as reader:
        found = reader.alerts()
        build = origin_of(reader.database).build
        click.echo(to_json(found, build) if as_json else to_text(found))
        say_origin(reader.database, is_for_programs=as_json)
    if webhook:
        _send(found, build)
    if fail_on and any(SEVERITIES.index(alert.severity) >= SEVERITIES.index(fail_on) for alert in found):
        ctx.exit(EXIT_CODE)


def to_json(found: Sequence[Alert], build: str | None) -> str:
    """Return one JSON object."""
    return json.dumps({"build": build, "alerts": [alert.plain() for alert in found]}, indent=2)


def to_text(found: Sequence[Alert]) -> str:
    """Return a sentence an alert, and below it what to do."""
    lines = [
        printable(line)
        for alert in found
        for line in (f"{alert.severity}: {alert.sentence}", f"    {alert.what_to_do}")
    ]
    return "\n".join(lines) or "No alerts."


def _send(found: Sequence[Alert], build: str | None) -> None:
    address = os.environ.get(ADDRESS)
    if not address:
        raise BadInput(f"{ADDRESS} is not set", "let it hold the address of the webhook")
    if found:
        send(address, f"{build or 'Local-Helix'}: {len(found)} alerts\n{to_text(found)}")
    click.echo(f"Sent: {len(found)} alerts" if found else "Nothing to send.", err=True)
