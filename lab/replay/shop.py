"""A generated shop in two parts: what a build may see, and what is replayed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from python_ml.demo_shop import DemoConfig, write_files_layout
from python_ml.demo_shop.folder import whole_folder
from python_ml.problems import BadInput


@dataclass(frozen=True)
class Later:
    """What happens after the build.

    Attributes
    ----------
    first_day : date
        First day that the build does not see.
    sales : polars.DataFrame
        Sale lines from then on, as in `transactions.parquet`, by `sold_at`, then by the other columns.
    """

    first_day: date
    sales: pl.DataFrame

    def days(self) -> list[tuple[date, pl.DataFrame]]:
        """The days with sales, in their order, each with its lines."""
        by_day = self.sales.with_columns(day=pl.col("sold_at").dt.date()).partition_by("day", as_dict=True)
        return [(day, lines.drop("day")) for (day,), lines in sorted(by_day.items())]

    def within(self, days: int) -> pl.DataFrame:
        """Sale lines of the first days."""
        return self.sales.filter(pl.col("sold_at") < _midnight(self.first_day + timedelta(days=days)))


def split_shop(config: DemoConfig, later_days: int, known: Path, whole: Path) -> Later:
    """Write a shop's files twice: up to a day, for the build whose lists are tried, and whole.

    Parameters
    ----------
    config
        The shop.
    later_days
        Days at its end that the build does not see.
    known, whole
        Folders to make.

    Raises
    ------
    BadInput
        If the shop is too short, or a folder is not empty.
    """
    if not 0 < later_days < config.days:
        raise BadInput(f"a shop of {config.days} days has no last {later_days}", "ask for fewer")
    first_day = config.last_day - timedelta(days=later_days - 1)
    write_files_layout(config, whole, lambda _: None)
    sales = pl.read_parquet(whole / "transactions.parquet")
    is_known = pl.col("sold_at") < _midnight(first_day)
    with whole_folder(known) as folder:
        for name in ("articles.parquet", "customers.parquet"):
            (folder / name).write_bytes((whole / name).read_bytes())
        sales.filter(is_known).write_parquet(folder / "transactions.parquet")
    return Later(first_day, sales.filter(~is_known).sort("sold_at", *sales.columns))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
