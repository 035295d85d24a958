"""A generated shop as the three Parquet files that the `files` source reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.folder import whole_folder
from python_ml.demo_shop.tables import articles_table, customers_reader, transactions_reader

CONFIG_FILE = "demo_config.json"
"""The configuration beside the files; the oracle needs nothing else."""


@dataclass(frozen=True)
class LayoutSummary:
    """Rows written."""

    transactions: int
    customers: int
    articles: int


def write_files_layout(config: DemoConfig, out: Path, on_progress: Callable[[str], None]) -> LayoutSummary:
    """Write `articles`, `customers` and `transactions.parquet` in the contract's columns.

    Parameters
    ----------
    config
        The shop.
    out
        Folder to make; it appears when it is whole.
    on_progress
        Called with one sentence after each file.

    Returns
    -------
    The rows written.

    Raises
    ------
    ValueError
        If `out` is not empty.
    """
    with whole_folder(out) as folder:
        counts = {}
        for name, reader in (
            ("articles", articles_table(config).to_reader()),
            ("customers", customers_reader(config)),
            ("transactions", transactions_reader(config)),
        ):
            counts[name] = _write_parquet(reader, folder / f"{name}.parquet")
            on_progress(f"{name}: {counts[name]:,} rows")
        (folder / CONFIG_FILE).write_text(config.to_json(), encoding="utf-8")
    return LayoutSummary(**counts)


def _write_parquet(reader: pa.RecordBatchReader, path: Path) -> int:
    rows = 0
    with pq.ParquetWriter(path, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
