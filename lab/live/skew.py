"""Whether a list that is computed live is that of a build with the same sales, to the last bit.

::

    python -m lab.live.skew --customers 2000

generates a shop, builds and publishes it, draws events for customers, and compares.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import numpy as np

from helix.journal.events import Response
from helix.live import Live
from lab.live.reference import Built, ReferenceSale, reference
from lab.twins.project import Project

COMPARED = (
    "int_purchases",
    "int_cancellations",
    "int_customer_history",
    "int_customer_article_history",
    "int_customer_taste",
    "int_candidates__repurchase",
    "int_candidates__item_cf",
    "int_candidates__same_product",
    "int_candidates__popular",
    "int_candidates__popular_in_segment",
    "candidate_pairs",
    "customer_features",
    "customer_article_features",
    "pair_features",
    "ranker_scores",
    "ranked_pairs",
    "recommended_pairs",
    "offer_chances",
    "recommendation_reasons",
)
# Of all pairs the build keeps the best scores.
KEPT_IN_PART = "ranker_scores"


@dataclass(frozen=True)
class Compared:
    """A table of both.

    Attributes
    ----------
    name
        The table.
    rows
        Rows that the build has of the customers.
    missing
        Rows of these that live has not, to the last bit.
    more
        Rows that live has and the build has not.
    """

    name: str
    rows: int
    missing: int
    more: int


def draw_events(
    live: Live, published: Path, customers: int, days_later: int, seed: int
) -> dict[str, list[Response]]:
    """Purchases of some customers after the last sale of a build, the last of them so many days later.

    Of known customers, of some who never bought anything, and of some whom the build does not know; of articles old and
    new to them, some never sold, some twice, and some at one moment.
    """
    draw = np.random.default_rng([seed, days_later])
    with duckdb.connect(str(published / "helix.duckdb"), read_only=True) as build:
        known = [row[0] for row in build.execute("select customer_id from customers order by 1").fetchall()]
        articles = [row[0] for row in build.execute("select article_id from articles order by 1").fetchall()]
        own: dict[str, list[str]] = {}
        for customer_id, article_id in build.execute(
            "select distinct customer_id, article_id from purchases where customer_id is not null order by all"
        ).fetchall():
            own.setdefault(customer_id, []).append(article_id)
    never_bought = [customer_id for customer_id in known if customer_id not in own]
    chosen = {*draw.choice(known, min(customers, len(known)), replace=False).tolist(), *never_bought[:20]}
    chosen |= {f"stranger {number}" for number in range(max(customers // 20, 2))}
    return {
        customer_id: _purchases(
            draw, customer_id, articles, own.get(customer_id, []), live.last_day, days_later
        )
        for customer_id in sorted(chosen)
    }


def _purchases(
    draw: np.random.Generator,
    customer_id: str,
    articles: Sequence[str],
    own: Sequence[str],
    last_day: date,
    days_later: int,
) -> list[Response]:
    number = int(draw.integers(1, 7))
    moments = [_moment(draw, last_day, days_later) for _ in range(number)]
    if number > 2:
        moments[1] = moments[0]
    bought = [str(draw.choice(own if len(own) and draw.random() < 0.5 else articles)) for _ in moments]
    if number > 3:
        bought[3], moments[3] = bought[2], moments[2]
    return [
        Response(
            event_id=f"{customer_id} {place}",
            occurred_at=moment,
            customer_id=customer_id,
            article_id=article_id,
            response="bought",
            value_micros=int(draw.integers(1, 10**8)) if draw.random() < 0.5 else None,
        )
        for place, (moment, article_id) in enumerate(zip(moments, bought, strict=True))
    ]


def _moment(draw: np.random.Generator, last_day: date, days_later: int) -> datetime:
    """Late in the evening of the last day, or at any time of a later one."""
    days = int(draw.integers(0, days_later + 1))
    minutes = int(draw.integers(23 * 60 + 59, 24 * 60)) if days == 0 else int(draw.integers(0, 24 * 60))
    return datetime.combine(last_day, time(), UTC) + timedelta(days=days, minutes=minutes, seconds=30)


def as_sales(events: Mapping[str, Sequence[Response]], published: Path) -> list[ReferenceSale]:
    """The same purchases as the source would tell them; what the event does not say costs what the article costs."""
    with duckdb.connect(str(published / "live.duckdb"), read_only=True) as build:
        prices = dict(
            build.execute(
                """
                select article_id, cast(round(article_price_micros) as bigint)
                from int_articles left join article_features using (article_key)
                """
            ).fetchall()
        )
    return [
        ReferenceSale(
            event.customer_id,
            event.article_id,
            event.occurred_at.replace(tzinfo=None),
            event.value_micros if event.value_micros is not None else prices[event.article_id] or 0,
        )
        for of_customer in events.values()
        for event in of_customer
    ]


def compare(
    live: Live, events: Mapping[str, Sequence[Response]], last_day: date, database: Path
) -> list[Compared]:
    """Compare what live computes with the tables of a build that has the same purchases among its sales."""
    tables = live.tables(events, last_day, ["int_customers", *COMPARED])
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as build (read_only)")
        for name, rows in tables.items():
            connection.register(f"live_{name}", rows)
        connection.execute(
            """
            create table of_build as select customer_key, customer_id from build.int_customers
            where customer_id in (select customer_id from live_int_customers)
            """
        )
        return [_compared(connection, name) for name in COMPARED]


def _compared(connection: duckdb.DuckDBPyConnection, name: str) -> Compared:
    columns = connection.table(f"build.main.{name}").columns
    today = "where rows_of_all.split = 'serve'" if "split" in columns else ""
    chosen = ", ".join(f"rows_of_all.{column}" for column in columns if column != "customer_key")
    of_build, of_live = (
        f"select customers.customer_id, {chosen} from {rows} as rows_of_all inner join {customers} as customers "
        f"on rows_of_all.customer_key = customers.customer_key {today}"
        for rows, customers in ((f"build.main.{name}", "of_build"), (f"live_{name}", "live_int_customers"))
    )
    connection.execute(f"create or replace temp table left_rows as {of_build}")
    connection.execute(f"create or replace temp table right_rows as {of_live}")
    ((rows, missing, more),) = connection.execute(
        """
        select
            (select count(*) from left_rows),
            (select count(*) from (from left_rows except all from right_rows)),
            (select count(*) from (from right_rows except all from left_rows))
        """
    ).fetchall()
    return Compared(name, rows, missing, 0 if name == KEPT_IN_PART else more)


def compared_after(
    built: Built, days_later: int, customers: int, folder: Path, seed: int = 1
) -> tuple[dict[str, list[Response]], list[Compared]]:
    """Draw events, build a copy of the shop with them, and compare; the events come with it."""
    live = Live.open(built.published)
    events = draw_events(live, built.published, customers, days_later, seed)
    last_day = live.last_day + timedelta(days=days_later)
    # Somebody bought something on the last day, so that the shop was open.
    first = min(events)
    events[first] = [*events[first], _on(last_day, first, events[first][0])]
    database = reference(built, as_sales(events, built.published), last_day, folder)
    return events, compare(live, events, last_day, database)


def _on(day: date, customer_id: str, like: Response) -> Response:
    return Response(
        event_id=f"{customer_id} last",
        occurred_at=datetime.combine(day, time(23, 59, 45), UTC),
        customer_id=customer_id,
        article_id=like.article_id,
        response="bought",
    )


def main() -> None:
    """Compare, and print how many rows of each table differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--days-later", type=int, nargs="+", default=[0, 1, 9])
    parser.add_argument("--vars", type=json.loads, default={})
    arguments = parser.parse_args()
    variables = {"source": "demo", "demo_customers": arguments.customers} | arguments.vars
    with tempfile.TemporaryDirectory() as folder:
        built = build_shop(Path(folder) / "shop", variables)
        for days_later in arguments.days_later:
            events, tables = compared_after(
                built, days_later, arguments.customers, Path(folder) / f"after_{days_later}"
            )
            number = sum(map(len, events.values()))
            print(f"{days_later} days later: {number:,} purchases of {len(events):,} customers")
            for table in tables:
                print(
                    f"  {table.name:36} {table.rows:>9,} rows, {table.missing:,} missing, {table.more:,} more"
                )


def build_shop(folder: Path, variables: dict[str, object]) -> Built:
    """Generate a shop, build and publish it in an empty folder."""
    copied = Project.copy(Path.cwd(), folder)
    project = Project(copied.folder, copied.database, is_published=True)
    project.dbt("build", "--exclude-resource-type", "unit_test", variables=variables)
    return Built(project, (folder / f"{folder.name}.published" / "current").resolve(), variables)


if __name__ == "__main__":
    main()
