"""Where an answer comes from: which shop, which day and which build; and what to know of builds after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helix.reading.database import Database
from helix.reading.records import BuildFact, Cutoff, Recommendation
from python_ml.publishing import builds, unpublished_run
from python_ml.publishing.builds import BUILDS
from python_ml.publishing.places import published_folder
from python_ml.publishing.runs import Run

PUBLISHED_BUILD = "published_build"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from.

    Attributes
    ----------
    source, shop
        The source that was built, and the name of the file or folder that it was read from; '' where nothing says so.
    as_of
        The day that the recommendations of today are of; ``None`` if there are none.
    build
        The published build; ``None`` for the database that dbt builds in.
    later_build
        The newest build, if it is a later one: after a rollback.
    later_run
        A later run of dbt that has published nothing: it failed, was killed, or was of a part of another shop.
    """

    source: str
    shop: str
    as_of: date | None
    build: str | None
    later_build: str | None
    later_run: Run | None


def origin_of(database: Database) -> Origin:
    """Say where the answers of a database come from, as far as it says so."""
    source, shop = (_fact(database, name) for name in ("source", "raw_path"))
    build = _build(database)
    newest, run = _later(build)
    if run is not None and run.is_part and (run.source, run.shop) == (source, shop):
        run = None
    return Origin(source, shop, _day(database), build, newest, run)


def _later(build: str | None) -> tuple[str | None, Run | None]:
    """The newest build if it is another, and the last run if it has published nothing."""
    published = published_folder()
    known = builds(published)
    # A database that lies elsewhere is not one of them, nor older than they are.
    newest = known[-1] if build in known and known[-1] != build else None
    return newest, unpublished_run(published) if build in known else None


def _fact(database: Database, name: str) -> str:
    if BuildFact.table not in database.columns:
        return ""
    found = database.rows(
        f"""
        select text from main.{database.name(BuildFact.table)}
        where subject = 'shop' and name = ? and text is not null
        """,
        [name],
    )
    return found[0][0] if found else ""


def _build(database: Database) -> str | None:
    if database.path.parent.parent == (published_folder() / BUILDS).resolve():
        return database.path.parent.name
    if PUBLISHED_BUILD not in database.columns:
        return None
    found = database.rows(f"select max(build_id) from main.{PUBLISHED_BUILD}")
    return found[0][0]


def _day(database: Database) -> date | None:
    if not {Recommendation.table, Cutoff.table} <= database.columns.keys():
        return None
    recommendations = database.name(Recommendation.table)
    ((day,),) = database.rows(f"select max(as_of) from main.{recommendations} where split = 'serve'")
    return day
