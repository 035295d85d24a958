"""What every answer says of itself: the shop, the day and the build it is of, and whether later ones failed."""

from __future__ import annotations

import click

from helix.reading.database import Database
from helix.reading.origin import Origin, origin_of
from python_ml.printing import printable
from python_ml.publishing.runs import Run


def say_origin(database: Database, is_for_programs: bool = False) -> None:
    """Print where an answer comes from, and warn on the standard error of later builds.

    Parameters
    ----------
    database
        What was read.
    is_for_programs
        Whether the standard output holds CSV or JSON: then all of it goes to the standard error.
    """
    origin = origin_of(database)
    click.echo(origin_line(origin), err=is_for_programs)
    for warning in warnings(origin):
        click.echo(f"helix: {warning}", err=True)


def origin_line(origin: Origin) -> str:
    """Say in one line which shop, day and build it is."""
    shop = f"shop {_shop(origin.source, origin.shop)}" if origin.source else "a shop without a name"
    day = f", as of {origin.as_of}" if origin.as_of else ""
    build = f"build {origin.build}" if origin.build else "not published, from the database that dbt builds in"
    return printable(f"From {shop}{day}, {build}")


def warnings(origin: Origin) -> list[str]:
    """Say in a sentence each what is later than what was read, and why it is not what was read."""
    said = []
    if origin.later_build:
        said.append(
            f"{origin.build} was read, and the later build {origin.later_build} was not: "
            f"`helix rollback --to {origin.later_build}` lets people read that one"
        )
    if origin.later_run:
        said.append(_unpublished(origin.later_run, origin))
    return [printable(sentence) for sentence in said]


def _unpublished(run: Run, origin: Origin) -> str:
    is_other = origin.source and (run.source, run.shop) != (origin.source, origin.shop)
    other = f" of another shop, {_shop(run.source, run.shop)}," if is_other else ""
    ended = "did not come to its end" if run.problem is None else f"published nothing, as {run.problem}"
    return f"a later build{other} that began at {run.began_at} {ended}: what was read is older"


def _shop(source: str, shop: str) -> str:
    return f"{source} ({shop})" if shop else source
