"""A published build's own answers, read from files mapped into memory: python_ml/publishing/lookup.py says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from helix.reading.lookup.answers import ArticleAnswer, CustomerAnswer, Offer, Places
from helix.reading.lookup.arms import Arms
from helix.reading.lookup.channels import Channels
from python_ml.problems import NotBuilt, OutOfDate, Problem
from python_ml.publishing.lookup import ARTICLES, CUSTOMERS, LOOKUP, PLACES, POPULAR, id_hash

REASON = "Popular lately"
TIMING = ("next_purchase", "send_time", "push", "no_push_because")


class Lookup:
    """The answers of one build. Threads may share it.

    Attributes
    ----------
    build
        Its id.
    as_of
        The cutoff that its answers are of.
    model_version
        The run that fitted the ranker.
    places
        What a list holds.
    channels
        The shop's channels.
    arms
        Its experiments.

    Examples
    --------
    >>> lookup = Lookup.open(published / "current")            # doctest: +SKIP
    >>> lookup.customer("C0000123").offers[0].reason           # doctest: +SKIP
    'You bought this last time, 12 days ago'
    """

    def __init__(self, folder: Path) -> None:
        customers = _mapped(folder / LOOKUP / CUSTOMERS)
        places = _mapped(folder / LOOKUP / PLACES).get_batch(0)
        self.build = folder.name
        self._hashes = places.column("hash").to_numpy()
        self._rows = places.column("row").to_numpy()
        batches = [customers.get_batch(number) for number in range(customers.num_record_batches)]
        self._batches = [_Customers(batch) for batch in batches]
        self._ends = np.cumsum([batch.num_rows for batch in batches])
        self._articles = _Articles(_mapped(folder / LOOKUP / ARTICLES).read_all())
        self._popular = self._articles.popular(_mapped(folder / LOOKUP / POPULAR).read_all())
        about = {name.decode(): value.decode() for name, value in customers.schema.metadata.items()}
        self.as_of = date.fromisoformat(about["as_of"])
        self.model_version = about["model_version"]
        self.channels = Channels.decode(about["channels"])
        self.arms = Arms.decode(about["experiments"])
        self.places = Places(**{each.name: int(about[each.name]) for each in fields(Places)})

    @classmethod
    def open(cls, folder: Path) -> Lookup:
        """Open a published build by its folder.

        Raises
        ------
        NotBuilt
            If the build has no lookup.
        OutOfDate
            If another version of the project wrote it.
        Problem
            If a file of it is damaged.
        """
        folder = folder.resolve()
        try:
            return cls(folder)
        except FileNotFoundError as error:
            raise NotBuilt(f"build {folder.name} has no lookup") from error
        except (KeyError, TypeError) as error:
            raise OutOfDate(f"another version wrote the lookup of build {folder.name}") from error
        except (OSError, pa.ArrowInvalid) as error:
            raise Problem(
                f"the lookup of build {folder.name} can't be read: {error}", "helix rollback, or build again"
            ) from error

    def customer(self, customer_id: str) -> CustomerAnswer | None:
        """Return all that there is to say to a customer; ``None`` of one whom the build does not know."""
        found = self._find(customer_id)
        if found is None:
            return None
        customers, row = found
        return self._answer(customer_id, customers, row, reserves=True, **customers.timing(row))

    def list_of(self, customer_id: str) -> CustomerAnswer | None:
        """Return a customer's list and send time alone, in half of the time; ``None`` of an unknown customer."""
        found = self._find(customer_id)
        if found is None:
            return None
        customers, row = found
        timing = customers.timing(row, ("send_time",))
        return self._answer(customer_id, customers, row, reserves=False, **timing)

    def article(self, article_id: str) -> ArticleAnswer | None:
        """Return what there is to say of an article; ``None`` of one that the build does not know."""
        return self._articles.find(article_id)

    def popular(self, segment: str | None) -> tuple[Offer, ...]:
        """Return what sells in a segment, best first, or in the whole shop; a segment with too few buyers has none."""
        return self._popular.get(segment, ())

    def _find(self, customer_id: str) -> tuple[_Customers, int] | None:
        """The batch that a customer is in, and the row there."""
        try:
            wanted = id_hash(customer_id)
        except UnicodeEncodeError:
            # No file holds an id that is no text.
            return None
        place = int(self._hashes.searchsorted(np.uint64(wanted)))
        while place < len(self._hashes) and self._hashes[place] == wanted:
            row = int(self._rows[place])
            number = int(self._ends.searchsorted(row, side="right"))
            customers = self._batches[number]
            row -= int(self._ends[number]) - customers.rows
            if customers.id(row) == customer_id:
                return customers, row
            place += 1
        return None

    def _answer(
        self, customer_id: str, customers: _Customers, row: int, *, reserves: bool, **timing: Any
    ) -> CustomerAnswer:
        offers = self._offers(customers.offers.rows(row), 1)
        following = len(offers) + 1
        return CustomerAnswer(
            customer_id=customer_id,
            as_of=self.as_of,
            segment=customers.segment(row),
            offers=offers,
            reserves=self._offers(customers.reserves.rows(row), following) if reserves else (),
            build=self.build,
            model_version=self.model_version,
            **timing,
        )

    def _offers(self, columns: Sequence[Sequence[Any]], first_rank: int) -> tuple[Offer, ...]:
        article_keys, scores, score_ranks, is_bought_before, *told = columns
        probabilities, reasons = told or ([None] * len(scores), [None] * len(scores))
        articles = [self._articles.named[key] for key in article_keys]
        return tuple(
            Offer(rank, *article, *rest)
            for rank, (article, *rest) in enumerate(
                zip(articles, scores, probabilities, reasons, is_bought_before, score_ranks, strict=True),
                first_rank,
            )
        )


