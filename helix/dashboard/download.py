"""The push plan as a file that a person opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from helix.reading.reader import Reader
from helix.reading.spreadsheet import harmless

COLUMNS = (
    "customer_id",
    "article_id",
    "article_name",
    "send_at",
    "purchase_probability",
    "priority",
    "message",
)


def plan_as_csv(database: Path) -> str:
    """Return the whole plan, a line each push, by day and priority; no cell is one that a spreadsheet would run.

    Parameters
    ----------
    database
        The build that the page showed; opened again, as the page has closed it when a person clicks.
    """
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    with Reader(database) as reader:
        for push in reader.pushes():
            rows.writerow(_cell(getattr(push, column)) for column in COLUMNS)
    return written.getvalue()


def _cell(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value
