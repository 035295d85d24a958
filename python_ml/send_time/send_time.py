"""Weekday and hour of a customer's next occasion: own habits, shrunk to a segment's, shrunk to the shop's."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from python_ml.send_time.habit_mixture import Counts, HabitMixture, MixtureSettings, fit_mixture

TRAITS = {"hour": range(24), "weekday": range(1, 8), "size": range(16), "spend": range(64)}
"""What is known of an occasion, and the values it has; size and spend are logarithms to base 2, rounded down."""
ANSWERED = ("hour", "weekday")
TELLING = (("size", "spend"), ())
"""What else may tell the segments apart."""

SEGMENTS = (8, 4, 2)
SHOP_STRENGTHS = (60.0, 20.0, 180.0)
DISPERSIONS = (16.0, 8.0, 32.0)
HALF_LIVES = (1456, 728, 364, 182)
# No prior outweighs more than 32 occasions of a customer's own: who has more of them is known well enough.
STRENGTHS = (12.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0)
KERNEL_WIDTHS = {"hour": (1.0, 0.0, 0.5, 0.75, 1.25, 1.5, 2.0), "weekday": (0.0, 0.5, 0.75, 1.0)}
"""Of each of these the first is what is kept unless another foretells better by more than a standard error."""
KERNEL_REACH = 3

Kernel = tuple[float, ...]
"""Share of an occasion that stays with its value, and that goes to each of the two values 1, 2, … away."""

SEARCH_ROUNDS = 25

ESTIMATE = {
    "parameter": pl.String,
    "segment": pl.Int32,
    "trait": pl.String,
    "value": pl.Int32,
    "estimate": pl.Float64,
}


@dataclass(frozen=True)
class Shrinkage:
    """How far a customer's own occasions are trusted for one trait.

    Attributes
    ----------
    strength
        Occasions that the prior weighs.
    kernel
        How occasions are spread over the circle of values.
    """

    strength: float
    kernel: Kernel


@dataclass(frozen=True)
class Prediction:
    """What is predicted of some customers.

    Attributes
    ----------
    probabilities
        By answered trait, the probability of each value for each customer, shape (customers, values).
    shop_shares
        Share of the shop's habits in what the segments make us expect of each customer, shape (customers,).
    """

    probabilities: Counts
    shop_shares: NDArray[np.float64]


@dataclass(frozen=True)
class SendTimeFit:
    """All that is needed to answer for a customer: the segments, and for each answered trait the shrinkage."""

    half_life_days: int
    mixture: HabitMixture
    shrinkages: dict[str, Shrinkage]

    def predict(self, counts: Counts) -> Prediction:
        """Predict each customer's next occasion from occasions by trait, of all traits of the mixture."""
        memberships = self.mixture.exact_memberships(counts)
        priors = self.mixture.priors(memberships)
        probabilities = {
            trait: shrink(counts[trait], priors[trait], shrinkage)
            for trait, shrinkage in self.shrinkages.items()
        }
        return Prediction(probabilities, self.mixture.shop_shares(memberships))

    @classmethod
    def from_table(cls, table: pl.DataFrame) -> "SendTimeFit":
        """The fit that `as_table` wrote, whatever the order of its rows.

        Raises
        ------
        KeyError
            If a parameter that has no trait is missing.
        """
        rows = table.sort("parameter", "trait", "segment", "value")

        def estimates(parameter: str, **keys: Any) -> NDArray[np.float64]:
            return rows.filter(parameter=parameter, **keys)["estimate"].to_numpy()

        has_no_key = pl.all_horizontal(pl.col("segment", "trait").is_null())
        single = dict(rows.filter(has_no_key).select("parameter", "estimate").iter_rows())
        shares = estimates("segment_share")
        traits = [trait for trait in TRAITS if len(estimates("habit", trait=trait))]
        habits = {
            trait: estimates("habit", trait=trait).reshape(len(shares) + 1, len(TRAITS[trait]))
            for trait in traits
        }
        settings = MixtureSettings(len(shares), single["shop_strength"], single["dispersion"])
        mixture = HabitMixture(
            shares,
            estimates("segment_occasions"),
            {trait: of_segments[1:] for trait, of_segments in habits.items()},
            {trait: of_segments[0] for trait, of_segments in habits.items()},
            settings,
        )
        shrinkages = {
            trait: Shrinkage(*estimates("strength", trait=trait), tuple(estimates("kernel", trait=trait)))
            for trait in ANSWERED
            if trait in habits
        }
        return cls(int(single["half_life_days"]), mixture, shrinkages)

    def as_table(self) -> pl.DataFrame:
        """Columns `parameter`, `segment`, `trait`, `value`, `estimate`; segment 0 is the whole shop."""
        settings = self.mixture.settings
        rows: list[tuple[str, int | None, str | None, int | None, float]] = [
            ("half_life_days", None, None, None, self.half_life_days),
            ("dispersion", None, None, None, settings.dispersion),
            ("shop_strength", None, None, None, settings.shop_strength),
        ]
        for segment, (share, weight) in enumerate(
            zip(self.mixture.shares, self.mixture.weights, strict=True), 1
        ):
            rows.append(("segment_share", segment, None, None, share))
            rows.append(("segment_occasions", segment, None, None, weight))
        for trait, habits in self.mixture.habits.items():
            for segment, probabilities in enumerate([self.mixture.shop[trait], *habits]):
                pairs = zip(TRAITS[trait], probabilities, strict=True)
                rows.extend(("habit", segment, trait, value, probability) for value, probability in pairs)
        for trait, shrinkage in self.shrinkages.items():
            rows.append(("strength", None, trait, None, shrinkage.strength))
            shares = enumerate(shrinkage.kernel)
            rows.extend(("kernel", None, trait, distance, share) for distance, share in shares)
        return pl.DataFrame(rows, ESTIMATE, orient="row")


