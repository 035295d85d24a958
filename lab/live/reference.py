"""What a build makes of a shop with more sales in it, while what it says of articles stays that of the build before."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from lab.twins.project import Project
from python_ml.publishing import LIVE
from python_ml.quoting import sql_text

SALES = "stg_demo__sale_lines"
# What the calendar follows from, and what says to whom a row of today belongs.
SHOP = (
    "int_customers",
    "int_transactions",
    "int_shop",
    "int_orders",
    "int_order_days",
    "int_purchases",
    "int_article_days",
)
BEFORE = "customers_before"


@dataclass(frozen=True)
class ReferenceSale:
    """A sale as the source would tell it."""

    customer_id: str
    article_id: str
    sold_at: Any
    unit_price_micros: int


@dataclass(frozen=True)
class Built:
    """A generated shop that was built and published.

    Attributes
    ----------
    project
        The project, with the database that dbt has built.
    published
        Folder of the build.
    variables
        Those that it was built with.
    """

    project: Project
    published: Path
    variables: dict[str, Any]


def reference(built: Built, sales: Sequence[ReferenceSale], last_day: date, folder: Path) -> Path:
    """Build a copy of the shop with more sales, and return its database.

    Models of articles are not built: their rows of today become rows of the new cutoff.

    Parameters
    ----------
    built
        The shop.
    sales
        What was sold after its last sale.
    last_day
        The day of the last of them.
    folder
        An empty folder for the copy.
    """
    project = Project.copy(built.project.folder, folder)
    shutil.copy2(built.project.database, project.database)
    with duckdb.connect(str(project.database)) as connection:
        _add(connection, sales)
        live = _live_models(built.published)
        _move_today(connection, built.published, last_day)
    # One cutoff to learn from is enough where nothing is learned.
    variables = built.variables | {"train_cutoffs": 1}
    project.dbt("run", "--select", *SHOP, variables=variables)
    with duckdb.connect(str(project.database)) as connection:
        _renumber(connection)
    project.dbt("run", "--select", *(name for name in live if name not in SHOP), variables=variables)
    return project.database


def _live_models(published: Path) -> list[str]:
    with duckdb.connect(str(published / LIVE), read_only=True) as live:
        return [name for (name,) in live.execute("select name from live_models order by position").fetchall()]


def _add(connection: duckdb.DuckDBPyConnection, sales: Sequence[ReferenceSale]) -> None:
    connection.execute(f"create table {BEFORE} as from int_customers")
    rows = [(sale.customer_id, sale.article_id, sale.sold_at, sale.unit_price_micros) for sale in sales]
    connection.executemany(
        f"insert into {SALES} (customer_id, article_id, sold_at, quantity, unit_price_micros) values (?, ?, ?, 1, ?)",
        rows,
    )


def _move_today(connection: duckdb.DuckDBPyConnection, published: Path, last_day: date) -> None:
    """Date what the live chain reads, and does not compute, by the new cutoff."""
    connection.execute(f"attach {sql_text(published / LIVE)} as live (read_only)")
    names = connection.execute("select name from live.live_tables").fetchall()
    for (name,) in names:
        if "as_of" in connection.table(f"live.main.{name}").columns:
            connection.execute(
                f"""
                update main.{name} set as_of = cast(? as date) + 1
                where as_of = (select as_of from main.int_cutoffs where split = 'serve')
                """,
                [last_day],
            )
    connection.execute("detach live")


def _renumber(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the timing scores, which are not computed again, the new keys of their customers."""
    connection.execute(
        f"""
        update timing_scores set customer_key = int_customers.customer_key
        from {BEFORE}, int_customers
        where timing_scores.customer_key = {BEFORE}.customer_key and {BEFORE}.customer_id = int_customers.customer_id
        """
    )
