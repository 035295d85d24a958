"""The files of a build in which one customer, or one article, is found at once: Arrow, mapped into memory.

::

    lookup/customers.arrow       a row a customer, in the order of their keys: their list, and when to reach them
    lookup/customer_ids.arrow    their ids in order, each with its row
    lookup/articles.arrow        a row an article, in the order of their ids
    lookup/popular.arrow         a row a segment, and one without a segment for the whole shop

Processes that read them share the same memory, and read no more of it than they are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

LOOKUP = "lookup"
CUSTOMERS = "customers.arrow"
CUSTOMER_IDS = "customer_ids.arrow"
ARTICLES = "articles.arrow"
POPULAR = "popular.arrow"
FACTS = b"facts"


def write_batches(rows: pa.RecordBatchReader, file: Path) -> int:
    """Write rows as they come, and return how many; none is held for longer than its batch.

    Parameters
    ----------
    rows
        Batches of one schema.
    file
        A new file.
    """
    written = 0
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def write_whole(rows: pa.Table, file: Path, facts: Mapping[str, Any] | None = None) -> None:
    """Write a table as one batch, so that a row of it is found by its number alone.

    Parameters
    ----------
    rows
        The table; it has to fit into memory.
    file
        A new file.
    facts
        What is true of all rows, as JSON has it.
    """
    whole = rows.combine_chunks().replace_schema_metadata({FACTS: json.dumps(facts or {})})
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as writer:
        for batch in whole.to_batches() or [pa.RecordBatch.from_pylist([], schema=whole.schema)]:
            writer.write_batch(batch)