def fit_send_times(
    occasions: pl.DataFrame, on_progress: Callable[[str], None] = lambda _: None
) -> SendTimeFit:
    """Fit segments, strengths, kernels and the half-life to how likely they make each customer's latest occasions.

    The latest day of each customer who came on two days or more is held out and foretold from the earlier ones; the
    segments are then fitted once more, to all of them.

    Parameters
    ----------
    occasions
        Columns `customer_key`, `days_ago` (before the cutoff) and those of `TRAITS`; `hour` null throughout where the
        source has no time of day, which leaves that trait out.
    on_progress
        Called with a sentence at each step.

    Raises
    ------
    ValueError
        If there is no occasion, or a trait has a value it cannot have.
    """
    occasions = occasions.sort("customer_key", "days_ago", *TRAITS)
    if occasions.is_empty():
        raise ValueError("There is no occasion to learn habits from.")
    held_out = HeldOut.of(occasions)
    best = one_standard_error_rule(
        [held_out.fit(HALF_LIVES[0], *choice) for choice in _mixtures(held_out.answered)]
    )
    on_progress(f"{best.settings.segments} segments by {', '.join(best.traits)}")
    best = one_standard_error_rule(
        [held_out.fit(half_life, best.traits, best.settings) for half_life in HALF_LIVES]
    )
    on_progress(f"half-life {best.half_life_days} days")
    counts = count_occasions(occasions, best.traits, best.half_life_days)
    return SendTimeFit(best.half_life_days, fit_mixture(counts, best.settings), best.shrinkages)


