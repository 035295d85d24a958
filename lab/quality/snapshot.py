"""What a build knows of a test cutoff and of the weeks before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import duckdb
import numpy as np
import polars as pl
from scipy import sparse

from lab.quality.baselines import History, Week

# As the project looks back: on the days of int_history_days, and not at what was cancelled by then.
PURCHASES = """
    select purchases.customer_key, purchases.article_key, history_days.days_ago
    from int_purchases as purchases
    inner join int_history_days as history_days on purchases.sold_on = history_days.sold_on
    left join int_known_cancellations as cancellations
        on
            history_days.as_of = cancellations.as_of
            and purchases.customer_key = cancellations.customer_key
            and purchases.article_key = cancellations.article_key
            and purchases.sold_on = cancellations.sold_on
    where history_days.as_of = ? and purchases.units > coalesce(cancellations.units, 0)
    order by purchases.customer_key, purchases.article_key, history_days.days_ago
"""


TRUTH = "select customer_key, article_key from evaluated_purchases order by customer_key, article_key"
SEGMENTS = "select customer_key, segment from evaluated_customers order by customer_key"
PROJECT_LISTS = """
    select 'project' as recommender, customer_key, rank, article_key
    from evaluated_lists
    where recommender = 'ranker'
    order by customer_key, rank
"""
# A week without sales teaches nothing.
EARLIER_CUTOFFS = """
    select as_of from labels where split in ('validation', 'train') group by as_of order by as_of desc limit ?
"""
BOUGHT = "select customer_key, article_key from labels where as_of = ? and split in ('validation', 'train')"


@dataclass(frozen=True, eq=False)
class Past:
    """A history whose customers and articles can be named.

    Attributes
    ----------
    history
        Purchases before a cutoff, customers and articles numbered.
    customer_keys, article_keys
        Shapes (customers,) and (articles,), ascending: the key of each number.
    """

    history: History
    customer_keys: np.ndarray
    article_keys: np.ndarray

    @classmethod
    def of(cls, purchases: pl.DataFrame, buyers: Sequence[int]) -> Self:
        """Number the customers of some purchases (customer_key, article_key, days_ago), and ``buyers`` with them."""
        bought_by, bought = purchases["customer_key"].to_numpy(), purchases["article_key"].to_numpy()
        customer_keys, article_keys = np.union1d(bought_by, np.asarray(buyers)), np.unique(bought)
        history = History(
            np.searchsorted(customer_keys, bought_by),
            np.searchsorted(article_keys, bought),
            purchases["days_ago"].to_numpy(),
            len(customer_keys),
            len(article_keys),
        )
        return cls(history, customer_keys, article_keys)

    def week(self, truth: pl.DataFrame) -> Week:
        """Make a week to tune on of what was bought after the cutoff (customer_key, article_key)."""
        baskets = truth.group_by("customer_key").len("size").sort("customer_key")
        known = truth.filter(pl.col("article_key").is_in(self.article_keys.tolist()))
        place = np.searchsorted(baskets["customer_key"].to_numpy(), known["customer_key"].to_numpy())
        article = np.searchsorted(self.article_keys, known["article_key"].to_numpy())
        bought = sparse.coo_array(
            (np.ones(len(place), dtype=bool), (place, article)),
            shape=(baskets.height, len(self.article_keys)),
        )
        customers = np.searchsorted(self.customer_keys, baskets["customer_key"].to_numpy())
        return Week(self.history, customers, bought.tocsr(), baskets["size"].to_numpy().astype(np.int64))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A test cutoff, and the weeks before it that may be tuned on.

    Attributes
    ----------
    as_of
        The test cutoff.
    past
        Purchases before it.
    truth
        customer_key, article_key: what each customer who bought in the window bought.
    segments
        customer_key, segment.
    project_lists
        recommender (``project``), customer_key, rank, article_key; none if the project was built without a ranker.
    weeks
        The latest first.
    """

    as_of: date
    past: Past
    truth: pl.DataFrame
    segments: pl.DataFrame
    project_lists: pl.DataFrame | None
    weeks: list[Week]

    @classmethod
    def read(cls, database: Path, tuning_weeks: int, is_project_built: bool) -> Self:
        """Read the test cutoff of a built database, and at most ``tuning_weeks`` validation and train cutoffs."""
        with duckdb.connect(str(database), read_only=True) as connection:

            def rows(sql: str, *parameters: object) -> pl.DataFrame:
                return connection.sql(sql, params=list(parameters)).pl()

            def past(as_of: date, truth: pl.DataFrame) -> Past:
                return Past.of(rows(PURCHASES, as_of), truth["customer_key"].to_list())

            as_of = rows("select as_of from int_cutoffs where split = 'test'").item()
            bought = {day: rows(BOUGHT, day) for (day,) in rows(EARLIER_CUTOFFS, tuning_weeks).rows()}
            truth = rows(TRUTH)
            return cls(
                as_of,
                past(as_of, truth),
                truth,
                rows(SEGMENTS),
                rows(PROJECT_LISTS) if is_project_built else None,
                [past(day, truth).week(truth) for day, truth in bought.items()],
            )
