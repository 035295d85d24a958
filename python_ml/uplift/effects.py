"""The effect of a push on each customer, or on all alike where nothing more is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from python_ml.uplift.calibration import Calibration, calibrate, calibration_table, received_scores
from python_ml.uplift.judging import FOLDS, Judged, Verdict, judge, verdicts
from python_ml.uplift.learners import CANDIDATES, Candidate, effect_scores
from python_ml.uplift.models import Prediction, trees
from python_ml.uplift.trial import Floats, Trial

Basis = Literal["personal", "mean", "none"]

# Probability of claiming that some are moved more than others when nobody is.
LEVEL = 0.05


@dataclass(frozen=True)
class Effects:
    """What was learned of a trial.

    Attributes
    ----------
    basis
        `personal`: who is moved more is known; `mean`: only the mean effect is; `none`: there is too little to say.
    learner
        The candidate whose predictions count, for `personal`.
    verdicts
        Every candidate's Qini, best first; none for `none`.
    calibration
        From what the learner predicts to effects; None for `none`.
    bins
        How predictions of the best candidate compare with what was observed, see `calibration_table`.
    """

    basis: Basis
    learner: str | None
    verdicts: list[Verdict]
    calibration: Calibration | None
    bins: pl.DataFrame | None
    predict: Prediction

    def of(self, features: Floats) -> tuple[Floats, Floats, Floats]:
        """Effect of a push on customers by their features, with the ends of its 95 % interval; NaN for `none`."""
        if self.calibration is None:
            unknown = np.full(len(features), np.nan)
            return unknown, unknown, unknown
        return self.calibration.effects(self.predict(features))


def learn_effects(trial: Trial, candidates: Mapping[str, Candidate] = CANDIDATES) -> Effects:
    """Learn who is moved, and claim nothing of single customers unless it shows on those not learned from.

    The candidate with the largest Qini on unseen rows is chosen. It must beat a random order, and the order by how
    likely customers are to act anyway, by more than the best of so many candidates would by luck in 95 of 100 trials.
    If it doesn't, all customers have the mean effect.

    Parameters
    ----------
    trial
        All windows that are closed, see `judge` for how they are used.
    candidates
        Ways to learn, by name.
    """
    if not trial.suffices:
        return Effects("none", None, [], None, None, _nothing)
    judged = judge(trial, candidates)
    ranked = verdicts(judged)
    best = ranked[0]
    if best.p >= LEVEL:
        return Effects("mean", None, ranked, _mean_effect(trial), _bins(judged, best.name), _nothing)
    calibration = calibrate(
        judged.predicted[best.name], judged.scores, received_scores(judged.trial), judged.trial
    )
    return Effects(
        "personal", best.name, ranked, calibration, _bins(judged, best.name), candidates[best.name](trial)
    )


def _nothing(features: Floats) -> Floats:
    return np.zeros(len(features))


def _mean_effect(trial: Trial) -> Calibration:
    scores = effect_scores(trial, trees, FOLDS)
    return calibrate(np.zeros(len(trial)), scores, received_scores(trial), trial)


def _bins(judged: Judged, name: str) -> pl.DataFrame:
    return calibration_table(judged.predicted[name], judged.scores, judged.trial)
