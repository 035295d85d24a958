"""The published tables of the last build, read-only.

The one module of ``python_ml`` that opens a database. dbt writes the tables, this module hands their rows
out as dataclasses. A published build is never written to: readers and builds don't wait for each other. Where nothing
is published yet, the database is the one that dbt builds in, which an open reader would keep from building.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

import duckdb
import pyarrow as pa

from python_ml.horizons import HORIZONS
from python_ml.problems import Problem
from python_ml.publishing.places import database_path

Split = Literal["serve", "test"]
Answer = TypeVar("Answer")

LOCK_ATTEMPTS = 5
LOCK_WAIT_SECONDS = 0.3
NEAR_IDS = 3
LEAST_SIMILARITY = 0.8

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "recommendations": (
        "as_of",
        "split",
        "customer_id",
        "rank",
        "article_id",
        "score",
        "purchase_probability",
        "reason",
    ),
    "int_articles": ("article_key", "article_id", "name"),
    "int_customers": (
        "customer_key",
        "customer_id",
        "age",
        "gender",
        "country",
        "city",
        "postal_code",
        "club_status",
        "newsletter",
    ),
    "int_cutoffs": ("as_of", "split", "label_from", "label_until"),
    "customer_features": ("as_of", "customer_key", "customer_days_since_last", "customer_purchase_days"),
    "pair_features": ("as_of", "split", "customer_key", "article_key"),
    "ranker_model": ("split", "model_text"),
    "retrievers": ("retriever",),
    "next_purchase": (
        "as_of",
        "split",
        "customer_id",
        *(f"p_{days}d" for days in HORIZONS),
        "expected_on",
    ),
    "send_time": ("as_of", "split", "customer_id", "weekday", "hour", "basis"),
    "push_plan": (
        "as_of",
        "customer_id",
        "article_id",
        "send_at",
        "send_at_utc",
        "basis",
        "purchase_probability",
        "priority",
        "message",
        "is_exploration",
        "propensity",
    ),
    "push_exclusions": ("as_of", "customer_id", "reason"),
}
PUSHES_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Customer:
    """What the shop knows of a customer; ``None`` where it knows nothing."""

    customer_key: int
    customer_id: str
    age: int | None
    gender: str | None
    country: str | None
    city: str | None
    postal_code: str | None
    club_status: str | None
    newsletter: str | None


@dataclass(frozen=True, slots=True)
class History:
    """A customer's purchases before a cutoff: days since the last one, and days with at least one."""

    days_since_last: int
    purchase_days: int


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A cutoff and its label window ``[label_from, label_until)``."""

    as_of: date
    split: Split
    label_from: date
    label_until: date


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One article for one customer; ``score`` compares only within that customer and cutoff."""

    rank: int
    article_id: str
    name: str | None
    score: float
    purchase_probability: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class NextPurchase:
    """Chances that a customer orders within so many days of a cutoff; ``None`` beyond what history supports."""

    as_of: date
    chances: dict[int, float | None]
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class SendTime:
    """When to reach a customer: weekday from 1 Monday, hour from 0, both in the shop's local time."""

    weekday: int
    hour: int
    basis: str


@dataclass(frozen=True, slots=True)
class Push:
    """A planned push; ``send_at`` is the shop's local time, ``propensity`` the chance of this article and hour."""

    as_of: date
    customer_id: str
    article_id: str
    send_at: datetime
    send_at_utc: datetime
    basis: str
    purchase_probability: float
    priority: float
    message: str
    is_exploration: bool
    propensity: float


