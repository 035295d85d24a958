r"""The best list possible for each customer, from the shop's true probabilities.

Let M be the distribution of the customer's own choice in a week (see `demand`), lambda the mean number of
further items in their baskets, c the probability of a complement, o that of an own choice, and C(i, j) the
probability that article j is the complement of anchor i, 0 if j is not on sale. Further items are a Poisson
number of independent draws, so a trip in that week is without article j with probability

    x(j) = exp(-lambda o M(j)) [1 - M(j) + sum over i != j of M(i) (exp(-lambda c C(i, j)) - 1)]

Trips are every second event of a Poisson process (see `trips`). Let p1 be the probability that two events
are missing until the next trip, p2 that one is, both together with "article j not bought so far". On a
stretch of the clock of length L with constant x they become, with r = sqrt(x),

    p1' = exp(-L) (p1 cosh(L r) + p2 r sinh(L r))
    p2' = exp(-L) (p1 sinh(L r) / r + p2 cosh(L r))

the exponential of the generator [[-1, 1], [x, -1]]. A stretch is the part of a window that lies in one
assortment week. p1' + p2' at the window's end is the probability of no purchase of j, and, with x = 0, that
of no trip. At the window's start p1 = (1 + d exp(-2 L0)) / 2, L0 being the clock since the arrival and d = 1
for newcomers, 0 for customers known before the period. A newcomer who arrives within the window makes a trip
there and then: p1 = x, p2 = 0.

Everything is given the customer's latents, dropout included, not given their purchases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from python_ml.demo_shop.articles import COMPLEMENT_WEIGHTS, article_ids
from python_ml.demo_shop.baskets import COMPLEMENT, OWN_CHOICE
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import BASKET_LEVELS, BLOCK, Rhythm, Taste, draw_rhythm, draw_taste
from python_ml.demo_shop.demand import Demand
from python_ml.demo_shop.ids import customer_indices
from python_ml.demo_shop.shop import Shop, build_shop

ORACLE_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("rank", pa.int32()),
        ("article_id", pa.string()),
        ("probability", pa.float64()),
    ]
)
CHUNK_CELLS = 2_000_000
"""Customers x articles computed at once."""
_SMALLEST_X = 1e-18


def oracle_lists(
    config: DemoConfig, as_of: dt.date, label_days: int, customer_ids: Sequence[str], k: int
) -> pa.Table:
    """Return the k most probable articles of each customer in a label window.

    Parameters
    ----------
    config
        The shop.
    as_of, label_days
        The window [as_of, as_of + label_days), within the shop's period.
    customer_ids
        Customers, in the form of the contract or of the H&M layout.
    k
        Length of the lists, at least 1; a list is shorter if fewer articles are on sale.

    Returns
    -------
    `customer_id`, `rank` (1 best), `article_id`, `probability`: P(the customer buys the article at least
    once in the window | their latents, they make at least one trip in it). Customers in the order given,
    equal probabilities in the order of `article_id`. A customer who can't make a trip in the window (not yet
    arrived, or gone) has no rows.

    Raises
    ------
    ValueError
        If the window is not within the period, k is below 1, or a customer is not one of the shop's.
    """
    start = (as_of - config.first_day).days
    if label_days < 1 or start < 0 or start + label_days > config.days:
        raise ValueError(
            f"the window of {label_days} days from {as_of} must lie within the shop's period, "
            f"{config.first_day} to {config.last_day}"
        )
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}: raise it")
    index = customer_indices(config, customer_ids)
    shop = build_shop(config)
    parts = []
    for position, rhythm, taste in _chunks(shop, index):
        probabilities = purchase_probabilities(shop, rhythm, taste, start, start + label_days)
        row, *best = _best(probabilities, k)
        parts.append((position[row], *best))
    return _table(shop, customer_ids, parts)


def purchase_probabilities(
    shop: Shop, rhythm: Rhythm, taste: Taste, start: int, end: int
) -> NDArray[np.float64]:
    """Return P(article bought in days [start, end) | latents, a trip in them), shape (customers, articles).

    Rows of customers who can't make a trip in the window are 0.
    """
    unbought, no_trip = _without_purchase(shop, rhythm, taste, start, end)
    np.subtract(1.0, unbought, out=unbought)
    certain = 1.0 - no_trip[:, None]
    return np.divide(unbought, certain, out=np.zeros_like(unbought), where=certain > 0).clip(0.0, 1.0)


def _without_purchase(
    shop: Shop, rhythm: Rhythm, taste: Taste, start: int, end: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return P(article not bought), shape (customers, articles), and P(no trip), shape (customers,)."""
    calendar = shop.calendar
    arrives = rhythm.newcomer & (rhythm.arrival >= start) & (rhythm.arrival < end)
    before = shop.plan.event_rate * rhythm.exposure(calendar, 0, start)
    first = (1 + np.where(rhythm.newcomer, np.exp(-2 * before), 0.0)) / 2
    shape = (len(first), len(shop.articles.cell))
    p1, p2 = (np.broadcast_to(p[:, None], shape).copy() for p in (first, 1 - first))
    none1, none2 = first.copy(), 1 - first
    for week in range(int(calendar.week_of(start)), int(calendar.week_of(end - 1)) + 1):
        low, high = max(start, calendar.first_day_of(week)), min(end, calendar.first_day_of(week + 1))
        x = _trip_without(shop, rhythm, taste, week)
        now = arrives & (rhythm.arrival >= low) & (rhythm.arrival < high)
        p1[now], p2[now] = x[now], 0.0
        length = shop.plan.event_rate * rhythm.exposure(calendar, low, high)
        p1, p2 = _advance(p1, p2, x, length[:, None])
        none1, none2 = none1 * np.exp(-length), (none2 + none1 * length) * np.exp(-length)
    return p1 + p2, np.where(arrives, 0.0, none1 + none2)


