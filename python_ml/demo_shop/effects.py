"""What a push does to the customers of the generated shop: the truth that an experiment there must find.

A push may bring an order in a week that would have had none (`gain`), and may cost the orders of a week that would have
had some (`loss`). Frequent customers buy anyway; of the others, those from some age on are moved, and younger ones are
put off. Which age that is, and how much each customer is moved, is drawn by the shop's seed. The shop sees age and
frequency, and not the effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import blocks, draw_rhythm, draw_taste
from python_ml.demo_shop.profile import draw_profile
from python_ml.demo_shop.shop import build_shop
from python_ml.demo_shop.streams import Stream, generator

Kind = Literal["mixed", "alike"]
KINDS: tuple[Kind, ...] = ("mixed", "alike")

FREQUENT_SHARE = 1 / 3
"""Share of customers who come so often that they buy anyway."""
AGES_MOVED_FROM = (25, 35)
"""Range of the age from which customers are moved."""
MEAN_GAIN, MEAN_LOSS = 0.25, 0.4
ALIKE_GAIN = 0.08
"""What a push brings where everybody is alike."""


@dataclass(frozen=True, eq=False)
class PushEffects:
    """What a push does to each of some customers; both of shape (customers,).

    Attributes
    ----------
    gain
        Probability that a push brings an order, in a week that would have had none.
    loss
        Probability that a push costs the orders of a week that would have had some.
    """

    gain: NDArray[np.float64]
    loss: NDArray[np.float64]

    def take(self, index: NDArray[np.int64]) -> Self:
        """Return the effects on customers by their index, in its order."""
        return type(self)(self.gain[index], self.loss[index])

    def given(self, orders_anyway: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the orders that a push adds on average, given who orders without one.

        Examples
        --------
        >>> effects = PushEffects(np.array([0.3, 0.3]), np.array([0.5, 0.5]))
        >>> effects.given(np.array([False, True])).tolist()
        [0.3, -0.5]
        """
        return np.where(orders_anyway, -self.loss, self.gain)

    def answers(self, orders_anyway: NDArray[np.bool_], uniform: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return who orders after a push.

        Parameters
        ----------
        orders_anyway
            Who would order without one.
        uniform
            A random number of each in [0, 1).

        Examples
        --------
        >>> effects = PushEffects(np.array([0.3, 0.3]), np.array([0.5, 0.5]))
        >>> effects.answers(np.array([False, True]), np.array([0.2, 0.2])).tolist()
        [True, False]
        """
        return np.where(orders_anyway, uniform >= self.loss, uniform < self.gain)


def draw_effects(config: DemoConfig, kind: Kind = "mixed") -> PushEffects:
    """Draw the effects on all customers of a shop.

    Parameters
    ----------
    config
        The shop.
    kind
        ``mixed``: some are moved, some buy anyway, some are put off. ``alike``: a push brings the same from everybody
        who would not order, and costs nothing, so that there is nobody to find.
    """
    if kind == "alike":
        return PushEffects(np.full(config.customers, ALIKE_GAIN), np.zeros(config.customers))
    rate, age = _traits(config)
    rng = generator(config.seed, Stream.EFFECTS)
    moved_from = rng.integers(*AGES_MOVED_FROM, endpoint=True)
    strength = rng.uniform(0.5, 1.5, config.customers)
    buys_anyway = rate >= np.quantile(rate, 1 - FREQUENT_SHARE)
    is_moved = ~buys_anyway & (age >= moved_from)
    is_put_off = ~buys_anyway & (age < moved_from)
    return PushEffects(MEAN_GAIN * strength * is_moved, MEAN_LOSS * strength * is_put_off)


def _traits(config: DemoConfig) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how often each customer comes, and how old they are; who told no age counts as young."""
    shop = build_shop(config)
    rates, ages = [], []
    for block in blocks(config):
        rates.append(draw_rhythm(config, shop.calendar, block).relative_rate)
        ages.append(draw_profile(config, draw_taste(config, shop.articles, block), block).age)
    return np.concatenate(rates), np.concatenate(ages)
