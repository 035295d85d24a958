"""The public tables of one published build as polars data frames: what `helix.open` returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from helix.reading.customer_view import CustomerView
from helix.reading.prediction import Prediction
from helix.reading.reader import Reader
from helix.reading.records import Split
from python_ml.problems import BadInput

if TYPE_CHECKING:
    import polars as pl

SPLITS = ("train", "validation", "test", "serve")
# The order of rows within a customer, by as many of these columns as the table has: together they hold every key.
ORDER = ("as_of", "split", "sold_on", "sold_at", "rank", "article_id", "article_key")
# What a build says of itself, and tables that only the project's own models read.
BUILD = "published_build"
PRIVATE = ("int_", "stg_")


@dataclass(frozen=True, slots=True)
class Build:
    """Which build is read.

    Attributes
    ----------
    id
        The moment it was published, such as ``20260101T060000Z``; ``None`` if it is not published, but the database
        that dbt builds in.
    path
        The DuckDB file.
    as_of
        The day that the recommendations of today are of: they know what happened before it.
    """

    id: str | None
    path: Path
    as_of: date


class Shop:
    """A shop as one build knows it; `helix.open` returns one.

    Every method on a customer takes the shop's id of the customer, and returns their rows of the public table of the
    same name, with all its columns, in a fixed order of rows. Tables that know customers and articles by key get the
    columns ``customer_id`` and ``article_id`` in front. A customer whom a table leaves out has no rows there.

    A table that covers several splits takes the one that is asked for: ``serve`` (as of today, the default), ``test``,
    ``validation``, ``train``, or ``None`` for all of them.

    The build stays the same, whatever is published meanwhile: open again to read a newer one. Any number of threads
    may share a shop, since each call has a cursor of its own; close it when none is reading.

    Parameters
    ----------
    path
        The DuckDB file; that of the current published build by default.

    Raises
    ------
    NotBuilt
        If there is no such file. Every method raises it if the build lacks the table.
    Unknown
        By every method on a customer, if the shop doesn't know the id; the sentence names ids like it.
    BadInput
        By every method that takes a split, if there is none of that name.
    Busy
        If another process, such as a build, holds the file.
    Problem
        If the file can't be read.

    Examples
    --------
    >>> import helix
    >>> with helix.open() as shop:
    ...     shop.recommendations("C00012")["article_id"].to_list()
    ['0108775015', '0108775044', '0110065001']
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._reader = Reader(None if path is None else Path(path))
        self._database = self._reader.database

    def __enter__(self) -> Shop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; data frames stay."""
        self._database.close()

    @property
    def build(self) -> Build:
        """Which build is read.

        Examples
        --------
        >>> import helix
        >>> build = helix.open().build
        >>> build.as_of
        datetime.date(2011, 10, 28)
        >>> build.path.name
        'shop.duckdb'
        """
        is_published = BUILD in self._database.columns
        ids = self._database.rows(f"select distinct build_id from main.{BUILD}") if is_published else []
        return Build(ids[0][0] if ids else None, self._reader.path, self._reader.cutoff("serve").as_of)

    # --- one customer

    def view(self, customer_id: str, split: Split = "serve") -> CustomerView:
        """Return what the commands `helix predict` and `helix explain` show of a customer, as records.

        Each answer is read when it is first asked for, so that the shop must still be open then.

        Examples
        --------
        >>> import helix
        >>> view = helix.open().view("C00012")
        >>> view.next_purchase.expected_on
        datetime.date(2011, 12, 24)
        >>> view.recommendations[0].name
        'Strap top'
        """
        return CustomerView(self._reader, customer_id, split)

    def predict(self, customer_id: str) -> Prediction:
        """Return when a customer is likely to order, when to reach them and what to offer: printed, a sentence.

        Its method ``save`` writes it to a file of text or SQLite.

        Examples
        --------
        >>> import helix
        >>> print(helix.open().predict("C00013"))
        Customer C00013, as of 2011-10-28: more likely not again than once; ...; offer 0110065001.
        """
        return Prediction.of(self.view(customer_id))

    def customer(self, customer_id: str) -> pl.DataFrame:
        """Return what the shop knows of a customer: one row of `customers`.

        Returns
        -------
        polars.DataFrame
            Among others ``age`` in years, ``city`` and ``club_status``; null where the shop knows nothing.

        Examples
        --------
        >>> import helix
        >>> helix.open().customer("C00012").select("age", "city").rows()
        [(34, 'Lisbon')]
        >>> helix.open().customer("C00021")
        Traceback (most recent call last):
        python_ml.problems.Unknown: customer 'C00021' is unknown; the nearest known: 'C00012', 'C00013', 'C00140'
        """
        return self._of_customer("customers", customer_id)

    def purchases(self, customer_id: str) -> pl.DataFrame:
        """Return a customer's purchases, oldest first: a row for each moment and article.

        Returns
        -------
        polars.DataFrame
            Among others ``sold_on``, ``article_id``, ``units`` and ``spend_micros`` (money in millionths).

        Examples
        --------
        >>> import helix
        >>> helix.open().purchases("C00012").select("sold_on", "article_id", "units").row(0)
        (datetime.date(2011, 10, 16), '0108775015', 2)
        """
        return self._of_customer("purchases", customer_id)

    def recommendations(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return a customer's recommendations, by rank: a row for each article.

        Parameters
        ----------
        customer_id
            The shop's id of the customer.
        split
            ``serve``: what to offer today. ``test``: what was offered before the test window, to its buyers. ``None``:
            at every cutoff.

        Returns
        -------
        polars.DataFrame
            Among others ``rank`` from 1, ``article_id``, ``score`` (the ranker's, comparable only within one customer
            and cutoff), ``purchase_probability`` (that the customer buys the article in the label window) and
            ``reason``.

        Examples
        --------
        >>> import helix
        >>> offers = helix.open().recommendations("C00012")
        >>> offers.select("rank", "article_id", "purchase_probability", "reason").row(0)
        (1, '0108775015', 0.125, 'bought 3 times')
        """
        return self._of_customer("recommendations", customer_id, split)

    def next_purchase(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return when a customer is likely to order again: a row for each cutoff.

        Returns
        -------
        polars.DataFrame
            Among others ``p_7d`` to ``p_90d`` (the probability of an order within so many days of ``as_of``, null
            beyond what the shop's history supports) and ``expected_on`` (null if no order is more likely than one).

        Examples
        --------
        >>> import helix
        >>> helix.open().next_purchase("C00012").select("p_30d", "expected_on").rows()
        [(0.25, datetime.date(2011, 12, 24))]
        """
        return self._of_customer("next_purchase", customer_id, split)

    def send_time(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return when to reach a customer: a row for each cutoff.

        Returns
        -------
        polars.DataFrame
            Among others ``weekday`` (from 1 Monday), ``hour`` (from 0, the shop's local time), ``basis`` (whose habits
            say so) and the probability of each weekday and hour.

        Examples
        --------
        >>> import helix
        >>> helix.open().send_time("C00012").select("weekday", "hour", "basis").rows()
        [(1, 19, 'customer')]
        """
        return self._of_customer("send_time", customer_id, split)

    def push_plan(self, customer_id: str) -> pl.DataFrame:
        """Return the push that is planned for a customer: one row, or none.

        Returns
        -------
        polars.DataFrame
            Among others ``article_id``, ``send_at`` (the shop's local time), ``send_at_utc``, ``message`` and
            ``propensity`` (the probability with which this article and hour were drawn).

        Examples
        --------
        >>> import helix
        >>> helix.open().push_plan("C00012")["message"].item()
        'Strap top: you bought this 3 times'
        """
        return self._of_customer("push_plan", customer_id)

    def push_exclusions(self, customer_id: str) -> pl.DataFrame:
        """Return why no push is planned for a customer: one row, or none.

        Returns
        -------
        polars.DataFrame
            Among others ``reason``, such as ``opted out``.

        Examples
        --------
        >>> import helix
        >>> helix.open().push_exclusions("C00013")["reason"].to_list()
        ['opted out']
        """
        return self._of_customer("push_exclusions", customer_id)

    def customer_features(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return what the models know of a customer: a row for each cutoff, a column for each feature.

        Returns
        -------
        polars.DataFrame
            Features know what happened before ``as_of``, and nothing of that day or later; ``last_event_at`` is the
            latest event that they count.

        Examples
        --------
        >>> import helix
        >>> features = helix.open().customer_features("C00012", split=None)
        >>> features.select("as_of", "customer_purchase_days").rows()
        [(datetime.date(2011, 10, 21), 1), (datetime.date(2011, 10, 28), 6)]
        """
        return self._of_customer("customer_features", customer_id, split)

    def customer_article_features(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return what the models know of a customer and each candidate article: a row for each pair and cutoff.

        Returns
        -------
        polars.DataFrame
            The columns of `candidate_pairs`, and those of the features; null where the customer has no such history.

        Examples
        --------
        >>> import helix
        >>> features = helix.open().customer_article_features("C00012")
        >>> features.select("article_id", "pair_cycle_position").row(0)
        ('0108775015', 0.975)
        """
        return self._of_customer("customer_article_features", customer_id, split)

    def candidate_pairs(self, customer_id: str, split: str | None = "serve") -> pl.DataFrame:
        """Return the articles proposed for a customer: a row for each article and cutoff.

        Returns
        -------
        polars.DataFrame
            Among others the rank (from 1) and score that each retriever gave; null where it did not propose it.

        Examples
        --------
        >>> import helix
        >>> helix.open().candidate_pairs("C00012").select("article_id", "popular_rank").rows()
        [('0108775015', 9), ('0108775044', None), ('0110065001', 1)]
        """
        return self._of_customer("candidate_pairs", customer_id, split)

    def labels(self, customer_id: str, split: str | None = None) -> pl.DataFrame:
        """Return what a customer bought in the label windows: a row for each article and cutoff.

        Of the cutoff of today there are none: its window lies ahead.

        Returns
        -------
        polars.DataFrame
            Among others ``units``, bought in the ``label_days`` from ``as_of`` on.

        Examples
        --------
        >>> import helix
        >>> helix.open().labels("C00012").select("as_of", "article_id", "units").rows()
        [(datetime.date(2011, 10, 21), '0110065001', 1)]
        """
        return self._of_customer("labels", customer_id, split)

    # --- whole tables

    def tables(self) -> list[str]:
        """Return the names of the tables.

        Examples
        --------
        >>> import helix
        >>> helix.open().tables()[:3]
        ['alerts', 'articles', 'build_facts']
        """
        return sorted(
            name for name in self._database.columns if name != BUILD and not name.startswith(PRIVATE)
        )

    def table(self, name: str, customer_id: str | None = None) -> pl.LazyFrame:
        """Return a whole table, or a customer's rows of it, as a lazy frame: nothing is read before ``collect``.

        The columns that a query needs are read, no others, and filters see one batch of rows after the other: a table
        may be larger than memory, if what is left of it is not; ``collect(engine="streaming")`` aggregates likewise.
        Of one customer, DuckDB reads only their rows.

        Parameters
        ----------
        name
            One of `tables`.
        customer_id
            The customer, for a table that knows customers by id or key.

        Raises
        ------
        NotBuilt
            If the build has no such table.
        Unknown
            If the shop doesn't know the customer.
        BadInput
            If the table is not about customers.

        Examples
        --------
        >>> import helix
        >>> import polars as pl
        >>> offers = helix.open().table("recommendations").filter(pl.col("split") == "serve")
        >>> offers.group_by("customer_id").len().sort("customer_id").collect().rows()
        [('C00012', 3), ('C00013', 1), ("O'Hara", 1)]
        """
        if customer_id is not None:
            return self._database.scan(*self._query(name, customer_id))
        return self._database.scan(f"select * from main.{self._named(name)}")

    def sql(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pl.DataFrame:
        """Return what a query in DuckDB's SQL finds; the build itself can't be changed.

        Parameters
        ----------
        query
            One query; ``?`` or ``$name`` stands for a parameter.
        parameters
            Their values.

        Raises
        ------
        BadInput
            If DuckDB can't run it.

        Examples
        --------
        >>> import helix
        >>> helix.open().sql("select count(*) as customers from customers where age > ?", [40]).item()
        1
        """
        return self._database.answer(query, parameters)

    def _of_customer(self, table: str, customer_id: str, split: str | None = None) -> pl.DataFrame:
        return self._database.frame(*self._query(table, customer_id, split))

    def _query(self, table: str, customer_id: str, split: str | None = None) -> tuple[str, dict[str, Any]]:
        """Return the query of a customer's rows, with its parameters."""
        if split is not None and split not in SPLITS:
            raise BadInput(f"there is no split {split!r}", f"name {', '.join(SPLITS)}, or None for all")
        customer = self._reader.customer(customer_id)
        name = self._named(table)
        columns = self._database.columns[table]
        key = "customer_id" if "customer_id" in columns else "customer_key"
        if key not in columns:
            raise BadInput(f"table {table} is not about customers", "leave the customer out")
        parameters = {"customer": getattr(customer, key)}
        conditions = [f"found.{key} = $customer"]
        if split is not None:
            parameters["split"] = split
            conditions.append("found.split = $split")
        ids, joins = [], ""
        for entity in ("customer", "article"):
            if f"{entity}_key" in columns and f"{entity}_id" not in columns:
                ids.append(f"{entity}s.{entity}_id")
                joins += f" left join main.{self._named(f'{entity}s')} as {entity}s using ({entity}_key)"
        order = ", ".join(f"found.{column}" for column in ORDER if column in columns) or "1"
        return (
            f"select {', '.join([*ids, 'found.*'])} from main.{name} as found{joins} "
            f"where {' and '.join(conditions)} order by {order}",
            parameters,
        )

    def _named(self, table: str) -> str:
        self._database.require(table, ())
        return self._database.name(table)
