"""Changes that are planted in today's week of a generated shop, each with the features that should name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from lab.drift.shops import TODAY, GeneratedShop

IS_TODAY = pl.col("week") == TODAY


def prices_raised(shop: GeneratedShop) -> GeneratedShop:
    """Everything costs 1.3 times as much."""
    raised = [
        pl.when(IS_TODAY).then(pl.col(name) * 1.3).otherwise(pl.col(name)).alias(name) for name in PRICES
    ]
    return replace(shop, lines=shop.lines.with_columns(raised))


def category_dropped(shop: GeneratedShop) -> GeneratedShop:
    """The category that sells most is gone."""
    largest = shop.lines["category"].mode().sort()[0]
    return replace(shop, lines=shop.lines.filter(~(IS_TODAY & (pl.col("category") == largest))))


def country_added(shop: GeneratedShop) -> GeneratedShop:
    """A seventh of the customers is from a country that the shop did not sell to."""
    is_theirs = IS_TODAY & (pl.col("customer") % 7 == 0)
    country = pl.when(is_theirs).then(pl.lit("PL")).otherwise(pl.col("country")).alias("country")
    return replace(shop, lines=shop.lines.with_columns(country))


def hours_moved(shop: GeneratedShop) -> GeneratedShop:
    """The clock is three hours ahead."""
    moved = pl.when(IS_TODAY).then((pl.col("hour") + 3) % 24).otherwise(pl.col("hour")).alias("hour")
    return replace(shop, lines=shop.lines.with_columns(moved))


def ids_broken(shop: GeneratedShop) -> GeneratedShop:
    """Customers have ids that nobody knows."""
    is_new = pl.when(IS_TODAY).then(pl.lit(True)).otherwise(pl.col("is_first_order")).alias("is_first_order")
    return replace(shop, lines=shop.lines.with_columns(is_new))


PRICES = ("price_micros", "price_change")
SHIFTS: dict[str, tuple[Callable[[GeneratedShop], GeneratedShop], tuple[str, ...]]] = {
    "prices x 1.3": (prices_raised, PRICES),
    "a category dropped": (category_dropped, ("category",)),
    "a new country": (country_added, ("country",)),
    "hours moved by 3": (hours_moved, ("hour",)),
    "ids broken": (ids_broken, ("is_first_order",)),
}
