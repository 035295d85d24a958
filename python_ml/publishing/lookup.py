"""The files of a build that single customers and articles are looked up in, each to be mapped into memory.

::

    lookup/customers.arrow     a row a customer, with all that there is to say to them; batches as they came
    lookup/places.arrow        the hash of each customer's id, sorted, and the row that it is of
    lookup/articles.arrow      a row an article, with what is similar to it
    lookup/popular.arrow       a row a segment, and one of no segment for the whole shop: what is popular there

Arrow's IPC format, uncompressed: a reader copies nothing but what it answers, and all processes of a machine share the
pages. Rows are found by their hash, as ids of any length and order are (docs/decisions/0057).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

LOOKUP = "lookup"
CUSTOMERS, PLACES = "customers.arrow", "places.arrow"
ARTICLES, POPULAR = "articles.arrow", "popular.arrow"


def id_hash(customer_id: str) -> int:
    """Return the hash that a customer is found by, the same on every machine; from 0 to 2**64 - 1.

    Examples
    --------
    >>> id_hash("C0000123")
    6891546843796617440
    """
    return int.from_bytes(blake2b(customer_id.encode(), digest_size=8).digest(), "little")


def write_lookup(
    folder: Path,
    customers: Iterable[pa.RecordBatch],
    articles: pa.RecordBatchReader,
    popular: pa.RecordBatchReader,
    about: Mapping[str, str],
) -> None:
    """Write the files.

    Parameters
    ----------
    folder
        Where; it must not be there yet.
    customers
        Batches with a `customer_id` each row, alike in schema, at least one; one is in memory at once.
    articles, popular
        What the other two files hold.
    about
        What there is to say of the build, written beside the customers.

    Raises
    ------
    OSError
        If a file can't be written.
    """
    folder.mkdir()
    hashes = _write_customers(folder / CUSTOMERS, customers, about)
    order = np.argsort(hashes, kind="stable")
    places = pa.record_batch({"hash": hashes[order], "row": order.astype(np.uint32)})
    _write(folder / PLACES, places.schema, [places])
    _write(folder / ARTICLES, articles.schema, articles)
    _write(folder / POPULAR, popular.schema, popular)


def _write_customers(path: Path, customers: Iterable[pa.RecordBatch], about: Mapping[str, str]) -> np.ndarray:
    """Write customers, and return the hashes of their ids in the order of the rows."""
    hashes: list[np.ndarray] = []

    def batches() -> Iterable[pa.RecordBatch]:
        for batch in customers:
            ids = batch.column("customer_id").to_pylist()
            hashes.append(np.fromiter(map(id_hash, ids), dtype=np.uint64, count=len(ids)))
            yield batch.replace_schema_metadata(dict(about))

    _write(path, None, batches())
    return np.concatenate(hashes)


def _write(path: Path, schema: pa.Schema | None, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a file of one schema, that of the first batch if none is given."""
    batches = iter(batches)
    if schema is None:
        first = next(batches)
        batches, schema = chain([first], batches), first.schema
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
