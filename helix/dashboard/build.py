"""The build that a page shows, and what it hides of customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl
import streamlit as st

from helix.reading.analyses import ask
from helix.reading.database import Database
from helix.reading.reader import Reader
from python_ml.problems import Problem

ANSWERS_KEPT = 256
ABOUT_CUSTOMERS = ("customer_id", "message")
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Build:
    """An open build.

    Attributes
    ----------
    reader
        Its rows as records.
    hides_customers
        Whether nothing may be shown that is about one customer.
    """

    reader: Reader
    hides_customers: bool = False

    def ask(self, analysis: str, **chosen: str) -> pl.DataFrame:
        """Answer an analysis, and remember the answer for as long as the build is the same file."""
        file = self.reader.path.stat()
        version = (str(self.reader.path), file.st_mtime_ns, file.st_size)
        return _answer(version, analysis, tuple(sorted(chosen.items())), self.reader.database)

    def shown(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows as they may be shown: without what is about one customer, if that is hidden."""
        if not self.hides_customers:
            return frame
        hidden = [column for column in ABOUT_CUSTOMERS if column in frame.columns]
        return frame.with_columns(pl.lit(HIDDEN).alias(column) for column in hidden)


@st.cache_data(max_entries=ANSWERS_KEPT, show_spinner=False)
def _answer(
    version: tuple[str, int, int], analysis: str, chosen: tuple[tuple[str, str], ...], _database: Database
) -> pl.DataFrame:
    return ask(_database, analysis, **dict(chosen))


@contextmanager
def section(title: str) -> Iterator[None]:
    """Draw a part of a page; what the build can't answer is said in its place, and the rest of the page stays."""
    st.subheader(title, anchor=False)
    try:
        yield
    except Problem as problem:
        st.info(str(problem))
