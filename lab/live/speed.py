"""What it takes to compute customers again after an event, in processor time: a busy machine changes it less.

::

    python -m lab.live.speed published/current
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import duckdb
import numpy as np

from helix.journal.events import Response
from helix.live import Live

SIZES = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class Taken:
    """What batches of some size took.

    Attributes
    ----------
    customers
        Customers of a batch.
    processor_ms
        Processor time of a batch in milliseconds, the median.
    worst_ms
        That of the slowest batch.
    """

    customers: int
    processor_ms: float
    worst_ms: float

    @property
    def events_a_second(self) -> float:
        """Customers that one core computes in a second."""
        return 1000 * self.customers / self.processor_ms


def measure(published: Path, sizes: Sequence[int], times: int, seed: int = 1) -> list[Taken]:
    """Let customers buy something on the day after the build, and compute them in batches of some sizes.

    Parameters
    ----------
    published
        Folder of a build.
    sizes
        Customers of a batch.
    times
        Batches of each size.
    """
    draw = np.random.default_rng(seed)
    live = Live.open(published)
    with duckdb.connect(str(published / "helix.duckdb"), read_only=True) as build:
        customers, articles = (
            [row[0] for row in build.execute(f"select {kind}_id from {kind}s order by 1").fetchall()]
            for kind in ("customer", "article")
        )
    moment = datetime.combine(live.last_day, clock(12), UTC) + timedelta(days=1)

    def bought(customer_id: str) -> list[Response]:
        article_id = str(draw.choice(articles))
        return [
            Response(
                event_id=f"{customer_id} {article_id}",
                occurred_at=moment,
                customer_id=customer_id,
                article_id=article_id,
                response="bought",
            )
        ]

    taken = []
    for size in sizes:
        spent = []
        for _ in range(times):
            chosen = {str(each): bought(str(each)) for each in draw.choice(customers, size, replace=False)}
            begun = time.process_time()
            live.answers(chosen)
            spent.append(1000 * (time.process_time() - begun))
        taken.append(Taken(size, statistics.median(spent), max(spent)))
    return taken


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("published", type=Path)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    print("| customers together | processor time, ms | slowest, ms | customers a second and core |")
    print("|---|---|---|---|")
    for taken in measure(arguments.published, SIZES, arguments.times):
        print(
            f"| {taken.customers} | {taken.processor_ms:.0f} | {taken.worst_ms:.0f} | {taken.events_a_second:.0f} |"
        )


if __name__ == "__main__":
    main()
