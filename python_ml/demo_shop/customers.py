"""The customers of the generated shop, block by block: rhythm, taste, staples and what the shop knows.

Each of the three kinds of latents has a random stream of its own, so that a pass that needs only the rhythm
draws only that.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.articles import Articles
from python_ml.demo_shop.calendar import PEAK_HOURS, VARIANTS, WEEKDAY_ARCHETYPES, Calendar
from python_ml.demo_shop.catalogue import CATEGORIES, CELLS, STYLES
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.streams import Stream, cumulative_rows, draw_from_rows, generator

BLOCK = 16_384
"""Customers of a block. A constant: another number is another shop for the same seed."""
KNOWN_AT_START = 0.45
"""Share of customers who came before the period."""
MEAN_LIFETIME_DAYS = 500.0
RATE_SHAPE = 1.3
"""Shape of the gamma distribution of trip rates among customers."""
BASKET_LEVELS = np.array([0.5, 0.8, 1.2, 1.8])
"""Relative number of further items in a basket; every customer has one of these levels."""
BASKET_LEVEL_SHARES = np.array([0.25, 0.3, 0.3, 0.15])
AGE_BAND_STARTS = np.array([16, 25, 35, 45, 55, 80])
AGE_BAND_SHARES = np.array([0.25, 0.28, 0.18, 0.17, 0.12])
WOMEN = 0.72
SEGMENTS = 2 * len(AGE_BAND_SHARES)
"""Segment = age band x 2 + (1 for men)."""
HOUR_ARCHETYPE_SHARES = np.array([0.15, 0.2, 0.25, 0.25, 0.15])
WEEKDAY_ARCHETYPE_SHARES = np.array([0.3, 0.3, 0.25, 0.15])
TASTE_WEIGHTS = np.array([0.35, 0.22, 0.16, 0.12, 0.09, 0.06])
"""Mean weights of a customer's taste cells."""
TASTE_CONCENTRATION = 25.0
FAVOURITE_STYLE = 0.4
"""Probability that a taste cell is of the favourite style for certain, not of one drawn again."""
STAPLE_WEIGHTS = np.array([0.5, 0.25, 0.15, 0.1])
STAPLE_SHARE = (1.3, 5.0)
"""Parameters of the beta distribution of the share of items that are staples."""
ONLINE_SHARE = (1.2, 0.8)


