"""Four ways to learn an effect from a trial, each with any regression.

References: Künzel, Sekhon, Bickel & Yu (2019), "Metalearners for estimating heterogeneous treatment effects using
machine learning", PNAS (S, T and X); Kennedy (2023), "Towards optimal doubly robust estimation of heterogeneous causal
effects", Electronic Journal of Statistics (doubly robust).
"""

from collections.abc import Callable
from itertools import product

import numpy as np

from python_ml.uplift.folds import folds_of
from python_ml.uplift.models import Prediction, Regression, line, trees
from python_ml.uplift.trial import Floats, Trial

Learner = Callable[[Trial, Regression], Prediction]
Candidate = Callable[[Trial], Prediction]

INNER_FOLDS = 3


def single(trial: Trial, regress: Regression) -> Prediction:
    """S: one regression that is told who was treated; the effect is what that changes."""

    def design(features: Floats, treated: Floats) -> Floats:
        # Products too, without which a straight line would have one effect for all.
        return np.column_stack([features, treated, features * treated[:, None]])

    predict = regress(design(trial.features, trial.treated - trial.propensity), trial.outcome, trial.weights)
    share = float(trial.propensity.mean())

    def effect(features: Floats) -> Floats:
        rows = len(features)
        return predict(design(features, np.full(rows, 1 - share))) - predict(
            design(features, np.full(rows, -share))
        )

    return effect


def arms(trial: Trial, regress: Regression) -> tuple[Prediction, Prediction]:
    """A regression of the outcome of those left out, and one of that of the treated."""
    control, treated = trial.take(~trial.treated), trial.take(trial.treated)
    return (
        regress(control.features, control.outcome, control.weights),
        regress(treated.features, treated.outcome, treated.weights),
    )


def two(trial: Trial, regress: Regression) -> Prediction:
    """T: a regression for each side; the effect is their difference."""
    control, treated = arms(trial, regress)
    return lambda features: treated(features) - control(features)


def crossed(trial: Trial, regress: Regression) -> Prediction:
    """X: what the other side would have done is predicted, and the difference is learned on either side."""
    control, treated = arms(trial, regress)
    difference = np.where(
        trial.treated, trial.outcome - control(trial.features), treated(trial.features) - trial.outcome
    )
    of_control, of_treated = arms(Trial(**{**vars(trial), "outcome": difference}), regress)
    share = float(trial.propensity.mean())
    return lambda features: share * of_control(features) + (1 - share) * of_treated(features)


def doubly_robust(trial: Trial, regress: Regression) -> Prediction:
    """DR: a regression of `effect_scores`, which are right on average whatever the regressions of the sides are."""
    return regress(trial.features, effect_scores(trial, regress, INNER_FOLDS), np.ones(len(trial)))


def effect_scores(trial: Trial, regress: Regression, folds: int) -> Floats:
    """A noisy effect of each row, whose mean over like rows is their effect; cross-fitted by customer.

    Returns
    -------
    numpy.ndarray
        `m1 - m0 + (y - m) * (t - e) / (e * (1 - e))`, shape (rows,), with `m` the side's own regression, fitted on the
        other folds.

    References
    ----------
    Robins, Rotnitzky & Zhao (1994), "Estimation of regression coefficients when some regressors are not always
    observed", Journal of the American Statistical Association.
    """
    scores = np.empty(len(trial))
    fold = folds_of(trial.units, folds)
    for each in range(folds):
        inside = fold == each
        control, treated = arms(trial.take(~inside), regress)
        scores[inside] = scores_given(trial.take(inside), control, treated)
    return scores


def scores_given(trial: Trial, control: Prediction, treated: Prediction) -> Floats:
    """`effect_scores` by regressions that have not seen these rows."""
    of_control, of_treated = control(trial.features), treated(trial.features)
    residual = trial.outcome - np.where(trial.treated, of_treated, of_control)
    return of_treated - of_control + np.where(trial.treated, 1.0, -1.0) * trial.weights * residual


LEARNERS: dict[str, Learner] = {"S": single, "T": two, "X": crossed, "DR": doubly_robust}
REGRESSIONS: dict[str, Regression] = {"trees": trees, "line": line}


def _candidate(learner: Learner, regress: Regression) -> Candidate:
    return lambda trial: learner(trial, regress)


CANDIDATES: dict[str, Candidate] = {
    f"{learner} {regression}": _candidate(LEARNERS[learner], REGRESSIONS[regression])
    for learner, regression in product(LEARNERS, REGRESSIONS)
}
