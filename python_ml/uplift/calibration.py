"""What an effect that a learner predicts has turned out to be worth."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import norm

from python_ml.uplift.qini import CONFIDENCE, by_customer, of_customers
from python_ml.uplift.trial import Floats, Trial

BINS = 5


@dataclass(frozen=True)
class Calibration:
    """A straight line from predicted to observed effect, with the uncertainty of both its parameters.

    Attributes
    ----------
    middle
        The prediction at which `level` is the effect.
    level, slope
        The effect there, and by how much it grows with the prediction.
    covariance
        Of level and slope, shape (2, 2).
    """

    middle: float
    level: float
    slope: float
    covariance: Floats

    def effects(self, predicted: Floats) -> tuple[Floats, Floats, Floats]:
        """The effect of those of whom so much is predicted, and both ends of its 95 % interval."""
        design = np.column_stack([np.ones(len(predicted)), predicted - self.middle])
        effect = design @ np.array([self.level, self.slope])
        reach = norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(
            np.einsum("ij,jk,ik->i", design, self.covariance, design)
        )
        return effect, effect - reach, effect + reach


def calibrate(predicted: Floats, scores: Floats, received: Floats, trial: Trial) -> Calibration:
    """Fit observed on predicted effects, for those who get what they may get.

    Parameters
    ----------
    predicted
        Effects predicted by models that have not seen these rows; constant for the mean effect alone.
    scores
        Noisy effects of the lot, see `effect_scores`.
    received
        Noisy effects of the lot on what is received: 1 where everybody gets what they may get.
    trial
        The rows.

    References
    ----------
    Chernozhukov, Demirer, Duflo & Fernández-Val (2018), "Generic machine learning inference on heterogeneous treatment
    effects in randomized experiments" (the best linear predictor); Angrist & Imbens (1994), "Identification and
    estimation of local average treatment effects", Econometrica (who got it, by way of who might get it).
    """
    middle = float(predicted.mean())
    design = np.column_stack([np.ones(len(predicted)), predicted - middle])
    if not design[:, 1].any():
        design = design[:, :1]
    bread = np.linalg.inv(design.T @ (design * received[:, None]))
    found = bread @ design.T @ scores
    residual = scores - received * (design @ found)
    meat = np.array([by_customer(column * residual, trial.units) for column in design.T])
    covariance = np.zeros((2, 2))
    covariance[: len(found), : len(found)] = bread @ (meat @ meat.T) @ bread.T
    return Calibration(middle, float(found[0]), float(found[1]) if len(found) == 2 else 0.0, covariance)


def received_scores(trial: Trial) -> Floats:
    """What the lot adds to the probability of getting it, as a noisy effect of each row; 1 where everybody gets it."""
    shares = [_mean_received(trial.take(side)) for side in (~trial.treated, trial.treated)]
    residual = trial.received - np.where(trial.treated, shares[1], shares[0])
    return shares[1] - shares[0] + np.where(trial.treated, 1.0, -1.0) * trial.weights * residual


def _mean_received(side: Trial) -> float:
    return float(np.average(side.received, weights=side.weights))


def calibration_table(predicted: Floats, scores: Floats, trial: Trial, bins: int = BINS) -> pl.DataFrame:
    """Observed beside predicted effect, in bins of like prediction.

    Returns
    -------
    polars.DataFrame
        `bin` from 1 (least predicted), `rows`, mean `predicted`, and `observed` with `low` and `high`.
    """
    number = (np.argsort(np.argsort(predicted, kind="stable"), kind="stable") * bins) // len(predicted)
    rows = []
    for each in range(bins):
        own = number == each
        observed = of_customers(scores[own], trial.units[own])
        rows.append(
            (
                each + 1,
                int(own.sum()),
                float(predicted[own].mean()),
                observed.value,
                observed.low,
                observed.high,
            )
        )
    return pl.DataFrame(rows, ["bin", "rows", "predicted", "observed", "low", "high"], orient="row")