class _Columns:
    """Columns of equal length, one row a customer."""

    def take(self, index: NDArray[np.int64]) -> Self:
        """Return the rows of these numbers, in their order; numbers may repeat."""
        return type(self)(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


@dataclass(frozen=True, eq=False)
class Rhythm(_Columns):
    """When customers come.

    Attributes
    ----------
    arrival
        Day of the first trip, 0 for those known before the period.
    newcomer
        Whether the first trip lies within the period.
    departure
        First day on which the customer buys no more, at most the number of days.
    relative_rate
        Trip rate relative to the mean of customers.
    weekday_habit, hour_habit
        Rows of the calendar's habits.
    basket_level
        Index into `BASKET_LEVELS`.
    online
        Probability that a trip is online.
    """

    arrival: NDArray[np.int64]
    newcomer: NDArray[np.bool_]
    departure: NDArray[np.int64]
    relative_rate: NDArray[np.float64]
    weekday_habit: NDArray[np.int64]
    hour_habit: NDArray[np.int64]
    basket_level: NDArray[np.int64]
    online: NDArray[np.float64]

    def exposure(self, calendar: Calendar, start: int, end: int) -> NDArray[np.float64]:
        """Return the relative trip intensity integrated over the living days in [start, end)."""
        first = np.clip(self.arrival, start, end)
        last = np.clip(self.departure, first, end)
        intensity = calendar.trip_intensity
        return self.relative_rate * (
            intensity[self.weekday_habit, last] - intensity[self.weekday_habit, first]
        )


@dataclass(frozen=True, eq=False)
class Taste(_Columns):
    """What customers like.

    Attributes
    ----------
    segment
        Age band and gender.
    cells, cell_weights
        Taste cells with their weights (rows sum to 1), shape (customers, 6).
    staples, staple_weights
        Articles bought again and again, with their weights (rows sum to 1), shape (customers, 4).
    staple_share
        Probability that an item of the customer's own choice is a staple, while one is on sale.
    """

    segment: NDArray[np.int64]
    cells: NDArray[np.int64]
    cell_weights: NDArray[np.float64]
    staples: NDArray[np.int64]
    staple_weights: NDArray[np.float64]
    staple_share: NDArray[np.float64]


def blocks(config: DemoConfig) -> range:
    """Return the block numbers of a shop."""
    return range(-(-config.customers // BLOCK))


def block_start(block: int) -> int:
    """Return the index of the first customer of a block."""
    return block * BLOCK


def block_size(config: DemoConfig, block: int) -> int:
    """Return the number of customers of a block."""
    return min(BLOCK, config.customers - block_start(block))


def draw_rhythm(config: DemoConfig, calendar: Calendar, block: int) -> Rhythm:
    """Draw when the customers of a block come."""
    rng, n = generator(config.seed, Stream.RHYTHM, block), block_size(config, block)
    newcomer = rng.random(n) >= KNOWN_AT_START
    if block == 0:
        newcomer[0] = True  # so that the smallest shop has a sale
    arrival = np.where(newcomer, rng.integers(calendar.days, size=n), 0)
    lifetime = np.ceil(rng.exponential(MEAN_LIFETIME_DAYS, n)).astype(np.int64)
    weekday = rng.choice(len(WEEKDAY_ARCHETYPES), n, p=WEEKDAY_ARCHETYPE_SHARES)
    hour = rng.choice(len(PEAK_HOURS), n, p=HOUR_ARCHETYPE_SHARES)
    return Rhythm(
        arrival=arrival,
        newcomer=newcomer,
        departure=np.minimum(arrival + np.maximum(lifetime, 1), calendar.days),
        relative_rate=rng.gamma(RATE_SHAPE, 1 / RATE_SHAPE, n),
        weekday_habit=weekday * VARIANTS + rng.integers(VARIANTS, size=n),
        hour_habit=hour * VARIANTS + rng.integers(VARIANTS, size=n),
        basket_level=rng.choice(len(BASKET_LEVELS), n, p=BASKET_LEVEL_SHARES),
        online=rng.beta(*ONLINE_SHARE, n),
    )


def draw_taste(config: DemoConfig, articles: Articles, block: int) -> Taste:
    """Draw what the customers of a block like."""
    rng, n = generator(config.seed, Stream.TASTE, block), block_size(config, block)
    age_band = rng.choice(len(AGE_BAND_SHARES), n, p=AGE_BAND_SHARES)
    segment = age_band * 2 + (rng.random(n) >= WOMEN)
    cells = _draw_taste_cells(rng, segment)
    concentration = np.broadcast_to(TASTE_WEIGHTS * TASTE_CONCENTRATION, cells.shape)
    weights = rng.standard_gamma(concentration)
    staple_weights = rng.standard_gamma(
        np.broadcast_to(STAPLE_WEIGHTS * TASTE_CONCENTRATION, (n, len(STAPLE_WEIGHTS)))
    )
    return Taste(
        segment=segment,
        cells=cells,
        cell_weights=weights / weights.sum(axis=1, keepdims=True),
        staples=_draw_staples(rng, articles, cells),
        staple_weights=staple_weights / staple_weights.sum(axis=1, keepdims=True),
        staple_share=rng.beta(*STAPLE_SHARE, n),
    )


def segment_prior() -> NDArray[np.float64]:
    """Return what a segment likes at large, shape (segments, cells), rows sum to 1."""
    style = _style_prior(np.arange(SEGMENTS), np.zeros(SEGMENTS))
    prior = _category_prior()[:, :, None] * style[:, None, :]
    return prior.reshape(SEGMENTS, CELLS)


def _youth(segment: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return 1 for the youngest age band, -1 for the oldest."""
    return 1.0 - 2.0 * (segment // 2) / (len(AGE_BAND_SHARES) - 1)


def _category_prior() -> NDArray[np.float64]:
    segment = np.arange(SEGMENTS)
    affinity = np.array([[category.women, category.men] for category in CATEGORIES]).T[segment % 2]
    youth = np.array([category.youth for category in CATEGORIES])
    prior = affinity * np.exp(_youth(segment)[:, None] * youth)
    return prior / prior.sum(axis=1, keepdims=True)


def _style_prior(segment: NDArray[np.int64], price_level: NDArray[np.float64]) -> NDArray[np.float64]:
    by_youth = _youth(segment)[:, None] * np.array([style.youth for style in STYLES])
    by_price = price_level[:, None] * np.array([style.price_level for style in STYLES])
    prior = np.exp(by_youth + by_price)
    return prior / prior.sum(axis=1, keepdims=True)


def _draw_taste_cells(rng: np.random.Generator, segment: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw categories by segment, and styles by segment and a latent price level, mostly the favourite."""
    shape = (len(segment), len(TASTE_WEIGHTS))
    row = np.repeat(segment, shape[1])
    category = draw_from_rows(cumulative_rows(_category_prior()), len(CATEGORIES), row, rng.random(row.size))
    style_prior = cumulative_rows(_style_prior(segment, rng.standard_normal(len(segment))))
    customer = np.arange(len(segment))
    favourite = draw_from_rows(style_prior, len(STYLES), customer, rng.random(len(segment)))
    other = draw_from_rows(style_prior, len(STYLES), np.repeat(customer, shape[1]), rng.random(row.size))
    style = np.where(rng.random(shape) < FAVOURITE_STYLE, favourite[:, None], other.reshape(shape))
    return category.reshape(shape) * len(STYLES) + style


def _draw_staples(
    rng: np.random.Generator, articles: Articles, cells: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw staples from the basics of the customer's taste cells by popularity, or from all basics."""
    slot_cell = cells[:, np.arange(len(STAPLE_WEIGHTS)) % cells.shape[1]]
    weight = articles.popularity * articles.basic
    order = np.argsort(articles.cell, kind="stable")
    edge = np.concatenate([[0.0], np.cumsum(weight[order])])
    starts = np.searchsorted(articles.cell[order], np.arange(CELLS + 1))
    low, high = edge[starts[:-1]][slot_cell], edge[starts[1:]][slot_cell]
    low, high = np.where(high > low, low, 0.0), np.where(high > low, high, edge[-1])
    target = low + rng.random(slot_cell.shape) * (high - low)
    return order[np.minimum(np.searchsorted(edge, target, side="right") - 1, len(order) - 1)]