def fit_cutoffs(samples: pl.DataFrame, on_progress: Callable[[str], None] = lambda _: None) -> pl.DataFrame:
    """Fit every cutoff of `samples` to its own occasions.

    Parameters
    ----------
    samples
        Columns `as_of`, `split`, `last_event_at` and those of `fit_send_times`.
    on_progress
        Called with a sentence at each step.

    Returns
    -------
    pl.DataFrame
        Columns `as_of`, `split`, `last_event_at` (the newest that was learned from) and those of
        `SendTimeFit.as_table`; no row where there is no cutoff.
    """
    cutoffs = samples.sort("as_of", "split").group_by("as_of", "split", maintain_order=True)
    tables = [
        samples.clear()
        .select("as_of", "split", "last_event_at")
        .join(pl.DataFrame(schema=ESTIMATE), how="cross")
    ]
    for _, sample in cutoffs:
        cutoff = sample.select("as_of", "split", pl.col("last_event_at").max()).head(1)
        tables.append(cutoff.join(fit_send_times(sample, on_progress).as_table(), how="cross"))
    return pl.concat(tables)


def _mixtures(answered: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], MixtureSettings]]:
    for telling, *settings in product(TELLING, SEGMENTS, SHOP_STRENGTHS, DISPERSIONS):
        yield answered + telling, MixtureSettings(*settings)
    # A single segment is the shop: there is nothing to tell apart, nor to hold together.
    yield answered, MixtureSettings(1, SHOP_STRENGTHS[0], DISPERSIONS[0])


@dataclass(frozen=True)
class Candidate:
    """One way to fit, and the log-likelihood of each occasion that was held out from it, shape (occasions,)."""

    half_life_days: int
    traits: tuple[str, ...]
    settings: MixtureSettings
    shrinkages: dict[str, Shrinkage]
    log_likelihoods: NDArray[np.float64]


class HasLogLikelihoods(Protocol):
    """What can be compared by the log-likelihoods of the same occasions."""

    @property
    def log_likelihoods(self) -> NDArray[np.float64]:
        """One of each occasion, shape (occasions,)."""


T = TypeVar("T", bound=HasLogLikelihoods)


def one_standard_error_rule(candidates: Sequence[T]) -> T:
    """The first candidate, unless the one that predicts best beats it by more than a standard error.

    On a few thousand occasions the best of many candidates is largely luck. After Breiman, Friedman, Olshen & Stone
    (1984), Classification and Regression Trees.
    """
    default, best = candidates[0], max(candidates, key=lambda candidate: candidate.log_likelihoods.sum())
    gains = best.log_likelihoods - default.log_likelihoods
    return best if gains.sum() > gains.std() * math.sqrt(len(gains)) else default


@dataclass(frozen=True)
class HeldOut:
    """Each customer's latest day, and the days before it by which it is to be foretold."""

    earlier: pl.DataFrame
    latest: pl.DataFrame
    answered: tuple[str, ...]

    @classmethod
    def of(cls, occasions: pl.DataFrame) -> "HeldOut":
        """Split occasions; who came on one day only is all history. Ages are counted from the held-out day on."""
        ages = pl.col("days_ago") - pl.col("days_ago").min().over("customer_key")
        is_single = pl.col("days_ago").n_unique().over("customer_key") == 1
        marked = occasions.with_columns(
            customer_key=pl.col("customer_key").rank("dense"), is_single=is_single, age=ages
        )
        is_held_out = ~pl.col("is_single") & (pl.col("age") == 0)
        earlier = marked.filter(~is_held_out).with_columns(
            days_ago=pl.when("is_single").then("days_ago").otherwise("age")
        )
        answered = tuple(trait for trait in ANSWERED if occasions[trait].null_count() == 0)
        return cls(earlier, marked.filter(is_held_out), answered)

    def fit(self, half_life_days: int, traits: tuple[str, ...], settings: MixtureSettings) -> Candidate:
        """Segments from the earlier days, then for each trait the shrinkage that foretells the latest best."""
        counts = count_occasions(self.earlier, traits, half_life_days)
        mixture = fit_mixture(counts, settings, SEARCH_ROUNDS)
        priors = mixture.priors(mixture.memberships(counts))
        fitted = {trait: self.shrinkage(trait, counts[trait], priors[trait]) for trait in self.answered}
        return Candidate(
            half_life_days,
            traits,
            settings,
            {trait: trial.shrinkage for trait, trial in fitted.items()},
            sum(trial.log_likelihoods for trial in fitted.values()),
        )

    def shrinkage(
        self,
        trait: str,
        counts: NDArray[np.float64],
        priors: NDArray[np.float64],
        kernels: Iterable[Kernel] | None = None,
    ) -> "Trial":
        """The shrinkage by which the latest days are foretold."""
        customers = self.latest["customer_key"].to_numpy().astype(np.int64) - 1
        values = self.latest[trait].to_numpy() - TRAITS[trait].start
        prior, occasions = priors[customers, values], counts.sum(axis=1)[customers]
        trials = []
        for kernel in kernels or map(normal_kernel, KERNEL_WIDTHS[trait]):
            own = smooth(counts, kernel)[customers, values]
            for strength in STRENGTHS:
                log_likelihoods = np.log((own + strength * prior) / (occasions + strength))
                trials.append(Trial(Shrinkage(strength, kernel), log_likelihoods))
        return one_standard_error_rule(trials)