def _advance(
    p1: NDArray[np.float64], p2: NDArray[np.float64], x: NDArray[np.float64], length: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    root = np.sqrt(np.maximum(x, _SMALLEST_X))
    grown = np.exp(length * (root - 1)) / 2
    shrunk = np.exp(-length * (root + 1)) / 2
    cosh, sinh = grown + shrunk, grown - shrunk
    return p1 * cosh + p2 * root * sinh, p1 * sinh / root + p2 * cosh


def _trip_without(shop: Shop, rhythm: Rhythm, taste: Taste, week: int) -> NDArray[np.float64]:
    """Return x: P(a trip in the week is without the article), shape (customers, articles)."""
    choice = shop.demand.distribution(taste, week)
    further = shop.plan.extra_per_level * BASKET_LEVELS
    x = 1.0 - choice
    for level, mean in enumerate(further):
        rows = np.flatnonzero(rhythm.basket_level == level)
        x[rows] += (_complement_effect(shop.demand, week, mean).T @ choice[rows].T).T
    x *= np.exp(-OWN_CHOICE * further[rhythm.basket_level][:, None] * choice)
    return x


def _complement_effect(demand: Demand, week: int, mean: float) -> sparse.csr_array:
    """Return exp(-mean c C(i, j)) - 1 for i != j, shape (articles, articles)."""
    articles, slots = demand.articles.complement.shape
    anchor = np.repeat(np.arange(articles), slots)
    other = demand.articles.complement.ravel()
    weight = np.tile(COMPLEMENT_WEIGHTS, articles)
    kept = (anchor != other) & demand.on_sale(np.asarray(week), other)
    effect = sparse.csr_array((weight[kept], (anchor[kept], other[kept])), shape=(articles, articles))
    effect.sum_duplicates()
    effect.data = np.expm1(-mean * COMPLEMENT * effect.data)
    return effect


def _chunks(shop: Shop, index: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], Rhythm, Taste]]:
    """Yield positions in `index` with the latents of those customers."""
    size = max(1, CHUNK_CELLS // len(shop.articles.cell))
    for block in np.unique(index // BLOCK):
        positions = np.flatnonzero(index // BLOCK == block)
        rhythm = draw_rhythm(shop.config, shop.calendar, int(block))
        taste = draw_taste(shop.config, shop.articles, int(block))
        for first in range(0, len(positions), size):
            part = positions[first : first + size]
            rows = index[part] % BLOCK
            yield part, rhythm.take(rows), taste.take(rows)


def _best(
    probability: NDArray[np.float64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return row, rank, article and probability of the k best of each row, ties by article."""
    k = min(k, probability.shape[1])
    threshold = np.partition(probability, -k, axis=1)[:, -k, None]
    row, article = np.nonzero((probability >= threshold) & (probability > 0))
    value = probability[row, article]
    order = np.lexsort((article, -value, row))
    row, article, value = row[order], article[order], value[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row) + 1
    kept = rank <= k
    return row[kept], rank[kept], article[kept], value[kept]


def _table(shop: Shop, customer_ids: Sequence[str], parts: list[tuple[NDArray[np.int64], ...]]) -> pa.Table:
    if not parts:
        return ORACLE_SCHEMA.empty_table()
    position, rank, article, probability = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((rank, position))
    return pa.table(
        [
            pa.array(customer_ids, pa.string()).take(pa.array(position[order])),
            pa.array(rank[order], pa.int32()),
            article_ids(shop.articles).take(pa.array(article[order])),
            pa.array(probability[order]),
        ],
        schema=ORACLE_SCHEMA,
    )
