"""What the shop knows of its customers: age, gender, place, club and newsletter, with gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import AGE_BAND_STARTS, Taste, block_size
from python_ml.demo_shop.streams import Stream, generator

PLACES = (
    ("SE", "Stockholm"),
    ("SE", "Gothenburg"),
    ("SE", "Malmö"),
    ("NO", "Oslo"),
    ("NO", "Bergen"),
    ("DK", "Copenhagen"),
    ("DK", "Aarhus"),
    ("FI", "Helsinki"),
    ("FI", "Tampere"),
)
PLACE_SHARES = np.array([0.24, 0.13, 0.08, 0.12, 0.06, 0.13, 0.06, 0.12, 0.06])
CLUB_STATUSES = ("ACTIVE", "PRE-CREATE", "LEFT CLUB", None)
CLUB_SHARES = np.array([0.9255, 0.07, 0.0005, 0.004])
NEWSLETTERS = ("NONE", "Regularly", "Monthly", None)
NEWSLETTER_SHARES = np.array([0.6455, 0.342, 0.0005, 0.012])
AGE_UNKNOWN = 0.0125
GENDER_UNKNOWN = 0.04
COUNTRY_UNKNOWN = 0.03
CITY_UNKNOWN = 0.06
POSTAL_CODE_UNKNOWN = 0.09
CUSTOMERS_PER_DISTRICT = 4


@dataclass(frozen=True, eq=False)
class Profile:
    """What the shop knows of some customers; all attributes of shape (customers,).

    Attributes
    ----------
    age
        Years, 0 where unknown.
    male, gender_known
        Gender and whether the shop knows it.
    place
        Index into `PLACES`.
    country_known, city_known
        Whether the shop knows them; a city only with its country.
    district
        Number of the postal district, -1 where unknown.
    club, newsletter
        Indices into `CLUB_STATUSES` and `NEWSLETTERS`.
    active
        H&M's flag `Active`.
    """

    age: NDArray[np.int64]
    male: NDArray[np.bool_]
    gender_known: NDArray[np.bool_]
    place: NDArray[np.int64]
    country_known: NDArray[np.bool_]
    city_known: NDArray[np.bool_]
    district: NDArray[np.int64]
    club: NDArray[np.int64]
    newsletter: NDArray[np.int64]
    active: NDArray[np.bool_]


def draw_profile(config: DemoConfig, taste: Taste, block: int) -> Profile:
    """Draw the profiles of a block; age and gender are those of the segment their taste comes from."""
    rng, n = generator(config.seed, Stream.PROFILE, block), block_size(config, block)
    band = taste.segment // 2
    years = AGE_BAND_STARTS[band] + rng.random(n) * np.diff(AGE_BAND_STARTS)[band]
    place = rng.choice(len(PLACES), n, p=PLACE_SHARES)
    country_known = rng.random(n) >= COUNTRY_UNKNOWN
    district = place + len(PLACES) * rng.integers(_districts_of_a_place(config), size=n)
    newsletter = rng.choice(len(NEWSLETTERS), n, p=NEWSLETTER_SHARES)
    return Profile(
        age=np.where(rng.random(n) < AGE_UNKNOWN, 0, years.astype(np.int64)),
        male=taste.segment % 2 == 1,
        gender_known=rng.random(n) >= GENDER_UNKNOWN,
        place=place,
        country_known=country_known,
        city_known=country_known & (rng.random(n) >= CITY_UNKNOWN),
        district=np.where(rng.random(n) < POSTAL_CODE_UNKNOWN, -1, district),
        club=rng.choice(len(CLUB_STATUSES), n, p=CLUB_SHARES),
        newsletter=newsletter,
        active=(newsletter == NEWSLETTERS.index("Regularly")) & (rng.random(n) < 0.97),
    )


def _districts_of_a_place(config: DemoConfig) -> int:
    return max(2, config.customers // (CUSTOMERS_PER_DISTRICT * len(PLACES)))
