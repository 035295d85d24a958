"""``helix rollback``: let people read an earlier build again."""

from __future__ import annotations

from pathlib import Path

import click

from python_ml.problems import NotBuilt
from python_ml.publishing import builds, current_build, repair, roll_back, switch_to
from python_ml.publishing.places import published_folder


@click.command()
@click.option("--to", metavar="ID", help="This build, earlier or later.  [default: the one read before]")
@click.option("--list", "is_list", is_flag=True, help="Only list the builds, oldest first.")
@click.option(
    "--repair", "is_repair", is_flag=True, help="Make `current` a link again, where a copy made it a folder."
)
def rollback(to: str | None, is_list: bool, is_repair: bool) -> None:
    """Switch to the build that was read before the current one.

    Whoever is reading goes on with the build they opened. The next `dbt build` publishes as ever.
    """
    published = published_folder()
    if is_repair:
        click.echo(f"{repair(published)} is read from now on")
        return
    if is_list:
        click.echo(_listed(published))
        return
    before = current_build(published)
    now = roll_back(published) if to is None else _switched(published, to)
    click.echo(
        f"{now} is read from now on, no longer {before}" if now != before else f"{now} is read already"
    )


def _switched(published: Path, build: str) -> str:
    switch_to(published, build)
    return build


def _listed(published: Path) -> str:
    current = current_build(published)
    known = builds(published)
    if not known:
        raise NotBuilt(f"nothing is published in {published} yet")
    return "\n".join(f"{build}  is read now" if build == current else build for build in known)
