"""Segments of customers who share habits: a mixture of multinomials over the traits of an occasion."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Counts = dict[str, NDArray[np.float64]]
"""Weighed occasions of each customer by trait: name to an array (customers, values)."""

Number = TypeVar("Number", np.float64, np.int64)

MICROS = 1_000_000
# Half an occasion for every value: what has never happened yet is unlikely, not impossible.
UNSEEN = 0.5


@dataclass(frozen=True)
class MixtureSettings:
    """How a mixture is fitted.

    Attributes
    ----------
    segments
        Number of segments; 1 leaves the shop alone.
    shop_strength
        Occasions that the shop's habits weigh in those of a segment.
    dispersion
        Occasions of one customer repeat each other: however many there are, they count as fewer than 1 + dispersion.
    """

    segments: int
    shop_strength: float
    dispersion: float


@dataclass(frozen=True)
class HabitMixture:
    """Segments, the largest first.

    Attributes
    ----------
    shares
        Share of the customers in each segment, shape (segments,).
    weights
        Effective occasions of each segment, shape (segments,).
    habits
        By trait, the probability of each value in each segment, shape (segments, values).
    shop
        By trait, the same for the whole shop, shape (values,).
    settings
        What it was fitted with.
    """

    shares: NDArray[np.float64]
    weights: NDArray[np.float64]
    habits: Counts
    shop: Counts
    settings: MixtureSettings

    def memberships(self, counts: Counts) -> NDArray[np.float64]:
        """How likely each customer belongs to each segment, shape (customers, segments).

        The likelihood of n occasions is raised to (1 + D) / (n + D), D the dispersion: the sample that is as telling
        as n occasions of one customer under a Dirichlet-multinomial of that concentration (Brier 1980).
        """
        return self._posterior(
            counts, sum(_product(counts[trait], np.log(habits).T) for trait, habits in self.habits.items())
        )

    def exact_memberships(self, counts: Counts) -> NDArray[np.float64]:
        """`memberships` by whole millionths of occasions and of logarithms.

        Sums of whole numbers are the same in whatever order they are added: however customers are cut into batches,
        each gets the same bytes.
        """
        sums = sum(
            _product(_micros(counts[trait]), _micros(np.log(habits)).T)
            for trait, habits in self.habits.items()
        )
        return self._posterior(counts, sums / MICROS**2)

    def priors(self, memberships: NDArray[np.float64]) -> Counts:
        """By trait, what the segments make us expect of each customer, shape (customers, values)."""
        return {trait: _product(memberships, habits) for trait, habits in self.habits.items()}

    def shop_shares(self, memberships: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of the shop's habits in what the segments make us expect of each customer, shape (customers,)."""
        strength = self.settings.shop_strength
        return _product(memberships, (strength / (self.weights + strength))[:, None])[:, 0]

    def _posterior(self, counts: Counts, log_likelihoods: NDArray[np.float64]) -> NDArray[np.float64]:
        per_occasion = effective_occasions(counts, self.settings.dispersion)
        return _softmax(np.log(self.shares) + per_occasion[:, None] * log_likelihoods)


def effective_occasions(counts: Counts, dispersion: float) -> NDArray[np.float64]:
    """What one occasion of each customer counts, shape (customers,): 1 when it is the only one."""
    occasions = next(iter(counts.values())).sum(axis=1)
    return (1 + dispersion) / (np.maximum(occasions, 1) + dispersion)


def fit_mixture(counts: Counts, settings: MixtureSettings, rounds: int = 60, seed: int = 20) -> HabitMixture:
    """Fit the segments by expectation maximisation.

    Parameters
    ----------
    counts
        By trait, of the same customers in the same order. A customer without an occasion teaches nothing.
    settings
        How many segments, and how strong they are held together.
    rounds
        Rounds of expectation and maximisation.
    seed
        Fixes the memberships that the first round begins with.

    Raises
    ------
    ValueError
        If there is no occasion.

    References
    ----------
    Dempster, Laird & Rubin (1977) for expectation maximisation; the habits of a segment are the posterior means under
    a Dirichlet prior around the shop's.
    """
    occasions = next(iter(counts.values())).sum(axis=1)
    counts = {trait: values[occasions > 0] for trait, values in counts.items()}
    if not len(next(iter(counts.values()))):
        raise ValueError("There is no occasion to learn habits from.")
    shop = {trait: _shares(values.sum(axis=0) + UNSEEN) for trait, values in counts.items()}
    per_occasion = effective_occasions(counts, settings.dispersion)
    customers = len(per_occasion)
    memberships = np.random.default_rng(seed).dirichlet(np.ones(settings.segments), size=customers)
    for _ in range(rounds if settings.segments > 1 else 1):
        mixture = _maximise(counts, per_occasion, memberships, shop, settings)
        memberships = mixture.memberships(counts)
    return _largest_first(mixture)


def _maximise(
    counts: Counts,
    per_occasion: NDArray[np.float64],
    memberships: NDArray[np.float64],
    shop: Counts,
    settings: MixtureSettings,
) -> HabitMixture:
    weighed = (memberships * per_occasion[:, None]).T
    sums = {trait: _product(weighed, values) for trait, values in counts.items()}
    strength = settings.shop_strength
    habits = {
        trait: (values + strength * shop[trait]) / (values.sum(axis=1, keepdims=True) + strength)
        for trait, values in sums.items()
    }
    weights = next(iter(sums.values())).sum(axis=1)
    return HabitMixture(_shares(memberships.sum(axis=0) + 1), weights, habits, shop, settings)


def _largest_first(mixture: HabitMixture) -> HabitMixture:
    order = np.argsort(-mixture.shares, kind="stable")
    habits = {trait: values[order] for trait, values in mixture.habits.items()}
    return HabitMixture(mixture.shares[order], mixture.weights[order], habits, mixture.shop, mixture.settings)


def _product(left: NDArray[Number], right: NDArray[Number]) -> NDArray[Number]:
    # Not `@`: a BLAS adds in an order that depends on its threads, and the same input is to give the same bytes.
    return np.einsum("ij,jk->ik", left, right)


def _micros(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(MICROS * values).astype(np.int64)


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values / values.sum()


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
