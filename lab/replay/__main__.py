"""Replay a generated shop's last weeks against its API: ``python -m lab.replay --customers 2000 --days 28``."""

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from lab.console import say
from lab.markdown import table
from lab.replay.measuring import FROZEN, LEARNING, K, Orders, ndcg
from lab.replay.server import Server, serving
from lab.replay.shop import Later, split_shop
from lab.twins.project import Project
from python_ml.demo_shop import DemoConfig
from python_ml.publishing import current_database

ROOT = Path(__file__).resolve().parents[2]
BUILD = ("build", "--exclude-resource-type", "unit_test")
LABEL_DAYS = 7
# As many as NDCG does not tell from its printed digits.
ALIKE = 1e-9


def main() -> int:
    """Run what the command line asks for.

    The exit code is 1 if lists before any event are not those of the build, or if NDCG as it is measured here is not
    that of `ranking_metrics`. Of the frozen lists it is another figure, as the ranker of the day is not the test's.
    """
    parser = argparse.ArgumentParser(prog="python -m lab.replay", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("build/replay"), help="where everything goes; new"
    )
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--articles", type=int, default=800)
    parser.add_argument(
        "--shop-days", type=int, default=400, help="length of the shop, the replayed days included"
    )
    parser.add_argument("--days", type=int, default=28, help="days that are replayed")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    config = DemoConfig(arguments.customers, arguments.articles, arguments.shop_days, arguments.seed)
    later = split_shop(config, arguments.days, folder / "known", folder / "whole")
    of_whole = measured(folder, later.first_day)
    database = folder / "known.duckdb"
    Project(ROOT, database, is_published=True).dbt(*BUILD, variables=_variables(folder / "known"))
    say(f"built up to {later.first_day - timedelta(days=1)}; {later.sales.height:,} sale lines follow")
    with serving(database, folder / "known.published", folder / "serve.log") as server:
        frozen = frozen_lists(server, later)
        published = published_lists(folder / "known.published")
        orders = replay(server, later, frozen)
    bought = {c: a for c, a in _bought(later.within(LABEL_DAYS)).items() if c in of_whole.lists}
    are_published = all(
        frozen[customer] == articles for customer, articles in published.items() if customer in frozen
    )
    is_same_measure = abs(ndcg(of_whole.lists, bought) - of_whole.ndcg) < ALIKE
    say(_report(orders))
    say(f"the first week: frozen lists {ndcg(frozen, bought):.4f}, the test's lists {of_whole.ndcg:.4f}")
    say(f"lists before any event are those of the build: {'yes' if are_published else 'NO'}")
    say(f"NDCG of the test's lists is that of ranking_metrics: {'yes' if is_same_measure else 'NO'}")
    return 0 if are_published and is_same_measure else 1


@dataclass(frozen=True)
class Measured:
    """What the whole shop's build says of its test lists at the day on which the replay begins.

    Attributes
    ----------
    ndcg
        That of `ranking_metrics`.
    lists
        The first articles of each list, by customer.
    """

    ndcg: float
    lists: dict[str, list[str]]


def measured(folder: Path, as_of: date) -> Measured:
    """Build the whole shop with its test cutoff on that day, and read what it measured."""
    database = folder / "whole.duckdb"
    variables = _variables(folder / "whole") | {"ranking_test_as_of": str(as_of)}
    Project(ROOT, database).dbt(*BUILD, variables=variables)
    with duckdb.connect(database, read_only=True) as connection:
        ((value,),) = connection.execute(
            """
            select value from ranking_metrics
            where split = 'test' and segment = 'all' and recommender = 'ranker' and metric = 'ndcg' and k = ?
            """,
            [K],
        ).fetchall()
        return Measured(value, _lists(connection, "test"))


def frozen_lists(server: Server, later: Later) -> dict[str, list[str]]:
    """The list of everybody who is going to order, before any event."""
    moment = _morning(later.first_day)
    customers = later.sales["customer_id"].unique().sort().to_list()
    return {customer: server.recommendations(customer, moment, K) for customer in customers}


def published_lists(published: Path) -> dict[str, list[str]]:
    """The first articles of the build's own lists."""
    with duckdb.connect(current_database(published), read_only=True) as connection:
        return _lists(connection, "serve")


def _lists(connection: duckdb.DuckDBPyConnection, split: str) -> dict[str, list[str]]:
    rows = connection.execute(
        """
        select customer_id, list(article_id order by rank) from recommendations
        where split = ? and rank <= ? group by customer_id
        """,
        [split, K],
    ).fetchall()
    return dict(rows)


def replay(server: Server, later: Later, frozen: dict[str, list[str]]) -> Orders:
    """Ask for the list of everybody who orders on a day, say what they bought, and go on to the next day."""
    orders = Orders()
    for day, lines in later.days():
        morning = _morning(day)
        bought = _bought(lines)
        for customer, articles in bought.items():
            learning = server.recommendations(customer, morning, K)
            orders.add(customer, {FROZEN: frozen[customer], LEARNING: learning}, articles)
        server.feedback(_events(lines))
        server.wait_until_learned()
        say(f"{day}: {len(bought):,} orders")
    return orders


def _morning(day: date) -> str:
    """The first moment of a day; the shop's clock is UTC's."""
    return datetime.combine(day, time(), UTC).isoformat()


def _bought(lines: pl.DataFrame) -> dict[str, list[str]]:
    """The articles that each customer bought, each once."""
    rows = lines.group_by("customer_id").agg(pl.col("article_id").unique().sort()).sort("customer_id")
    return dict(rows.iter_rows())


def _events(lines: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "event_id": f"{line['sold_at'].isoformat()}-{line['customer_id']}-{number}",
            "customer_id": line["customer_id"],
            "article_id": line["article_id"],
            "kind": "bought",
            "occurred_at": line["sold_at"].isoformat() + "+00:00",
            "value": line["unit_price_micros"] * line["quantity"] / 1e6,
        }
        for number, line in enumerate(lines.iter_rows(named=True))
    ]


def _variables(files: Path) -> dict[str, Any]:
    return {"source": "files", "raw_path": str(files)}


def _report(orders: Orders) -> str:
    rows = [
        [
            row["recommender"],
            f"{row['value']:+.4f}",
            f"{row['ci_low']:+.4f} to {row['ci_high']:+.4f}",
            f"{row['customers']:,}",
        ]
        for row in orders.compared().iter_rows(named=True)
    ]
    return table(["lists", f"NDCG@{K} at each order", "95 %", "customers"], rows)


if __name__ == "__main__":
    sys.exit(main())
