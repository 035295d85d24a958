"""Which learner finds who is moved, and whether any does: judged on customers and windows that none has seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from python_ml.uplift.folds import folds_of
from python_ml.uplift.learners import Candidate, arms, scores_given
from python_ml.uplift.models import Prediction, Regression, line, trees
from python_ml.uplift.qini import Estimate, by_customer, of_customers, places
from python_ml.uplift.trial import Floats, Trial

FOLDS = 5
STRETCHES = 4
DRAWS = 20_000
SEED = 20


def response(regress: Regression) -> Candidate:
    """Orders customers by what they do, treated or not: what a shop goes by that knows no effects."""

    def learned(trial: Trial) -> Prediction:
        return regress(trial.features, trial.outcome, trial.weights)

    return learned


BASELINES: dict[str, Candidate] = {"response trees": response(trees), "response line": response(line)}


@dataclass(frozen=True)
class Judged:
    """What each candidate said of rows that it had not seen, beside what they are known by.

    Attributes
    ----------
    trial
        The rows: those of all but the first windows, or all where there is one only.
    folds
        By which model of each candidate a row was predicted, shape (rows,).
    scores
        The noisy effect of each row, see `effect_scores`, shape (rows,).
    predicted
        By candidate, the effect predicted of each row, shape (rows,).
    responses
        By baseline, the outcome predicted of each row, shape (rows,).
    """

    trial: Trial
    folds: np.ndarray
    scores: Floats
    predicted: dict[str, Floats]
    responses: dict[str, Floats]

    def terms(self, ranking: Floats) -> Floats:
        """What each row adds to the Qini of a ranking, which is their mean; shape (rows,).

        The area over random is the mean of effect times place, if the place of the best is ½ and of the last -½. With
        scores for effects it is Radcliffe's Qini less the noise of what can be predicted without the push.
        """
        effects = self.trial.propensity.mean() * (self.scores - self.scores.mean())
        return effects * places(ranking, self.folds)


@dataclass(frozen=True)
class Verdict:
    """How well a candidate did.

    Attributes
    ----------
    qini
        Area over a random order.
    lead
        The same over the better baseline, if that beats a random order.
    p
        Probability of a Qini and a lead so far above 0, if either were luck.
    """

    name: str
    qini: Estimate
    lead: Estimate
    p: float


def judge(trial: Trial, candidates: Mapping[str, Candidate]) -> Judged:
    """Predict each judged row by candidates that saw neither its customer nor, where others suffice, its time.

    Each of up to four stretches of windows but the first is judged by what the earlier ones taught; where that is too
    little, all rows are, on folds of customers.
    """
    fold = folds_of(trial.units, FOLDS)
    rankings = {**candidates, **BASELINES}
    # Numbers its part for each row that is judged.
    part = np.full(len(trial), -1)
    scores = np.zeros(len(trial))
    predicted = {name: np.zeros(len(trial)) for name in rankings}
    for number, (is_learned, is_judged) in enumerate(_in_time(trial)):
        for each in range(FOLDS):
            seen, unseen = trial.take(is_learned & (fold != each)), is_judged & (fold == each)
            rows = trial.take(unseen)
            part[unseen] = number * FOLDS + each
            scores[unseen] = scores_given(rows, *arms(seen, trees))
            for name, candidate in rankings.items():
                predicted[name][unseen] = candidate(seen)(rows.features)
    kept = part >= 0
    return Judged(
        trial.take(kept),
        part[kept],
        scores[kept],
        {name: predicted[name][kept] for name in candidates},
        {name: predicted[name][kept] for name in BASELINES},
    )


def _in_time(trial: Trial) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Rows to learn from and rows to judge, one pair a stretch of windows; all and all where there is one only."""
    stretches = [part for part in np.array_split(np.unique(trial.windows), STRETCHES) if len(part)]
    pairs = [(trial.windows < part[0], np.isin(trial.windows, part)) for part in stretches[1:]]
    enough = [(earlier, own) for earlier, own in pairs if trial.take(earlier).suffices]
    everything = np.ones(len(trial), bool)
    return enough or [(everything, everything)]


def verdicts(judged: Judged) -> list[Verdict]:
    """Each candidate's Qini, best first, with p-values that count how many candidates there were to choose from.

    A candidate must beat a random order and the better baseline, so the larger of two p-values counts. Each is the
    probability that the largest of all candidates' standardised values exceeds its own if all were 0 in truth: then
    they are jointly normal, with the correlation of their rows.

    References
    ----------
    Hothorn, Bretz & Westfall (2008), "Simultaneous inference in general parametric models", Biometrical Journal; Berger
    (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics (the larger of two p-values).
    """
    units = judged.trial.units
    terms = np.array([judged.terms(ranking) for ranking in judged.predicted.values()])
    leads = terms - _best_baseline(judged)
    qinis, over_baseline = ([of_customers(each, units) for each in rows] for rows in (terms, leads))
    p = np.maximum(_luck(terms, qinis, units), _luck(leads, over_baseline, units))
    found = map(Verdict, judged.predicted, qinis, over_baseline, p.tolist())
    return sorted(found, key=lambda verdict: (-verdict.qini.value, verdict.name))


def _best_baseline(judged: Judged) -> Floats:
    """Terms of the baseline with the largest Qini; a random order is one, and adds nothing."""
    terms = [judged.terms(ranking) for ranking in judged.responses.values()]
    return max([np.zeros(len(judged.scores)), *terms], key=np.mean)


def _luck(terms: Floats, means: list[Estimate], units: np.ndarray) -> Floats:
    """Probability, for each row of terms, that luck alone gives one of them so large a standardised mean."""
    sums = np.array([by_customer(each - each.mean(), units) for each in terms])
    largest = _largest_by_luck(sums)
    z = np.array([mean.value / mean.error if mean.error > 0 else -np.inf for mean in means])
    return (largest >= z[:, None]).mean(axis=1)


def _largest_by_luck(sums: Floats) -> Floats:
    """Largest of jointly normal values with the correlation of these (candidates, customers), in many draws."""
    spread = np.sqrt((sums**2).sum(axis=1))
    standard = sums[spread > 0] / spread[spread > 0, None]
    values, vectors = np.linalg.eigh(standard @ standard.T)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    normal = np.random.default_rng(SEED).standard_normal((DRAWS, len(standard)))
    return (normal @ root.T).max(axis=1, initial=-np.inf)
