"""What serves customers best: mapped Arrow files, LMDB or SQLite, each with the same answers.

::

    python -m lab.serving.stores PUBLISHED [--gets 20000]

LMDB and SQLite hold each answer as JSON under the customer's id; Arrow holds columns, as `helix.reading.lookup` reads
them.
All are asked for the same customers in the same order, and measured by the processor time of a get.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import click
import lmdb
import pyarrow as pa

from helix.reading.lookup import CustomerAnswer, Lookup
from lab.markdown import table
from python_ml.publishing.lookup import CUSTOMERS, LOOKUP

MOST_BYTES = 64 * 1024**3


@dataclass(frozen=True)
class Measured:
    """What a store takes: seconds to write, bytes on the disk, and microseconds of processor for each of all gets."""

    store: str
    written_in: float
    size: int
    microseconds: list[float]

    def row(self) -> list[str]:
        """A row of the table."""
        ordered = sorted(self.microseconds)
        mean = sum(ordered) / len(ordered)
        p50, p99 = (ordered[int(share * len(ordered))] for share in (0.5, 0.99))
        return [
            self.store,
            f"{self.written_in:.1f} s" if self.written_in else "",
            f"{self.size / 1e6:,.0f} MB",
            f"{mean:.0f} µs",
            f"{p50:.0f} µs",
            f"{p99:.0f} µs",
        ]


def measure(
    name: str, get: Callable[[str], object], ids: Iterable[str], size: int, written_in: float
) -> Measured:
    """Get customers one after the other."""
    taken = []
    for customer_id in ids:
        begun = time.thread_time_ns()
        get(customer_id)
        taken.append((time.thread_time_ns() - begun) / 1000)
    return Measured(name, written_in, size, taken)


def compare(folder: Path, gets: int) -> list[Measured]:
    """Measure all stores.

    Parameters
    ----------
    folder
        Of a published build.
    gets
        Customers to get, drawn alike for all.
    """
    lookup = Lookup.open(folder)
    ids = customer_ids(folder)
    drawn = Random(0).choices(ids, k=gets)
    files = sum(path.stat().st_size for path in (folder / LOOKUP).iterdir())
    measured = [
        measure("Arrow, the list alone", lookup.list_of, drawn, files, 0.0),
        measure("Arrow, all there is to say", lookup.customer, drawn, files, 0.0),
    ]
    with tempfile.TemporaryDirectory(dir=folder.parents[2]) as scratch:
        measured.append(_lmdb(Path(scratch) / "lmdb", lookup, ids, drawn))
        measured.append(_sqlite(Path(scratch) / "sqlite", lookup, ids, drawn))
    return measured


def customer_ids(folder: Path) -> list[str]:
    """All ids of a published build."""
    file = pa.ipc.open_file(pa.memory_map(str(folder / LOOKUP / CUSTOMERS)))
    batches = map(file.get_batch, range(file.num_record_batches))
    return [customer_id for batch in batches for customer_id in batch.column("customer_id").to_pylist()]


def _encoded(lookup: Lookup, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for customer_id in sorted(ids):
        yield customer_id, lookup.customer(customer_id).encode()


def _lmdb(path: Path, lookup: Lookup, ids: list[str], drawn: list[str]) -> Measured:
    rows = list(_encoded(lookup, ids))
    begun = time.process_time()
    with lmdb.open(str(path), map_size=MOST_BYTES, writemap=True) as store:
        with store.begin(write=True) as writing:
            for customer_id, answer in rows:
                writing.put(customer_id.encode(), answer, append=True)
        taken = time.process_time() - begun

        def get(customer_id: str) -> CustomerAnswer:
            with store.begin(buffers=True) as reading:
                return CustomerAnswer.decode(reading.get(customer_id.encode()))

        statistics = store.stat()
        pages = sum(statistics[name] for name in ("branch_pages", "leaf_pages", "overflow_pages"))
        return measure("LMDB, JSON", get, drawn, pages * statistics["psize"], taken)


def _sqlite(path: Path, lookup: Lookup, ids: list[str], drawn: list[str]) -> Measured:
    rows = list(_encoded(lookup, ids))
    begun = time.process_time()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    connection.execute("create table answers (customer_id text primary key, answer blob) without rowid")
    connection.execute("begin")
    connection.executemany("insert into answers values (?, ?)", rows)
    connection.execute("commit")
    taken = time.process_time() - begun

    def get(customer_id: str) -> CustomerAnswer:
        found = connection.execute("select answer from answers where customer_id = ?", (customer_id,))
        return CustomerAnswer.decode(found.fetchone()[0])

    return measure("SQLite, JSON", get, drawn, path.stat().st_size, taken)


@click.command()
@click.argument("published", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--gets", type=click.IntRange(min=1), default=20_000, show_default=True)
def main(published: Path, gets: int) -> None:
    """Compare the stores on the current build of PUBLISHED."""
    head = ["store", "written in", "size", "a get, mean", "p50", "p99"]
    measured = compare((published / "current").resolve(), gets)
    click.echo(table(head, [each.row() for each in measured]))


if __name__ == "__main__":
    main()
