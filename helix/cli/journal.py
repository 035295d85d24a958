"""``helix journal``: take events out of the journal, put them into it, or forget a customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import click

from helix.journal import Event, Journal, OptOut, as_line, open_journal
from helix.journal.place import default_place, existing_journal
from helix.journal.segments import Unusable, read_segments, write_segments
from helix.journal.store import every_event
from helix.reading.lookup import default_answers, open_answers
from helix.reading.repository import require_private
from python_ml.problems import BadInput
from python_ml.publishing.places import published_folder

# Events that are appended at a time.
AT_A_TIME = 10_000


@click.group()
@click.option(
    "--journal",
    "place",
    metavar="PLACE",
    envvar="HELIX_JOURNAL",
    help="An SQLite file or a postgresql:// URL, which HELIX_JOURNAL may hold.  [default: build/journal.sqlite]",
)
@click.pass_context
def journal(context: click.Context, place: str | None) -> None:
    """Export, import or forget events of the journal."""
    context.obj = place or default_place()


@journal.command()
@click.option("--customer", metavar="CUSTOMER", help="Only the events of this customer.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Write segments into this folder, which a build can read.  [default: lines to the standard output]",
)
@click.pass_obj
def export(place: str, customer: str | None, folder: Path | None) -> None:
    """Write events as newline JSON, in the order in which they were stored."""
    with closing(existing_journal(place)) as opened:
        events = _events(opened, customer)
        if folder is None:
            output = click.get_binary_stream("stdout")
            for event in events:
                output.write(as_line(event).encode())
            return
        folder.mkdir(parents=True, exist_ok=True)
        require_private(folder)
        click.echo(f"{_counted(write_segments(events, folder))} written to {folder}")


@journal.command()
@click.argument("customer")
@click.option(
    "--fresh",
    metavar="PLACE",
    envvar="HELIX_FRESH",
    help="Where `helix serve` keeps answers newer than the build, which HELIX_FRESH may hold.  [default: a file]",
)
@click.confirmation_option(prompt="Delete the customer's events for good?")
@click.pass_obj
def forget(place: str, customer: str, fresh: str | None) -> None:
    """Delete a customer's events for good, and the answers that were computed from them.

    An opt-out stays, so that the customer is never reached again. Builds made before still hold what they were made
    from.
    """
    with closing(existing_journal(place)) as opened:
        forgotten = opened.forget(customer)
        kept = len(opened.of_customer(customer, [OptOut]))
    _forget_answers(fresh, customer)
    stays = f"; {kept} {'opt-out stays' if kept == 1 else 'opt-outs stay'}" if kept else ""
    click.echo(f"{_counted(forgotten)} deleted{stays}")


@journal.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def import_(place: str, folder: Path) -> None:
    """Append the events of a folder of segments.

    Events that are there already are left as they are, so that it may be run again.
    """
    unusable: list[Unusable] = []
    with closing(open_journal(place)) as opened:
        events = _usable(read_segments(folder), unusable)
        new = sum(opened.append(batch) for batch in _batches(events))
    if unusable:
        first = unusable[0]
        raise BadInput(
            f"{_counted(new)} appended, and {len(unusable):,} of the lines are no events, first line {first.line} of "
            f"{first.path}: {first.reason}",
            "correct them, and import the folder again",
        )
    click.echo(f"{_counted(new)} appended")


def _forget_answers(fresh: str | None, customer: str) -> None:
    if fresh is None:
        usual = default_answers(published_folder())
        if not usual.exists():
            return
        fresh = str(usual)
    with closing(open_answers(fresh)) as answers:
        answers.forget(customer.strip())


def _events(opened: Journal, customer: str | None) -> Iterator[Event]:
    if customer is None:
        return every_event(opened)
    return (recorded.event for recorded in opened.of_customer(customer))


def _usable(read: Iterable[Event | Unusable], unusable: list[Unusable]) -> Iterator[Event]:
    """The events; what is none of them is added to a list."""
    for each in read:
        if isinstance(each, Unusable):
            unusable.append(each)
        else:
            yield each


def _batches(events: Iterator[Event]) -> Iterator[list[Event]]:
    while batch := list(islice(events, AT_A_TIME)):
        yield batch


def _counted(events: int) -> str:
    return f"{events:,} {'event' if events == 1 else 'events'}"
