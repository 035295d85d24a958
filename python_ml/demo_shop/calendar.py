"""Days, assortment weeks and the habits of weekday and hour that customers share.

Days are numbered from 0, the first day of the period. The assortment changes on Mondays; its weeks are
numbered from 0, the (perhaps partial) week of day 0.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.streams import Stream, generator

WEEKDAY_ARCHETYPES = np.array(
    [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],  # any day
        [1.3, 1.3, 1.3, 1.3, 1.1, 0.4, 0.3],  # working days
        [0.4, 0.4, 0.4, 0.5, 0.8, 2.5, 2.0],  # weekend
        [0.4, 0.4, 0.5, 0.9, 2.6, 1.8, 0.4],  # payday evening and Saturday
    ]
)
"""Relative rate of trips by weekday, Monday first."""
PEAK_HOURS = np.array([7, 12, 17, 21, 15])
"""The hour at which the customers of each hour archetype usually buy; the last one at any hour."""
PEAK_WIDTHS = np.array([0.8, 1.2, 1.3, 1.2, 4.0])
"""Standard deviation around the peak, in hours."""
VARIANTS = 8
"""Habits drawn around each archetype."""
WEEKDAY_CONCENTRATION = 60.0
HOUR_CONCENTRATION = 80.0
YEAR_SEASON_STRENGTH = 0.15


@dataclass(frozen=True, eq=False)
class Calendar:
    """Time of the shop.

    Attributes
    ----------
    days, weeks
        Lengths of the period.
    first_weekday
        Weekday of day 0, Monday 0.
    season_angle
        Angle of the year at mid-week, shape (weeks,), in radians.
    trip_intensity
        Integral from day 0 to the start of a day of a weekday habit's relative trip rate (about 1 a day),
        shape (weekday habits, days + 1).
    hour_habits
        Probability of the hour, shape (hour habits, 24); habit h belongs to archetype `h // VARIANTS`.
    """

    days: int
    weeks: int
    first_weekday: int
    season_angle: NDArray[np.float64]
    trip_intensity: NDArray[np.float64]
    hour_habits: NDArray[np.float64]

    def week_of(self, day: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Return the assortment week of a day."""
        return (np.asarray(day) + self.first_weekday) // 7

    def first_day_of(self, week: int) -> int:
        """Return the first day of an assortment week, which is below 0 for a partial first week."""
        return week * 7 - self.first_weekday


def build_calendar(config: DemoConfig) -> Calendar:
    """Build the calendar of a shop."""
    first_weekday = config.first_day.weekday()
    weeks = (config.days - 1 + first_weekday) // 7 + 1
    day_angle = _season_angle(config.first_day, np.arange(config.days))
    mid_week = np.arange(weeks) * 7 - first_weekday + 3
    rng = generator(config.seed, Stream.HABITS)
    return Calendar(
        days=config.days,
        weeks=weeks,
        first_weekday=first_weekday,
        season_angle=_season_angle(config.first_day, mid_week),
        trip_intensity=_trip_intensity(_weekday_habits(rng), first_weekday, day_angle),
        hour_habits=_hour_habits(rng),
    )


def _season_angle(first_day: dt.date, day: NDArray[np.int64]) -> NDArray[np.float64]:
    return 2 * np.pi * (first_day.timetuple().tm_yday - 1 + day) / 365.25


def _weekday_habits(rng: np.random.Generator) -> NDArray[np.float64]:
    shares = np.repeat(WEEKDAY_ARCHETYPES / WEEKDAY_ARCHETYPES.sum(axis=1, keepdims=True), VARIANTS, axis=0)
    return _dirichlet_rows(rng, shares * WEEKDAY_CONCENTRATION) * 7


def _hour_habits(rng: np.random.Generator) -> NDArray[np.float64]:
    distance = (np.arange(24) - PEAK_HOURS[:, None]) / PEAK_WIDTHS[:, None]
    shares = np.exp(-(distance**2) / 2)
    shares[:, :6] = 0.0  # nobody buys at night
    shares = np.repeat(shares / shares.sum(axis=1, keepdims=True), VARIANTS, axis=0)
    return _dirichlet_rows(rng, shares * HOUR_CONCENTRATION)


def _dirichlet_rows(rng: np.random.Generator, concentration: NDArray[np.float64]) -> NDArray[np.float64]:
    gamma = rng.standard_gamma(concentration)
    return gamma / gamma.sum(axis=1, keepdims=True)


def _trip_intensity(
    weekday_habits: NDArray[np.float64], first_weekday: int, day_angle: NDArray[np.float64]
) -> NDArray[np.float64]:
    days = len(day_angle)
    season = 1 + YEAR_SEASON_STRENGTH * np.cos(day_angle + 0.3)  # highest in mid-December
    daily = weekday_habits[:, (first_weekday + np.arange(days)) % 7] * season
    return np.concatenate([np.zeros((len(daily), 1)), np.cumsum(daily, axis=1)], axis=1)
