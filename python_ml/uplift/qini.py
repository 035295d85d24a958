"""How well an order of customers finds those who are moved: Radcliffe's Qini."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

from python_ml.uplift.trial import Floats, Trial

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return self.value - norm.ppf((1 + CONFIDENCE) / 2) * self.error

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.value + norm.ppf((1 + CONFIDENCE) / 2) * self.error

    def __str__(self) -> str:
        return f"{self.value:.4f} ± {self.error:.4f}"


def gains(scores: Floats, trial: Trial, counts: Floats | None = None) -> Floats:
    """What treating gained among the best-scored customers, per customer of the trial, after each row; begins with 0.

    Radcliffe's curve `R_t - R_c * N_t / N_c`, over all rows. Where propensities differ, each row of those left out
    counts `e / (1 - e)`, so that they are like the treated.

    Parameters
    ----------
    scores
        The higher, the earlier; rows of one score come together, and share what they gain.
    trial
        What happened to them.
    counts
        How often each row counts; once by default.

    Returns
    -------
    numpy.ndarray
        Shape (rows + 1,).

    References
    ----------
    Radcliffe (2007), "Using control groups to target on predicted lift", Direct Marketing Analytics Journal.
    """
    order = np.argsort(-scores, kind="stable")
    counts = np.ones(len(scores)) if counts is None else counts
    odds = trial.propensity / (1 - trial.propensity)
    weights = (counts * np.where(trial.treated, 1.0, odds))[order]
    treated, outcome = trial.treated[order], trial.outcome[order]

    def running(values: Floats) -> Floats:
        return np.r_[0.0, np.cumsum(values)]

    treated_rows, control_rows = running(weights * treated), running(weights * ~treated)
    treated_outcome, control_outcome = (
        running(weights * treated * outcome),
        running(weights * ~treated * outcome),
    )
    ratio = np.divide(treated_rows, control_rows, out=np.zeros_like(treated_rows), where=control_rows > 0)
    curve = (treated_outcome - control_outcome * ratio) / counts.sum()
    ends = np.r_[0, 1 + np.flatnonzero(np.r_[np.diff(scores[order]) != 0, True])]
    return np.interp(np.arange(len(curve)), ends, curve[ends])


def qini(scores: Floats, trial: Trial, counts: Floats | None = None) -> float:
    """Area between the curve of `gains` and that of a random order, per customer.

    Examples
    --------
    >>> treated = np.tile([True, False], 50)
    >>> moved = np.arange(100) < 50
    >>> trial = Trial.by_lot(np.zeros((100, 1)), treated, treated & moved, share=0.5)
    >>> round(qini(moved.astype(float), trial), 3), round(qini(np.zeros(100), trial), 3)
    (0.062, 0.0)
    """
    curve = gains(scores, trial, counts)
    weights = np.ones(len(scores)) if counts is None else counts[np.argsort(-scores, kind="stable")]
    reached = np.r_[0.0, np.cumsum(weights)] / weights.sum()
    return float(np.trapezoid(curve - reached * curve[-1], reached))


def bootstrapped_qini(scores: Floats, trial: Trial, samples: int = 200, seed: int = 20) -> Estimate:
    """The Qini, and its standard error over customers drawn with replacement."""
    generator = np.random.default_rng(seed)
    _, rows = np.unique(trial.units, return_inverse=True)
    customers = rows.max() + 1
    drawn = [
        qini(
            scores,
            trial,
            np.bincount(generator.integers(customers, size=customers), minlength=customers)[rows],
        )
        for _ in range(samples)
    ]
    return Estimate(qini(scores, trial), float(np.std(drawn, ddof=1)))


def places(scores: Floats, folds: np.ndarray) -> Floats:
    """How far ahead of the middle each row is among those of its fold, from +½ (best) to -½; ties share a place."""
    found = np.zeros(len(scores))
    for fold in np.unique(folds):
        own = folds == fold
        found[own] = (rankdata(scores[own]) - 0.5) / own.sum() - 0.5
    return found


def of_customers(terms: Floats, units: np.ndarray) -> Estimate:
    """Mean of the rows' terms, with a standard error that takes the rows of a customer as one.

    Examples
    --------
    >>> print(of_customers(np.array([0.0, 1.0, 0.0, 1.0]), np.arange(4)))
    0.5000 ± 0.2500
    """
    sums = by_customer(terms - terms.mean(), units)
    return Estimate(float(terms.mean()), float(np.sqrt((sums**2).sum()) / len(terms)))


def by_customer(terms: Floats, units: np.ndarray) -> Floats:
    """Sums over the rows of each customer."""
    return np.bincount(np.unique(units, return_inverse=True)[1], weights=terms)
