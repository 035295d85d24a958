"""What goes into a basket.

The first item of a trip, the anchor, is of the customer's own choice (see `demand`). Each of the Poisson
number of further items is, independently of the others,

- another unit of the anchor, with probability `SECOND_UNIT`;
- a complement of the anchor, with probability `COMPLEMENT`, or another unit if that one is not on sale;
- of the customer's own choice otherwise.

A unit is a sale line, as at a till: the same article can be on two lines of a trip.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.articles import COMPLEMENT_WEIGHTS
from python_ml.demo_shop.calendar import Calendar
from python_ml.demo_shop.customers import BASKET_LEVELS, Rhythm, Taste
from python_ml.demo_shop.demand import Demand
from python_ml.demo_shop.trips import Trips

SECOND_UNIT = 0.06
COMPLEMENT = 0.2
OWN_CHOICE = 1.0 - SECOND_UNIT - COMPLEMENT


def draw_baskets(
    rng: np.random.Generator,
    demand: Demand,
    calendar: Calendar,
    rhythm: Rhythm,
    taste: Taste,
    trips: Trips,
    extra_items: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Fill the baskets of some trips.

    Parameters
    ----------
    rng
        Source of randomness.
    demand, calendar
        The shop.
    rhythm, taste
        Latents of the customers the trips refer to.
    trips
        The trips, at least one if there are extra items.
    extra_items
        Number of items beyond the first of each trip.

    Returns
    -------
    trip, article
        Trip number and article index of each sale line, shape (trips + extra_items,), ordered by trip.
    """
    trip = np.repeat(np.arange(len(trips.day)), 1 + _share_out(rng, rhythm, trips, extra_items))
    customer, week = trips.customer[trip], calendar.week_of(trips.day[trip])
    is_anchor = np.diff(trip, prepend=-1) > 0
    anchor_line = np.maximum.accumulate(np.where(is_anchor, np.arange(len(trip)), 0))
    kind = np.where(is_anchor, 1.0, rng.random(len(trip)))
    own = kind >= SECOND_UNIT + COMPLEMENT
    article = np.empty(len(trip), np.int64)
    article[own] = demand.draw(rng, taste, customer[own], week[own])
    article[~own] = article[anchor_line[~own]]
    rows = np.flatnonzero(~own & (kind >= SECOND_UNIT))
    article[rows] = _complements(rng, demand, article[rows], week[rows])
    return trip, article


def _share_out(rng: np.random.Generator, rhythm: Rhythm, trips: Trips, extra_items: int) -> NDArray[np.int64]:
    if not extra_items:
        return np.zeros(len(trips.day), np.int64)
    weight = np.cumsum(BASKET_LEVELS[rhythm.basket_level[trips.customer]])
    chosen = np.searchsorted(weight, rng.random(extra_items) * weight[-1], side="right")
    return np.bincount(np.minimum(chosen, len(weight) - 1), minlength=len(weight))


def _complements(
    rng: np.random.Generator, demand: Demand, anchor: NDArray[np.int64], week: NDArray[np.int64]
) -> NDArray[np.int64]:
    slot = np.searchsorted(np.cumsum(COMPLEMENT_WEIGHTS)[:-1], rng.random(len(anchor)), side="right")
    complement = demand.articles.complement[anchor, slot]
    return np.where(demand.on_sale(week, complement), complement, anchor)