class _Lists:
    """A column of lists of structs, each row to be read by columns: zero-copy but for the row itself."""

    def __init__(self, lists: pa.ListArray) -> None:
        # Nulls have no length, so they read as empty.
        self._starts = np.asarray(lists.offsets)
        self._columns = [lists.values.field(place) for place in range(lists.type.value_type.num_fields)]

    def rows(self, row: int) -> list[list[Any]]:
        """Return the columns of a row's list."""
        start, end = self._starts[row : row + 2].tolist()
        return [column.slice(start, end - start).to_pylist() for column in self._columns]


class _Customers:
    """A batch of customers."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.rows = batch.num_rows
        self._ids = batch.column("customer_id")
        self._segments = batch.column("segment")
        self.offers = _Lists(batch.column("offers"))
        self.reserves = _Lists(batch.column("reserves"))
        self._timing = {name: batch.column(name) for name in TIMING}

    def id(self, row: int) -> str:
        return self._ids[row].as_py()

    def segment(self, row: int) -> str | None:
        return self._segments[row].as_py()

    def timing(self, row: int, names: Sequence[str] = TIMING) -> dict[str, Any]:
        """Return what the tables of timing and the plan say."""
        return {name: self._timing[name][row].as_py() for name in names}


class _Articles:
    """All articles: their names lie in memory, what is similar is read when it is asked for."""

    def __init__(self, table: pa.Table) -> None:
        keys, ids = table.column("article_key").to_pylist(), table.column("article_id").to_pylist()
        names = table.column("name").to_pylist()
        self.named = dict(zip(keys, zip(ids, names, strict=True), strict=True))
        self._rows = {article_id: row for row, article_id in enumerate(ids)}
        self._table = table.select([name for name in table.column_names if name != "neighbours"])
        self._neighbours = _Lists(_one_array(table.column("neighbours")))

    def find(self, article_id: str) -> ArticleAnswer | None:
        """Return what there is to say of an article."""
        row = self._rows.get(article_id)
        if row is None:
            return None
        told = {name: self._table.column(name)[row].as_py() for name in self._table.column_names[1:]}
        similar = tuple(
            (self.named[key][0], cosine) for key, cosine in zip(*self._neighbours.rows(row), strict=True)
        )
        return ArticleAnswer(**told, similar=similar)

    def popular(self, table: pa.Table) -> dict[str | None, tuple[Offer, ...]]:
        """Return the offers of each segment, and of the shop under ``None``."""
        return {
            row["segment"]: tuple(
                Offer(rank, *self.named[key], reason=REASON)
                for rank, key in enumerate(row["article_keys"], 1)
            )
            for row in table.to_pylist()
        }


def _mapped(path: Path) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(pa.memory_map(str(path)))


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array: small enough to be copied, where it came in several."""
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
