"""The models of a published build, run on the rows of a few customers by their own SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from python_ml.problems import NotBuilt
from python_ml.publishing import LIVE
from python_ml.publishing.opening import database_problem
from python_ml.quoting import sql_name, sql_text

PUBLISHED = "published"
# Models that mean something to what runs them; all others are names in a list.
CALENDAR, CUSTOMERS, SHOP, SALE_DAYS = "int_cutoffs", "int_customers", "int_shop", "int_article_days"


@dataclass(frozen=True)
class Sale:
    """What a source would tell of a purchase.

    Attributes
    ----------
    customer_id, article_id
        Who bought what.
    sold_at
        When, by the shop's clock; midnight where the shop knows no hours.
    unit_price_micros
        Price of a unit, in millionths.
    """

    customer_id: str
    article_id: str
    sold_at: datetime
    unit_price_micros: int


class Chain:
    """The tables of one build that a list is made from, in memory, and its models in their order.

    Parameters
    ----------
    folder
        Of a published build.

    Attributes
    ----------
    settings
        Variables of the build, by name, as text.
    last_day
        The last day of its sales.
    last_sold_at
        The last moment of them.
    has_hours
        Whether the shop knows at what time of the day something is sold.

    Raises
    ------
    NotBuilt
        If the build has no file to compute from.
    Problem
        If the file is damaged, or of another version of DuckDB.
    """

    def __init__(self, folder: Path) -> None:
        file = folder / LIVE
        if not file.is_file():
            raise NotBuilt(f"there is no {LIVE} in {folder}")
        self._connection = duckdb.connect(config={"threads": 1})
        try:
            self._connection.execute(f"attach {sql_text(file)} as {PUBLISHED} (read_only)")
            self._open()
        except duckdb.Error as error:
            raise database_problem(file, str(error)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple]:
        """Rows of a query on the tables in memory."""
        return self._connection.execute(sql, parameters).fetchall()

    def table(self, name: str) -> pa.Table:
        """All rows of a table."""
        return self._connection.table(name).to_arrow_table()

    def put(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table, column by column of the same name."""
        self._connection.register("put_rows", rows)
        self.rows(f"insert into {sql_name(name)} by name from put_rows")
        self._connection.unregister("put_rows")

    def insert(self, name: str, **values: Any) -> None:
        """Add a row to a table."""
        columns, places = ", ".join(values), ", ".join("?" * len(values))
        self.rows(f"insert into {sql_name(name)} ({columns}) values ({places})", list(values.values()))

    @property
    def as_of(self) -> date:
        """The cutoff of the latest batch."""
        return self._as_of

    @contextmanager
    def batch(self, customer_ids: Sequence[str], sales: Sequence[Sale], last_day: date) -> Iterator[None]:
        """Hold the rows of some customers, with sales of which the build knows nothing; all is as before at the end.

        Parameters
        ----------
        customer_ids
            Each once; somebody whom the build does not know begins as a customer of whom nothing is known.
        sales
            Theirs, none after `last_day`.
        last_day
            The last day that is known: that of the build or later. The cutoff follows from it.
        """
        self._date_tables(last_day)
        self._connection.begin()
        try:
            self._made = 0
            self._begin_with(customer_ids, sales, last_day)
            yield
        finally:
            self._connection.rollback()

    def make(self, before: str | None = None, through: str | None = None) -> None:
        """Compute models from where the last call ended, up to one of that name or to the end.

        A model that the ranker makes is passed over: its rows are put there.

        Parameters
        ----------
        before
            Stop before this one.
        through
            Stop after this one.
        """
        for name in self._models[self._made :]:
            if name == before:
                return
            self._made += 1
            if name in self._queries and name not in self._is_given:
                self.rows(f"execute {_prepared(name)}")
            if name == through:
                return

    def _open(self) -> None:
        models = self.rows(f"select name, sql from {PUBLISHED}.live_models order by position")
        self._models = [name for name, _ in models]
        self._queries = {name: sql for name, sql in models if sql is not None}
        self._roles = dict(self.rows(f"select name, role from {PUBLISHED}.live_tables"))
        self.settings = dict(self.rows(f"select name, value from {PUBLISHED}.live_settings"))
        for name, role in self._roles.items():
            self._create(name, f"from {PUBLISHED}.main.{sql_name(name)}", is_filled=role == "whole")
        for name, sql in models:
            if name not in self._roles:
                self._create(name, sql or SCORES, is_filled=False)
        ((self.has_hours, self.last_day),) = self.rows(f"select has_time_of_day, last_sold_on from {SHOP}")
        ((self.last_sold_at,),) = self.rows("select max(sold_at) from int_order_days")
        ((self._last_key,),) = self.rows(f"select max(customer_key) from {PUBLISHED}.{CUSTOMERS}")
        (self._staged_customers,) = (name for name in self._roles if name.endswith("__customers"))
        (self._staged_sales,) = (name for name in self._roles if name.endswith("__transactions"))
        for name, sql in self._queries.items():
            self.rows(f"prepare {_prepared(name)} as {self._insertion(name, sql)}")
        self._with_cutoff = {name for name in self._roles if self._has_cutoff(name)}
        self._cutoffs: dict[date, pa.Table] = {}
        self._as_of = self._date_of(self._cutoff_after(self.last_day))

    def _create(self, name: str, query: str, is_filled: bool) -> None:
        self.rows(f"create table {sql_name(name)} as select * from ({query}) where {str(is_filled).lower()}")

    def _has_cutoff(self, name: str) -> bool:
        return ("as_of",) in self.rows(
            "select column_name from duckdb_columns() where database_name = current_database() and table_name = ?",
            [name],
        )

    def _insertion(self, name: str, sql: str) -> str:
        """A statement that adds a model's rows to its table, which may hold some already."""
        target = f"insert into {sql_name(name)} by name"
        if name == CALENDAR:
            # What closed long ago is the same for everybody, and no list reads it.
            return f"{target} select * from ({sql}) where split = 'serve'"
        if name == CUSTOMERS:
            # Those whom the build does not know, numbered after the others.
            return f"""
                {target} select * replace (customer_key + {self._last_key} as customer_key) from ({sql})
                where customer_id not in (select customer_id from {CUSTOMERS})
            """
        return f"{target} {sql}"

    def _date_tables(self, last_day: date) -> None:
        """Let tables of today be of the cutoff after a day."""
        as_of = self._date_of(self._cutoff_after(last_day))
        if as_of != self._as_of:
            for name in self._with_cutoff:
                self.rows(f"update {sql_name(name)} set as_of = ?", [as_of])
            self._as_of = as_of

    def _cutoff_after(self, last_day: date) -> pa.Table:
        """What the calendar says when sales are known through a day: one cutoff, the same for everybody."""
        if last_day not in self._cutoffs:
            self._connection.begin()
            try:
                self._know_sales_through(last_day)
                self.rows(f"execute {_prepared(CALENDAR)}")
                self._cutoffs[last_day] = self.table(CALENDAR)
            finally:
                self._connection.rollback()
        return self._cutoffs[last_day]

    @staticmethod
    def _date_of(cutoff: pa.Table) -> date:
        return cutoff.column("as_of")[0].as_py()

    def _know_sales_through(self, last_day: date) -> None:
        self.rows(f"update {SHOP} set last_sold_on = ?", [last_day])

    def _begin_with(self, customer_ids: Sequence[str], sales: Sequence[Sale], last_day: date) -> None:
        self._know_sales_through(last_day)
        self.put(CALENDAR, self._cutoff_after(last_day))
        for day in {sale.sold_at.date() for sale in sales if sale.sold_at.date() > self.last_day}:
            self.rows(f"insert into {SALE_DAYS} values (?)", [day])
        self._read(CUSTOMERS, "customer_id", customer_ids)
        known = dict(self.rows(f"select customer_id, customer_key from {CUSTOMERS}"))
        for name, role in self._roles.items():
            if role == "customers" and name != CUSTOMERS:
                self._read(name, "customer_key", list(known.values()))
        for sale in sales:
            self.insert(
                self._staged_sales,
                customer_id=sale.customer_id,
                article_id=sale.article_id,
                sold_at=sale.sold_at,
                quantity=1,
                unit_price_micros=sale.unit_price_micros,
            )
        strangers = [customer_id for customer_id in customer_ids if customer_id not in known]
        for customer_id in strangers:
            self.insert(self._staged_customers, customer_id=customer_id)
        self._is_given = {CALENDAR} if strangers else {CALENDAR, CUSTOMERS}

    def _read(self, name: str, column: str, values: Sequence[Any]) -> None:
        """Read the published rows of some customers, as of the cutoff that counts now."""
        if values:
            columns = f"* replace (date '{self._as_of}' as as_of)" if name in self._with_cutoff else "*"
            chosen = ", ".join("?" * len(values))
            self.rows(
                f"insert into {sql_name(name)} select {columns} from {PUBLISHED}.main.{sql_name(name)} "
                f"where {column} in ({chosen})",
                values,
            )


def _prepared(name: str) -> str:
    """What a model's statement is called."""
    return sql_name(f"make {name}")


SCORES = """
    select
        cast(null as date) as as_of, '' as split, '' as cohort, cast(0 as integer) as customer_key,
        cast(0 as integer) as article_key, cast(null as timestamp) as last_event_at, cast(0 as double) as score
"""
