"""One generated shop: everything that is drawn once, and the sales of a block of its customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.articles import Articles, build_articles
from python_ml.demo_shop.baskets import draw_baskets
from python_ml.demo_shop.calendar import Calendar, build_calendar
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import block_start, draw_rhythm, draw_taste
from python_ml.demo_shop.demand import Demand
from python_ml.demo_shop.streams import Stream, cumulative_rows, draw_from_rows, generator
from python_ml.demo_shop.trips import Plan, Trips, block_trips, make_plan

QUANTITY_SHARES = np.array([0.96, 0.03, 0.01])
"""Shares of sale lines of 1, 2, ... pieces."""


@dataclass(frozen=True, eq=False)
class Shop:
    """Everything about a shop that is as large as its articles or smaller."""

    config: DemoConfig
    calendar: Calendar
    articles: Articles
    demand: Demand
    plan: Plan


@dataclass(frozen=True, eq=False)
class Sales:
    """Sale lines of a block, ordered by customer, then day; all attributes of shape (lines,).

    Attributes
    ----------
    customer
        Index of the customer in the shop.
    article
        Index of the article.
    day, second
        Day of the period and second of the day.
    price_cents
        Price of a piece.
    quantity
        Pieces.
    online
        Whether bought online.
    """

    customer: NDArray[np.int64]
    article: NDArray[np.int64]
    day: NDArray[np.int64]
    second: NDArray[np.int64]
    price_cents: NDArray[np.int64]
    quantity: NDArray[np.int64]
    online: NDArray[np.bool_]


@lru_cache(maxsize=2)
def build_shop(config: DemoConfig) -> Shop:
    """Build the shop of a configuration."""
    calendar = build_calendar(config)
    articles = build_articles(config, calendar)
    return Shop(config, calendar, articles, Demand(articles), make_plan(config, calendar))


def draw_sales(shop: Shop, block: int) -> Sales:
    """Draw the sale lines of a block of customers."""
    config, calendar = shop.config, shop.calendar
    rhythm = draw_rhythm(config, calendar, block)
    taste = draw_taste(config, shop.articles, block)
    trips = block_trips(config, calendar, rhythm, block, shop.plan.event_rate)
    rng = generator(config.seed, Stream.BASKETS, block)
    hour = draw_from_rows(
        cumulative_rows(calendar.hour_habits),
        24,
        rhythm.hour_habit[trips.customer],
        rng.random(len(trips.day)),
    )
    second = hour * 3600 + rng.integers(3600, size=len(hour))
    online = rng.random(len(hour)) < rhythm.online[trips.customer]
    trips, second, online = _in_order_of_time(trips, second, online)
    trip, article = draw_baskets(
        rng, shop.demand, calendar, rhythm, taste, trips, shop.plan.extra_items[block]
    )
    day = trips.day[trip]
    return Sales(
        customer=block_start(block) + trips.customer[trip],
        article=article,
        day=day,
        second=second[trip],
        price_cents=shop.articles.price_cents_in(article, calendar.week_of(day)),
        quantity=1 + np.searchsorted(np.cumsum(QUANTITY_SHARES)[:-1], rng.random(len(trip)), side="right"),
        online=online[trip],
    )


def _in_order_of_time(
    trips: Trips, second: NDArray[np.int64], online: NDArray[np.bool_]
) -> tuple[Trips, NDArray[np.int64], NDArray[np.bool_]]:
    order = np.lexsort((second, trips.day, trips.customer))
    return Trips(trips.customer[order], trips.day[order]), second[order], online[order]
