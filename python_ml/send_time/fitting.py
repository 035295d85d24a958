"""Fitting when a customer comes next: own habits, shrunk to those of a segment, shrunk to those of the shop."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from python_ml.send_time.fit import ESTIMATE, SendTimeFit
from python_ml.send_time.habit_mixture import MixtureSettings, fit_mixture
from python_ml.send_time.occasions import ANSWERED, TRAITS, count_occasions, is_known, known_values
from python_ml.send_time.shrinkage import Kernel, Shrinkage, normal_kernel, smooth

TELLING = (("size", "spend"), ())
"""What else may distinguish the segments."""

SEGMENTS = (8, 4, 2)
SHOP_STRENGTHS = (60.0, 20.0, 180.0)
DISPERSIONS = (16.0, 8.0, 32.0)
HALF_LIVES = (1456, 728, 364, 182)
# No prior outweighs more than 32 occasions of a customer's own: who has more of them is known well enough.
STRENGTHS = (12.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0)
KERNEL_WIDTHS = {"hour": (1.0, 0.0, 0.5, 0.75, 1.25, 1.5, 2.0), "weekday": (0.0, 0.5, 0.75, 1.0)}
"""Of each of these the first is what is kept unless another predicts better by more than a standard error."""
SEARCH_ROUNDS = 25


def fit_send_times(
    occasions: pl.DataFrame, on_progress: Callable[[str], None] = lambda _: None
) -> SendTimeFit:
    """Fit segments, strengths, kernels and the half-life to how likely they make each customer's latest occasions.

    The latest day of each customer who came on two days or more is held out and predicted from the earlier ones; the
    segments are then fitted once more, to all of them.

    Parameters
    ----------
    occasions
        Columns `customer_key`, `days_ago` (before the cutoff) and those of `TRAITS`; `hour` null where
        only the date is known; null throughout leaves that trait out.
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
    # A single segment is the shop: there is nothing to distinguish, nor to hold together.
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
    """Each customer's latest day, and the days before it by which it is to be predicted."""

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
        answered = tuple(trait for trait in ANSWERED if is_known(occasions, trait))
        return cls(earlier, marked.filter(is_held_out), answered)

    def fit(self, half_life_days: int, traits: tuple[str, ...], settings: MixtureSettings) -> Candidate:
        """Segments from the earlier days, then for each trait the shrinkage that predicts the latest best."""
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
        """The shrinkage that predicts the latest days best; those of which the trait is unknown weigh nothing."""
        customers = self.latest["customer_key"].to_numpy().astype(np.int64) - 1
        known, values = known_values(self.latest, trait)
        prior, occasions = priors[customers, values], counts.sum(axis=1)[customers]
        trials = []
        for kernel in kernels or map(normal_kernel, KERNEL_WIDTHS[trait]):
            own = smooth(counts, kernel)[customers, values]
            for strength in STRENGTHS:
                log_likelihoods = np.log((own + strength * prior) / (occasions + strength)) * known
                trials.append(Trial(Shrinkage(strength, kernel), log_likelihoods))
        return one_standard_error_rule(trials)


@dataclass(frozen=True)
class Trial:
    """A shrinkage, and the log-likelihood of each held-out occasion under it, shape (occasions,)."""

    shrinkage: Shrinkage
    log_likelihoods: NDArray[np.float64]