class Published:
    """The published tables of one database file, as a context manager.

    Parameters
    ----------
    path
        The DuckDB file; `database_path` by default.

    Raises
    ------
    Problem
        If there is no such file, it is no DuckDB database, or another process still holds it after
        ``LOCK_ATTEMPTS`` attempts, ``LOCK_WAIT_SECONDS`` apart. Every method raises it if a table it reads is
        missing, lacks a column, or can't be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = database_path() if path is None else path
        self._connection = _connect(self.path)

    def __enter__(self) -> Published:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def customer(self, customer_id: str) -> Customer:
        """Return one customer.

        Raises
        ------
        Problem
            If the shop doesn't know the id; the sentence names up to ``NEAR_IDS`` ids like it.
        """
        if not _is_utf8(customer_id):
            raise Problem(f"customer id {customer_id!r} is not valid UTF-8 text")
        rows = self._rows(
            """
            select
                customer_key, customer_id, age, gender, country, city, postal_code, club_status, newsletter
            from main.int_customers
            where customer_id = ?
            """,
            [customer_id],
            "int_customers",
        )
        if not rows:
            raise Problem(_unknown(customer_id, self.near_customer_ids(customer_id)))
        return Customer(*rows[0])

    def near_customer_ids(self, customer_id: str) -> list[str]:
        """Return up to ``NEAR_IDS`` known ids like this one, whatever their case.

        Ids that begin with it come first, then those of the highest Jaro-Winkler similarity.
        """
        rows = self._rows(
            """
            select customer_id
            from (
                select
                    customer_id,
                    starts_with(lower(customer_id), lower($wanted)) and $wanted <> '' as is_prefixed,
                    jaro_winkler_similarity(lower(customer_id), lower($wanted)) as similarity
                from main.int_customers
            ) as compared
            where is_prefixed or similarity >= $least
            order by is_prefixed desc, similarity desc, customer_id
            limit $most
            """,
            {"wanted": customer_id, "least": LEAST_SIMILARITY, "most": NEAR_IDS},
            "int_customers",
        )
        return [customer_id for (customer_id,) in rows]

    def cutoff(self, split: Split) -> Cutoff:
        """Return the latest cutoff of a split that there are recommendations for.

        Raises
        ------
        Problem
            If the split has no recommendations.
        """
        rows = self._rows(
            """
            select as_of, split, label_from, label_until
            from main.int_cutoffs
            where
                split = $split
                and as_of = (select max(as_of) from main.recommendations where split = $split)
            """,
            {"split": split},
            "int_cutoffs",
            "recommendations",
        )
        if not rows:
            raise Problem(f"{self.path} holds no recommendations of split {split}: run `make build`")
        return Cutoff(*rows[0])

    def history(self, customer: Customer, cutoff: Cutoff) -> History | None:
        """Return the customer's purchases before the cutoff, or ``None`` if there are none."""
        rows = self._rows(
            """
            select customer_days_since_last, customer_purchase_days
            from main.customer_features
            where as_of = ? and customer_key = ? and customer_purchase_days > 0
            """,
            [cutoff.as_of, customer.customer_key],
            "customer_features",
        )
        return History(*rows[0]) if rows else None

    def recommendations(self, customer: Customer, cutoff: Cutoff) -> list[Recommendation]:
        """Return the customer's recommendations at the cutoff, by rank; none if the split leaves them out."""
        rows = self._rows(
            """
            select
                recommended.rank,
                recommended.article_id,
                articles.name,
                recommended.score,
                recommended.purchase_probability,
                recommended.reason
            from main.recommendations as recommended
            left join main.int_articles as articles on recommended.article_id = articles.article_id
            where recommended.as_of = ? and recommended.split = ? and recommended.customer_id = ?
            order by recommended.rank
            """,
            [cutoff.as_of, cutoff.split, customer.customer_id],
            "recommendations",
            "int_articles",
        )
        return [Recommendation(*row) for row in rows]

    def missing(self, *tables: str) -> list[str]:
        """Return which of these tables the database lacks, so that a command may do without them."""
        return [table for table in tables if not self._columns(table)]

    def next_purchase(self, customer: Customer, split: Split) -> NextPurchase | None:
        """Return when the customer is likely to order again, or ``None`` if the split leaves them out."""
        rows = self._rows(
            f"""
            select as_of, expected_on, {", ".join(f"p_{days}d" for days in HORIZONS)}
            from main.next_purchase
            where split = ? and customer_id = ?
            """,
            [split, customer.customer_id],
            "next_purchase",
        )
        return (
            NextPurchase(rows[0][0], dict(zip(HORIZONS, rows[0][2:], strict=True)), rows[0][1])
            if rows
            else None
        )

    def send_time(self, customer: Customer, split: Split) -> SendTime | None:
        """Return the weekday and hour to reach the customer at, or ``None`` if the split leaves them out."""
        rows = self._rows(
            "select weekday, hour, basis from main.send_time where split = ? and customer_id = ?",
            [split, customer.customer_id],
            "send_time",
        )
        return SendTime(*rows[0]) if rows else None

    def push(self, customer: Customer) -> Push | None:
        """Return the push that is planned for the customer, or ``None`` if there is none."""
        rows = self._rows(
            f"select {', '.join(COLUMNS['push_plan'])} from main.push_plan where customer_id = ?",
            [customer.customer_id],
            "push_plan",
        )
        return Push(*rows[0]) if rows else None

    def left_out_because(self, customer: Customer) -> str | None:
        """Return why no push is planned for the customer, or ``None`` if nothing says so."""
        rows = self._rows(
            "select reason from main.push_exclusions where customer_id = ?",
            [customer.customer_id],
            "push_exclusions",
        )
        return rows[0][0] if rows else None

    def pushes(self) -> Iterator[Push]:
        """Yield the whole plan by day and priority, ``PUSHES_AT_ONCE`` rows in memory at once."""
        plan = self._read(
            lambda: self._connection.execute(
                f"""
                select {", ".join(COLUMNS["push_plan"])}
                from main.push_plan
                order by cast(send_at as date), priority desc, customer_id
                """
            ),
            ["push_plan"],
        )
        while rows := plan.fetchmany(PUSHES_AT_ONCE):
            yield from (Push(*row) for row in rows)

    def ranker(self, cutoff: Cutoff) -> str:
        """Return the model that scored the cutoff, in LightGBM's text format.

        Raises
        ------
        Problem
            If there is none.
        """
        rows = self._rows(
            "select model_text from main.ranker_model where split = ?", [cutoff.split], "ranker_model"
        )
        if not rows:
            raise Problem(f"{self.path} holds no ranker for split {cutoff.split}: run `make build`")
        return rows[0][0]

    def retrievers(self) -> list[str]:
        """Return the retrievers' names, in alphabetical order."""
        rows = self._rows("select retriever from main.retrievers order by retriever", [], "retrievers")
        return [retriever for (retriever,) in rows]

    def pair_features(self, customer: Customer, cutoff: Cutoff, article_ids: Sequence[str]) -> pa.Table:
        """Return all that the ranker sees of the customer's pairs with these articles, in the order given.

        Raises
        ------
        Problem
            If one of the articles was no candidate for the customer at the cutoff.
        """
        pairs = self._table(
            """
            select articles.article_id, features.*
            from main.pair_features as features
            inner join main.int_articles as articles on features.article_key = articles.article_key
            where features.as_of = ? and features.split = ? and features.customer_key = ?
            """,
            [cutoff.as_of, cutoff.split, customer.customer_key],
            "pair_features",
            "int_articles",
        )
        places = {article_id: place for place, article_id in enumerate(pairs["article_id"].to_pylist())}
        for article_id in article_ids:
            if article_id not in places:
                raise Problem(
                    f"table pair_features in {self.path} has no pair of customer {customer.customer_id!r} "
                    f"and article {article_id!r}: run `make build` to bring it up to date"
                )
        return pairs.take([places[article_id] for article_id in article_ids])

    def _rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], *tables: str) -> list[tuple]:
        return self._read(lambda: self._connection.execute(sql, parameters).fetchall(), tables)

    def _table(self, sql: str, parameters: Sequence[Any], *tables: str) -> pa.Table:
        return self._read(lambda: self._connection.sql(sql, params=parameters).to_arrow_table(), tables)

    def _read(self, answer: Callable[[], Answer], tables: Sequence[str]) -> Answer:
        try:
            self._require(tables)
            return answer()
        except (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException) as error:
            # A view may stand there while what it reads is gone.
            raise Problem(f"can't read {self.path}: {_first_line(error)}") from error

    def _require(self, tables: Sequence[str]) -> None:
        for table in tables:
            found = self._columns(table)
            if not found:
                raise Problem(f"table {table} is missing in {self.path}: run `make build`")
            if lacking := [column for column in COLUMNS[table] if column not in found]:
                raise Problem(
                    f"table {table} in {self.path} has no column {', '.join(lacking)}: "
                    "run `make build` to bring it up to date"
                )

    def _columns(self, table: str) -> set[str]:
        found = self._connection.execute(
            """
            select column_name
            from information_schema.columns
            where table_catalog = current_database() and table_schema = 'main' and table_name = ?
            """,
            [table],
        ).fetchall()
        return {column for (column,) in found}


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise Problem(f"there is no database at {path} yet: run `make build`")
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            time.sleep(LOCK_WAIT_SECONDS)
        try:
            connection = duckdb.connect(path, read_only=True)
            # DuckDB draws it on stdout, which is the command's.
            connection.execute("set enable_progress_bar = false")
            return connection
        except duckdb.IOException as error:
            if "Conflicting lock" not in str(error):
                raise Problem(f"can't open {path}: {_first_line(error)}") from error
            locked = error
    holder = re.search(r"\(PID \d+\)", str(locked))
    raise Problem(
        f"{path} is locked by a running build or another program{f' {holder[0]}' if holder else ''}: "
        "try again when it is done"
    ) from locked


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]


def _is_utf8(text: str) -> bool:
    """Tell whether DuckDB can take the text: an argument's undecodable bytes arrive as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _unknown(customer_id: str, near: Sequence[str]) -> str:
    hint = f"; the nearest known: {', '.join(map(repr, near))}" if near else ""
    return f"customer {customer_id!r} is unknown{hint}"
