"""When customers come: an Erlang-2 renewal process on each customer's own clock, and the plan of its size.

A customer's clock runs at `rate x weekday habit x season of the year` while they live. Events of a Poisson
process of rate 1 on that clock alternate between "the wish returns" and "the customer comes": every second
event is a trip, so gaps are Erlang-2, more regular than a Poisson customer's. A newcomer's arrival is a trip;
a customer known before the period starts it with either kind of event next, equally likely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.calendar import Calendar
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import BASKET_LEVELS, Rhythm, blocks, draw_rhythm
from python_ml.demo_shop.streams import Stream, generator

MEAN_BASKET = 2.8
"""Sale lines of a trip that the trip rate is set for."""


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips in the order of customer, then day.

    Attributes
    ----------
    customer
        Row of the customer in the latents given.
    day
        Day of the trip.
    """

    customer: NDArray[np.int64]
    day: NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """What makes the number of sale lines exact.

    Attributes
    ----------
    event_rate
        Poisson events a day of a customer of relative rate 1; twice the trips.
    extra_per_level
        Mean number of further items in a basket of level 1.
    trips, extra_items
        Trips of each block, and items beyond the first of each of its trips. They sum to the lines.
    """

    event_rate: float
    extra_per_level: float
    trips: tuple[int, ...]
    extra_items: tuple[int, ...]


def draw_trips(rng: np.random.Generator, rhythm: Rhythm, calendar: Calendar, event_rate: float) -> Trips:
    """Draw the trips of some customers.

    The events of a customer are uniform on their clock given their number; sorting `customer + position`
    therefore orders all of them at once.
    """
    clock = event_rate * rhythm.exposure(calendar, 0, calendar.days)
    events = rng.poisson(clock)
    customer = np.repeat(np.arange(len(events)), events)
    position = np.sort(customer + rng.random(len(customer))) - customer
    first = np.cumsum(events) - events
    next_is_trip = ~rhythm.newcomer & (rng.random(len(events)) < 0.5)
    is_trip = (np.arange(len(customer)) - first[customer] + next_is_trip[customer]) % 2 == 1
    customer, position = customer[is_trip], position[is_trip]
    arrivals = np.flatnonzero(rhythm.newcomer)
    customer = np.concatenate([arrivals, customer])
    day = np.concatenate(
        [rhythm.arrival[arrivals], _day_at(rhythm, calendar, customer[len(arrivals) :], position)]
    )
    order = np.argsort(customer * calendar.days + day, kind="stable")
    return Trips(customer[order], day[order])


def _day_at(
    rhythm: Rhythm, calendar: Calendar, customer: NDArray[np.int64], position: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the day on which a customer's clock has gone the given share of its way."""
    intensity, habit = calendar.trip_intensity, rhythm.weekday_habit[customer]
    start, end = rhythm.arrival[customer], rhythm.departure[customer]
    low, high = intensity[habit, start], intensity[habit, end]
    total = intensity[:, -1]
    rising = (np.arange(len(intensity))[:, None] + intensity[:, :-1] / total[:, None]).ravel()
    target = habit + (low + position * (high - low)) / total[habit]
    day = np.searchsorted(rising, target, side="right") - 1 - habit * calendar.days
    return np.clip(day, start, end - 1)


def block_trips(
    config: DemoConfig, calendar: Calendar, rhythm: Rhythm, block: int, event_rate: float
) -> Trips:
    """Draw the trips of a block."""
    return draw_trips(generator(config.seed, Stream.TRIPS, block), rhythm, calendar, event_rate)


def make_plan(config: DemoConfig, calendar: Calendar) -> Plan:
    """Set rates for the number of sale lines asked for, and share the items beyond the first out to blocks.

    Items beyond the first of their trips are Poisson with a mean proportional to the customer's basket level.
    Given their total, Poisson numbers are multinomial, so the total can be made exact without another model.
    """
    event_rate = _event_rate(config, calendar)
    while True:
        trips, weights = _count_trips(config, calendar, event_rate)
        extra = config.sale_lines - sum(trips)
        if extra >= 0:
            break
        event_rate /= 2  # happens by chance in a very small shop; arrivals alone never exceed the customers
    rng = generator(config.seed, Stream.EXTRA_ITEMS)
    per_block = rng.multinomial(extra, weights / weights.sum())
    extra_per_level = float(extra / weights.sum())
    return Plan(event_rate, extra_per_level, tuple(trips), tuple(per_block.tolist()))


def _event_rate(config: DemoConfig, calendar: Calendar) -> float:
    exposure, newcomers = 0.0, 0
    for block in blocks(config):
        rhythm = draw_rhythm(config, calendar, block)
        exposure += float(rhythm.exposure(calendar, 0, calendar.days).sum())
        newcomers += int(rhythm.newcomer.sum())
    returns = max(config.sale_lines / MEAN_BASKET - newcomers, 0.1 * config.sale_lines)
    return 2 * returns / exposure


def _count_trips(
    config: DemoConfig, calendar: Calendar, event_rate: float
) -> tuple[list[int], NDArray[np.float64]]:
    """Return each block's number of trips, and the sum of their customers' basket levels."""
    counts, weights = [], []
    for block in blocks(config):
        rhythm = draw_rhythm(config, calendar, block)
        customer = block_trips(config, calendar, rhythm, block, event_rate).customer
        per_level = np.bincount(rhythm.basket_level[customer], minlength=len(BASKET_LEVELS))
        counts.append(len(customer))
        weights.append(float(per_level @ BASKET_LEVELS))
    return counts, np.array(weights)