@dataclass(frozen=True)
class Trial:
    """A shrinkage, and the log-likelihood of each held-out occasion under it, shape (occasions,)."""

    shrinkage: Shrinkage
    log_likelihoods: NDArray[np.float64]


def count_occasions(occasions: pl.DataFrame, traits: Iterable[str], half_life_days: float) -> Counts:
    """Occasions of each customer by trait, an occasion weighing half after every half-life.

    Customers stand in ascending order of `customer_key`.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    customers = occasions["customer_key"].rank("dense").to_numpy().astype(np.int64) - 1
    weights = 0.5 ** (occasions["days_ago"].to_numpy() / half_life_days)
    return sum_by_value(occasions, customers, weights, traits)


def sum_by_value(
    occasions: pl.DataFrame,
    rows: NDArray[np.int64],
    weights: NDArray[np.float64],
    traits: Iterable[str],
    customers: int | None = None,
) -> Counts:
    """By trait, the weights of the occasions of each customer and value, shape (customers, values).

    Parameters
    ----------
    occasions
        The traits of each occasion.
    rows, weights
        The row that an occasion's customer has in the result, and what it weighs; shape (occasions,).
    traits
        Which to sum by.
    customers
        Number of customers; without it, as many as `rows` needs.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    customers = rows.max() + 1 if customers is None else customers
    counts = {}
    for trait in traits:
        values = occasions[trait].to_numpy() - TRAITS[trait].start
        size = len(TRAITS[trait])
        if not ((values >= 0) & (values < size)).all():
            raise ValueError(f"{trait} is not within {TRAITS[trait].start} to {TRAITS[trait].stop - 1}.")
        counts[trait] = np.bincount(rows * size + values, weights, customers * size).reshape(-1, size)
    return counts


def shrink(
    counts: NDArray[np.float64], priors: NDArray[np.float64], shrinkage: Shrinkage
) -> NDArray[np.float64]:
    """Posterior mean of a Dirichlet prior of the given strength around `priors`, both (customers, values)."""
    occasions = counts.sum(axis=1, keepdims=True)
    own = smooth(counts, shrinkage.kernel)
    return (own + shrinkage.strength * priors) / (occasions + shrinkage.strength)


def smooth(counts: NDArray[np.float64], kernel: Kernel) -> NDArray[np.float64]:
    """Counts (customers, values) spread over their neighbours on the circle, each row keeping its sum."""
    spread = np.zeros_like(counts)
    for distance, share in enumerate(kernel):
        for step in {distance, -distance}:
            spread += share * np.roll(counts, step, axis=1)
    return spread


def normal_kernel(width: float) -> Kernel:
    """The kernel in the shape of a normal density of standard deviation `width`, cut off after three values."""
    if width == 0:
        return (1.0,) + (0.0,) * KERNEL_REACH
    heights = np.exp(-0.5 * (np.arange(KERNEL_REACH + 1) / width) ** 2)
    return tuple((heights / (2 * heights.sum() - heights[0])).tolist())
