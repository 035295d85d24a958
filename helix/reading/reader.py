"""The rows of one published build as records, for programs that show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from helix.reading.database import Database
from helix.reading.records import (
    COLUMNS,
    Alert,
    Article,
    BuildFact,
    BuildStep,
    Customer,
    Cutoff,
    DataCheck,
    ExperimentResult,
    FeatureDrift,
    History,
    NextPurchase,
    Promise,
    PublishedTable,
    Push,
    PushExclusion,
    Ranker,
    Recommendation,
    Record,
    Retriever,
    SendTime,
    Split,
)
from python_ml.problems import BadInput, NotBuilt, OutOfDate, Unknown
from python_ml.publishing.places import read_published

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

R = TypeVar("R", bound=Record)

NEAR_IDS = 3
LEAST_SIMILARITY = 0.8
PUSHES_AT_ONCE = 10_000


class Reader:
    """The records of one build, as a context manager.

    What the build holds is looked up once, when it is opened; a method raises if a table that it reads is missing or
    lacks a column, so that a build of the ranking alone can be read too. Threads may share a reader: each call has a
    cursor of its own.

    Parameters
    ----------
    path
        The DuckDB file; by default that of the build that people read.

    Raises
    ------
    NotBuilt
        If there is no such file. Every method raises it if a table it reads is missing.
    OutOfDate
        By every method, if a table it reads lacks a column.
    Busy
        If another process holds the file.
    Problem
        If the file can't be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.database = read_published(Database) if path is None else Database(path)

    @property
    def path(self) -> Path:
        """The file that is read."""
        return self.database.path

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def customer(self, customer_id: str) -> Customer:
        """Return one customer.

        Raises
        ------
        BadInput
            If the id is no text that a table could hold.
        Unknown
            If the shop doesn't know the id; the sentence names up to ``NEAR_IDS`` ids like it.
        """
        if not _is_utf8(customer_id):
            raise BadInput(f"customer id {customer_id!r} is not valid UTF-8 text")
        found = self._find(Customer, customer_id=customer_id)
        if not found:
            near = ", ".join(map(repr, self.near_customer_ids(customer_id)))
            raise Unknown(
                f"customer {customer_id!r} is unknown{f'; the nearest known: {near}' if near else ''}"
            )
        return found[0]

    def near_customer_ids(self, customer_id: str) -> list[str]:
        """Return up to ``NEAR_IDS`` known ids like this one, whatever their case.

        Ids that begin with it come first, then those of the highest Jaro-Winkler similarity.
        """
        (customers,) = self._require(Customer.table)
        rows = self.database.rows(
            f"""
            select customer_id
            from (
                select
                    customer_id,
                    starts_with(lower(customer_id), lower($wanted)) and $wanted <> '' as is_prefixed,
                    jaro_winkler_similarity(lower(customer_id), lower($wanted)) as similarity
                from main.{customers}
            ) as compared
            where is_prefixed or similarity >= $least
            order by is_prefixed desc, similarity desc, customer_id
            limit $most
            """,
            {"wanted": customer_id, "least": LEAST_SIMILARITY, "most": NEAR_IDS},
        )
        return [near for (near,) in rows]

    def cutoff(self, split: Split) -> Cutoff:
        """Return the latest cutoff of a split that there are recommendations for.

        Raises
        ------
        NotBuilt
            If the split has no recommendations.
        """
        (recommendations,) = self._require(Recommendation.table)
        ((latest,),) = self.database.rows(
            f"select max(as_of) from main.{recommendations} where split = ?", [split]
        )
        found = self._find(Cutoff, split=split, as_of=latest)
        if not found:
            raise NotBuilt(f"{self.path} holds no recommendations of split {split}")
        return found[0]

    def history(self, customer: Customer, cutoff: Cutoff) -> History | None:
        """Return the customer's purchases before the cutoff, or ``None`` if there are none."""
        found = self._find(History, as_of=cutoff.as_of, customer_key=customer.customer_key)
        return next((history for history in found if history.purchase_days), None)

    def recommendations(self, customer: Customer, cutoff: Cutoff) -> list[Recommendation]:
        """Return the customer's recommendations at the cutoff, by rank; none if the split leaves them out."""
        recommendations, articles = self._require(Recommendation.table, Article.table)
        columns = ", ".join(
            f"recommended.{column} as {name}" for name, column in Recommendation.columns().items()
        )
        return self.database.records(
            Recommendation,
            f"""
            select {columns}, articles.name
            from main.{recommendations} as recommended
            left join main.{articles} as articles on recommended.article_id = articles.article_id
            where recommended.as_of = ? and recommended.split = ? and recommended.customer_id = ?
            order by recommended.rank
            """,
            [cutoff.as_of, cutoff.split, customer.customer_id],
        )

    def missing(self, *records: type[Record]) -> list[str]:
        """Return the tables of these records that the build lacks, so that one may do without them."""
        return [record.table for record in records if record.table not in self.database.columns]

    def next_purchase(self, customer: Customer, split: Split) -> NextPurchase | None:
        """Return when the customer is likely to order again, or ``None`` if the split leaves them out."""
        return _first(self._find(NextPurchase, split=split, customer_id=customer.customer_id))

    def send_time(self, customer: Customer, split: Split) -> SendTime | None:
        """Return the weekday and hour to reach the customer at, or ``None`` if the split leaves them out."""
        return _first(self._find(SendTime, split=split, customer_id=customer.customer_id))

    def push(self, customer: Customer) -> Push | None:
        """Return the push that is planned for the customer, or ``None`` if there is none."""
        sql = f"{self._planned()} where planned.customer_id = ?"
        return _first(self.database.records(Push, sql, [customer.customer_id]))

    def push_exclusion(self, customer: Customer) -> PushExclusion | None:
        """Return why no push is planned for the customer, or ``None`` if nothing says so."""
        return _first(self._find(PushExclusion, customer_id=customer.customer_id))

    def pushes(self, day: date | None = None, top: int | None = None) -> Iterator[Push]:
        """Yield the plan by day and priority, ``PUSHES_AT_ONCE`` rows in memory at once.

        Parameters
        ----------
        day
            Only what is sent on this day, by the shop's local time.
        top
            Of that, only so many pushes of the highest priority.
        """
        sql = f"""
            select * from (
                {self._planned()}
                where $day is null or cast(planned.send_at as date) = $day
                order by planned.priority desc, planned.purchase_probability desc, planned.customer_id
                {"" if top is None else f"limit {top:d}"}
            ) as chosen
            order by cast(send_at as date), priority desc, customer_id
        """
        yield from self.database.stream(Push, sql, {"day": day}, PUSHES_AT_ONCE)

    def push_page(self, after: str | None, most: int, day: date | None = None) -> list[Push]:
        """Return a page of the plan, by customer.

        Parameters
        ----------
        after
            The last customer of the page before; ``None`` for the first page.
        most
            Most pushes.
        day
            Only what is sent on this day, by the shop's local time.
        """
        sql = f"""
            {self._planned()}
            where ($after is null or planned.customer_id > $after)
                and ($day is null or cast(planned.send_at as date) = $day)
            order by planned.customer_id
            limit $most
        """
        return self.database.records(Push, sql, {"after": after, "day": day, "most": most})

    def push_days(self) -> list[date]:
        """Return the days on which something is sent, in order."""
        (push_plan,) = self._require(Push.table)
        rows = self.database.rows(
            f"select distinct cast(send_at as date) as send_on from main.{push_plan} order by send_on"
        )
        return [day for (day,) in rows]

    def ranker(self, cutoff: Cutoff) -> Ranker:
        """Return the model that scored the cutoff.

        Raises
        ------
        NotBuilt
            If there is none.
        """
        found = self._find(Ranker, split=cutoff.split)
        if not found:
            raise NotBuilt(f"{self.path} holds no ranker for split {cutoff.split}")
        return found[0]

    def retrievers(self) -> list[str]:
        """Return the retrievers' names, in alphabetical order."""
        return sorted(each.retriever for each in self._find(Retriever))

    def pair_features(self, customer: Customer, cutoff: Cutoff, article_ids: Sequence[str]) -> pa.Table:
        """Return all that the ranker sees of the customer's pairs with these articles, a row each in the order given.

        Raises
        ------
        OutOfDate
            If one of the articles was no candidate for the customer at the cutoff.
        """
        pairs = self._pairs(customer, cutoff)
        places = _places(pairs)
        for article_id in article_ids:
            if article_id not in places:
                raise OutOfDate(
                    f"table pair_features in {self.path} has no pair of customer {customer.customer_id!r} "
                    f"and article {article_id!r}"
                )
        return pairs.take([places[article_id] for article_id in article_ids])

    def candidates_among(self, customer: Customer, cutoff: Cutoff, article_ids: Sequence[str]) -> pa.Table:
        """Return the same of those articles that were candidates for the customer, in the order given."""
        pairs = self._pairs(customer, cutoff)
        places = _places(pairs)
        found = [places[article_id] for article_id in article_ids if article_id in places]
        # An empty list has no type that Arrow could take rows by.
        return pairs.take(found) if found else pairs.slice(0, 0)

    def build_facts(self) -> list[BuildFact]:
        """Return what there is to say of the build, in no particular order."""
        return self._find(BuildFact)

    def build_steps(self) -> list[BuildStep]:
        """Return what each step of the build took, as they began."""
        return sorted(self._find(BuildStep), key=lambda step: (step.started_at, step.step))

    def _pairs(self, customer: Customer, cutoff: Cutoff) -> pa.Table:
        features, articles = self._require("pair_features", Article.table)
        return self.database.arrow(
            f"""
            select articles.article_id, features.*
            from main.{features} as features
            inner join main.{articles} as articles on features.article_key = articles.article_key
            where features.as_of = ? and features.split = ? and features.customer_key = ?
            """,
            [cutoff.as_of, cutoff.split, customer.customer_key],
        )

    def alerts(self) -> list[Alert]:
        """Return what is wrong with the build, errors first."""
        return sorted(self._find(Alert), key=lambda alert: (alert.severity, alert.subject, alert.name))

    def feature_drift(self) -> list[FeatureDrift]:
        """Return how far each feature has shifted, by population and name."""
        return sorted(self._find(FeatureDrift), key=lambda shift: (shift.population, shift.feature))

    def data_checks(self) -> list[DataCheck]:
        """Return whether data are as they were, by check and detail."""
        return sorted(self._find(DataCheck), key=lambda check: (check.check_name, check.detail))

    def promises(self) -> list[Promise]:
        """Return what was promised of windows that have closed, the latest window last."""
        return sorted(
            self._find(Promise), key=lambda each: (each.as_of, each.what, each.days, each.promised_by)
        )

    def experiment_results(self, experiment: str | None = None) -> list[ExperimentResult]:
        """Return what came of one experiment, or of all, each as a whole and not by segment.

        Raises
        ------
        Unknown
            If the build has no results of it.
        """
        (results,) = self._require(ExperimentResult.table)
        columns = ", ".join(f"{column} as {name}" for name, column in ExperimentResult.columns().items())
        found = self.database.records(
            ExperimentResult,
            f"""
            select {columns} from main.{results}
            where segment is null and experiment = coalesce($experiment, experiment)
            order by experiment, reading, arm, metric
            """,
            {"experiment": experiment},
        )
        if experiment is not None and not found:
            known = sorted({each.experiment for each in self.experiment_results()})
            raise Unknown(
                f"the build has no results of an experiment {experiment!r}",
                f"those that have begun are {', '.join(known)}" if known else "none has begun",
            )
        return found

    def planning_units(self) -> pl.DataFrame:
        """Return what each customer did in windows of some lengths before today, for planning experiments."""
        (units,) = self._require("planning_units")
        return self.database.frame(f"select * from main.{units} order by days, customer_id")

    def tables(self) -> list[PublishedTable]:
        """Return the tables of a published build with their rows, by name; none of an unpublished one."""
        if self.missing(PublishedTable):
            return []
        query = f"select table_name, row_count from main.{PublishedTable.table} order by table_name"
        return self.database.records(PublishedTable, query)

    def _find(self, record: type[R], **where: Any) -> list[R]:
        """Return the rows of the record's table in which each of these columns has the value."""
        conditions = " and ".join(f"{column} = ${column}" for column in where) or "true"
        return self.database.records(record, f"{self._select(record)} where {conditions}", where)

    def _select(self, record: type[Record]) -> str:
        (table,) = self._require(record.table)
        columns = ", ".join(f"{column} as {name}" for name, column in record.columns().items())
        return f"select {columns} from main.{table}"

    def _planned(self) -> str:
        """Return a query of the plan with the articles' names, in which the plan is called ``planned``."""
        push_plan, articles = self._require(Push.table, Article.table)
        columns = ", ".join(f"planned.{column} as {name}" for name, column in Push.columns().items())
        return f"""
            select {columns}, articles.name as article_name
            from main.{push_plan} as planned
            left join main.{articles} as articles on planned.article_id = articles.article_id
        """

    def _require(self, *tables: str) -> list[str]:
        """Check tables, and return what the file calls them."""
        for table in tables:
            self.database.require(table, COLUMNS[table])
        return [self.database.name(table) for table in tables]


def _places(pairs: pa.Table) -> dict[str, int]:
    return {article_id: place for place, article_id in enumerate(pairs["article_id"].to_pylist())}


def _first(found: Sequence[R]) -> R | None:
    return found[0] if found else None


def _is_utf8(text: str) -> bool:
    """Tell whether DuckDB can take the text: an argument's undecodable bytes arrive as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
