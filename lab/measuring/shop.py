"""H&M's shop in small: as many sales as wanted, and customers and articles to match."""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lab.measuring.measured import measure
from lab.twins.project import BuildFailed, Project
from python_ml.quoting import sql_text

CUSTOMERS, ARTICLES, SALES = 1_371_980, 105_542, 31_788_324
HELIX = (sys.executable, "-c", "from helix.cli import main; main()")

SMALLEST, LARGEST = 0.001, 1000
PASSES = 3
REFERENCE_PASS = """
    create or replace table pairs as
    select
        customer_key,
        article_key,
        count(*) as lines,
        sum(quantity) as units,
        sum(quantity * unit_price_micros) as spend_micros,
        min(sold_at) as first_sold_at,
        max(sold_at) as last_sold_at
    from shop.int_transactions
    group by customer_key, article_key
"""


@dataclass(frozen=True)
class Size:
    """A number of sales, with customers and articles in H&M's proportions.

    Both grow with the sales: a customer buys as often and an article sells as often at every size, so a build costs
    more only for there being more of them. With articles growing slower than sales, as a small shop's would, small
    sizes would bear more articles a sale, and the exponent of growth would look better than it is.
    """

    millions: float

    @property
    def name(self) -> str:
        """Millions of sales, as the command line has them."""
        return f"{self.millions:g}"

    @property
    def sales(self) -> int:
        """H&M's own number at its own size."""
        return SALES if self.name == "31.8" else round(self.millions * 1e6)

    @property
    def customers(self) -> int:
        """In proportion to the sales."""
        return max(round(CUSTOMERS * self.sales / SALES), 2)

    @property
    def articles(self) -> int:
        """In proportion to the sales, but enough for a shop."""
        return max(round(ARTICLES * self.sales / SALES), 10)

    def write(self, project: Project, folder: Path) -> None:
        """Generate the shop's files, unless an earlier run has.

        Raises
        ------
        BuildFailed
            If they cannot be written.
        """
        if folder.exists():
            return
        sizes = {"customers": self.customers, "articles": self.articles, "transactions": self.sales}
        options = [f"--{name}={number}" for name, number in sizes.items()]
        command = [*HELIX, "demo", "--layout=hm", *options, f"--out={folder}"]
        ended = measure(command, project.folder, project.environment())
        if ended.returncode:
            raise BuildFailed(f"{ended.printed}helix demo {ended.ending}")


def reference_pass(database: Path, scratch: Path) -> tuple[float, float]:
    """One pass over all sales, grouped by customer and article into a table: seconds and processor seconds.

    DuckDB on two threads, on the sales as they were built, in a database file of its own, ``scratch``, that is removed;
    each the least of several passes. What a build takes is reported as a multiple of these.
    """
    scratch.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(scratch), config={"threads": 2, "memory_limit": "6GB"}) as connection:
            connection.execute(f"attach {sql_text(database)} as shop (read_only)")
            passes = [_timed(connection, REFERENCE_PASS) for _ in range(PASSES)]
    finally:
        scratch.unlink(missing_ok=True)
    return min(seconds for seconds, _ in passes), min(cpu for _, cpu in passes)


def _timed(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, float]:
    started, cpu_started = time.perf_counter(), time.process_time()
    connection.execute(sql)
    return time.perf_counter() - started, time.process_time() - cpu_started


def sizes(text: str) -> list[Size]:
    """Sizes from the command line's list of millions."""
    try:
        found = [Size(float(part)) for part in text.split(",") if part.strip()]
    except ValueError:
        found = [Size(0)]
    if not all(SMALLEST <= size.millions <= LARGEST for size in found):
        raise argparse.ArgumentTypeError(f"'{text}' is no list of millions of sales: write 1,4,16,31.8")
    return found
