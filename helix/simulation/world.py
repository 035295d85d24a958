"""The simulated shop as it would have been without pushes, and as it becomes with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from python_ml.demo_shop import DemoConfig, write_files_layout
from python_ml.demo_shop.effects import Kind, PushEffects, draw_effects
from python_ml.demo_shop.ids import customer_indices

WEEK = timedelta(days=7)
TRANSACTIONS = "transactions.parquet"


@dataclass
class World:
    """What happens in the shop; builds see of it what happened before a day.

    Attributes
    ----------
    config
        The shop.
    effects
        What a push does to each customer.
    sales
        Sale lines, those of days to come as they are without pushes.
    """

    config: DemoConfig
    effects: PushEffects
    sales: pl.DataFrame = field(repr=False)

    @classmethod
    def draw(cls, config: DemoConfig, kind: Kind, files: Path) -> World:
        """Draw a shop, and write its files."""
        write_files_layout(config, files, lambda _: None)
        return cls(config, draw_effects(config, kind), pl.read_parquet(files / TRANSACTIONS))

    def show(self, files: Path, before: date) -> None:
        """Let the next build see what was sold before a day."""
        self.sales.filter(pl.col("sold_at") < midnight(before)).write_parquet(files / TRANSACTIONS)

    def effects_on(self, customers: list[str]) -> PushEffects:
        """Return what a push does to each of these customers."""
        return self.effects.take(customer_indices(self.config, customers))

    def orders_in_week(self, customers: list[str], start: date) -> pl.Series:
        """Return who of these customers orders in the week from a day on."""
        buyers = self.sales.filter(_in_week(start))["customer_id"].unique()
        return pl.Series(customers).is_in(buyers.implode())

    def lose(self, customers: list[str], start: date) -> None:
        """Take back the orders of customers in the week from a day on."""
        self.sales = self.sales.filter(~(_in_week(start) & pl.col("customer_id").is_in(customers)))

    def gain(self, customers: list[str], articles: list[str], moments: list[datetime]) -> None:
        """Add an order of an article to each customer, at what it last cost."""
        prices = self.sales.sort("sold_at").group_by("article_id").agg(pl.col("unit_price_micros").last())
        orders = pl.DataFrame(
            {"customer_id": customers, "article_id": articles, "sold_at": moments},
            schema_overrides={
                name: self.sales.schema[name] for name in ("customer_id", "article_id", "sold_at")
            },
        )
        lines = orders.join(prices, on="article_id", maintain_order="left").with_columns(
            quantity=pl.lit(1), channel=pl.lit("online")
        )
        self.sales = pl.concat(
            [self.sales, lines.select(pl.col(name).cast(kind) for name, kind in self.sales.schema.items())]
        )


def midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time())


def _in_week(start: date) -> pl.Expr:
    return (pl.col("sold_at") >= midnight(start)) & (pl.col("sold_at") < midnight(start + WEEK))
