"""A published build's answers, mapped into memory: processes share one copy of them."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa

from helix.reading.lookup.answers import ArticleAnswer, CustomerAnswer, Offer
from python_ml.problems import NotBuilt, Problem
from python_ml.publishing.lookup import ARTICLES, CUSTOMER_IDS, CUSTOMERS, FACTS, LOOKUP, POPULAR

REMEMBERED_ARTICLES = 100_000
POPULAR_BECAUSE = "Popular lately"


@dataclass(frozen=True)
class Places:
    """The variables of dbt that choose a list among what may be offered, under their names there."""

    top_k: int
    max_per_product: int
    max_per_category: int
    new_article_places: int


class Lookup:
    """What people ask of one published build most.

    Attributes
    ----------
    build : str
        Id of the build.
    as_of : date
        Cutoff of its lists.
    model_version : str
        What tells the ranker from others.
    places : Places
        How long lists are, and how varied.

    Examples
    --------
    >>> lookup = Lookup.open(Path("published/current"))                 # doctest: +SKIP
    >>> lookup.customer("C0000123").offers[0].reason                    # doctest: +SKIP
    'You bought this last time, 12 days ago'
    """

    def __init__(self, folder: Path) -> None:
        self.build = folder.name
        files = folder / LOOKUP
        self._articles = _whole(files / ARTICLES)
        facts = json.loads(self._articles.schema.metadata[FACTS])
        self.as_of = date.fromisoformat(facts["as_of"])
        self.model_version = str(facts["model_version"])
        self.places = Places(**{name: facts[name] for name in Places.__dataclass_fields__})
        self._article_ids = _Ids(self._articles.column("article_id"))
        self._customer_ids, self._customer_rows = _index(files / CUSTOMER_IDS)
        self._customers = _Rows(files / CUSTOMERS)
        popular = _whole(files / POPULAR)
        self._popular = dict(
            zip(popular.column("segment").to_pylist(), popular.column("articles").to_pylist(), strict=True)
        )
        self._article_at = lru_cache(REMEMBERED_ARTICLES)(self._read_article)

    @classmethod
    def open(cls, folder: Path) -> Lookup:
        """Open a published build by its folder.

        Raises
        ------
        NotBuilt
            If it has nothing to look up.
        Problem
            If its files are damaged.
        """
        folder = folder.resolve()
        try:
            return cls(folder)
        except FileNotFoundError as error:
            raise NotBuilt(f"the build in {folder} has nothing to look up", "build it again") from error
        except pa.ArrowInvalid as error:
            raise Problem(f"the files in {folder / LOOKUP} are damaged: {error}", "build again") from error

    def customer(self, customer_id: str) -> CustomerAnswer | None:
        """What the build says of a customer; None of one whom it does not know."""
        place = self._customer_ids.find(customer_id)
        if place is None:
            return None
        row = self._customers.row(self._customer_rows[place].as_py())
        articles, *columns = (
            _values(row, name)
            for name in ("articles", "scores", "probabilities", "reasons", "is_bought_before")
        )
        offers = (
            Offer(rank, *self._named(article), *values)
            for rank, (article, *values) in enumerate(zip_longest(articles, *columns), 1)
        )
        return CustomerAnswer(
            customer_id,
            self.as_of,
            _value(row, "segment"),
            tuple(offers),
            _record(row, "next_purchase"),
            _record(row, "send_time"),
            _record(row, "push"),
            _value(row, "no_push_because"),
        )

    def article(self, article_id: str) -> ArticleAnswer | None:
        """What the build says of an article; None of one that it does not know."""
        place = self._article_ids.find(article_id)
        return None if place is None else self._article_at(place)

    def popular(self, segment: str | None) -> tuple[Offer, ...]:
        """What sells best in a segment of customers, or without one in the whole shop; nothing where too few buy."""
        return tuple(
            Offer(rank, *self._named(place), None, None, POPULAR_BECAUSE)
            for rank, place in enumerate(self._popular.get(segment, ()), 1)
        )

    def _named(self, place: int) -> tuple[str, str | None]:
        article = self._article_at(place)
        return article.article_id, article.name

    def _read_article(self, place: int) -> ArticleAnswer:
        row = {name: self._articles.column(name)[place].as_py() for name in self._articles.schema.names}
        ids = self._articles.column("article_id")
        similar = (ids[other].as_py() for other in row["similar_articles"] or ())
        return ArticleAnswer(
            row["article_id"],
            row["name"],
            row["product"],
            row["category"],
            row["price"],
            row["is_new"],
            tuple(zip(similar, row["similarities"] or (), strict=True)),
        )


class _Ids:
    """Ids in their order, as bytes."""

    def __init__(self, ids: pa.Array) -> None:
        self._ids = ids

    def find(self, sought: str) -> int | None:
        """Where an id stands, None if it does not."""
        try:
            key = sought.encode()
        except UnicodeEncodeError:
            # Half of a surrogate pair: no file holds one.
            return None
        place = bisect_right(self, key) - 1
        return place if place >= 0 and self[place] == key else None

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: int) -> bytes:
        return self._ids[place].as_buffer().to_pybytes()


class _Rows:
    """Rows of a file of many batches, by their number."""

    def __init__(self, file: Path) -> None:
        reader = _opened(file)
        self._batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
        self._starts = list(accumulate((batch.num_rows for batch in self._batches), initial=0))

    def row(self, place: int) -> pa.RecordBatch:
        """One row, as a batch."""
        number = bisect_right(self._starts, place) - 1
        return self._batches[number].slice(place - self._starts[number], 1)


def _opened(file: Path) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(pa.memory_map(str(file)))


def _whole(file: Path) -> pa.RecordBatch:
    return _opened(file).get_batch(0).replace_schema_metadata(_opened(file).schema.metadata)


def _index(file: Path) -> tuple[_Ids, pa.Array]:
    batch = _whole(file)
    return _Ids(batch.column("customer_id")), batch.column("place")


def _value(row: pa.RecordBatch, name: str) -> Any:
    return row.column(name)[0].as_py()


def _values(row: pa.RecordBatch, name: str) -> list[Any]:
    values = row.column(name)[0].values
    return [] if values is None else values.to_pylist()


def _record(row: pa.RecordBatch, name: str) -> dict[str, Any] | None:
    record = _value(row, name)
    if record is None:
        return None
    record.pop("customer_id")
    return record
