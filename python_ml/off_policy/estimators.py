"""What another rule would have brought, from what was done at random and what came of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from python_ml.problems import Problem

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
# Fewer actions than these say too little of the other rule: an interval from them would be too narrow.
LEAST_EFFECTIVE = 50
LARGEST_SHARE = 0.1


class ThinOverlap(Problem):
    """What was logged has too little in common with what is asked about."""

    kind = "thin_overlap"
    http_status = 409
    usual_remedy = "ask about a rule nearer to the one that was used, or log more exploration"


@dataclass(frozen=True)
class Logged:
    """What was done, how likely it was, and what came of it.

    Attributes
    ----------
    reward
        What came of each action, shape (actions,).
    propensity
        Probability with which it was chosen, shape (actions,).
    target
        Probability with which the other rule would have chosen it, shape (actions,).
    units
        The customer of each action, as an integer; what a customer does is not independent of what they did before.

    Raises
    ------
    ValueError
        If arrays differ in length, or what was done had no probability.
    """

    reward: Floats
    propensity: Floats
    target: Floats
    units: NDArray[np.int64]

    def __post_init__(self) -> None:
        lengths = {len(self.reward), len(self.propensity), len(self.target), len(self.units)}
        if len(lengths) != 1:
            raise ValueError(f"Columns of a log have one length, not {sorted(lengths)}.")
        if not ((self.propensity > 0) & (self.propensity <= 1)).all():
            raise ValueError("What was done had a probability above 0 and at most 1.")

    @property
    def weights(self) -> Floats:
        """How many of the other rule's actions each action stands for, shape (actions,)."""
        return self.target / self.propensity

    @property
    def effective(self) -> float:
        """Kish's effective sample size: how many actions of the other rule itself would say as much.

        References
        ----------
        Kish (1965), "Survey Sampling".
        """
        total = self.weights.sum()
        return float(total**2 / (self.weights**2).sum()) if total > 0 else 0.0


@dataclass(frozen=True)
class Value:
    """What the other rule would have brought per action, with its 95 % interval."""

    method: str
    value: float
    low: float
    high: float
    effective: float


def check_overlap(logged: Logged) -> None:
    """Refuse to say anything where few logged actions are what the other rule would have done.

    Raises
    ------
    ThinOverlap
        If the effective sample size is below `LEAST_EFFECTIVE`, or one action has more than `LARGEST_SHARE` of the
        weight.
    """
    if logged.effective < LEAST_EFFECTIVE:
        raise ThinOverlap(
            f"what was logged says as much of this rule as {logged.effective:.0f} actions of its own, "
            f"and at least {LEAST_EFFECTIVE} are needed"
        )
    share = logged.weights.max() / logged.weights.sum()
    if share > LARGEST_SHARE:
        raise ThinOverlap(
            f"a single action has {share:.0%} of the weight, and {LARGEST_SHARE:.0%} is the most"
        )


def inverse_propensity(logged: Logged) -> Value:
    """IPS: rewards count as often as the other rule would have had them. Unbiased; uncertain where weights are large.

    Examples
    --------
    >>> reward, half = np.tile([1.0, 0.0], 100), np.full(200, 0.5)
    >>> always_first = np.tile([1.0, 0.0], 100)
    >>> inverse_propensity(Logged(reward, half, always_first, np.arange(200))).value
    1.0

    References
    ----------
    Horvitz & Thompson (1952), "A generalization of sampling without replacement from a finite universe", Journal of the
    American Statistical Association.
    """
    check_overlap(logged)
    return _mean_of(logged.weights * logged.reward, logged, "ips")


def self_normalised(logged: Logged) -> Value:
    """SNIPS: over what the weights add up to, which cancels their luck. Slightly biased in small logs, less uncertain.

    References
    ----------
    Swaminathan & Joachims (2015), "The self-normalized estimator for counterfactual learning", NeurIPS.
    """
    check_overlap(logged)
    weights = logged.weights
    value = float(weights @ logged.reward / weights.sum())
    # The delta method: of a ratio of means, what each action adds to its error.
    influence = weights * (logged.reward - value) / weights.mean()
    return _mean_of(value + influence, logged, "snips")


def doubly_robust(logged: Logged, expected: Floats, expected_of_target: Floats) -> Value:
    """DR: what is expected of the other rule, corrected by what the expectation of logged actions missed.

    Unbiased by known propensities whatever is expected, and the less uncertain the better that is.

    Parameters
    ----------
    logged
        The actions.
    expected
        Reward to be expected of the action that was done, by a model that has not seen it, shape (actions,).
    expected_of_target
        Reward to be expected of what the other rule does in that place, by the same model, shape (actions,).

    References
    ----------
    Dudík, Langford & Li (2011), "Doubly robust policy evaluation and learning", ICML.
    """
    check_overlap(logged)
    return _mean_of(expected_of_target + logged.weights * (logged.reward - expected), logged, "dr")


def _mean_of(terms: Floats, logged: Logged, method: str) -> Value:
    """Mean of what each action adds, with a t interval that takes the actions of a customer as one.

    Rare rewards of large weight are skewed: where few were drawn, both the mean and its error are too small. Johnson's
    interval lies higher by what that skewness makes of it.

    References
    ----------
    Johnson (1978), "Modified t tests and confidence intervals for asymmetrical populations", Journal of the American
    Statistical Association.
    """
    value = float(terms.mean())
    sums = np.bincount(np.unique(logged.units, return_inverse=True)[1], weights=terms - value)
    customers, squares = len(sums), (sums**2).sum()
    if not squares:
        raise ThinOverlap(
            "all that was logged of this rule came to the same, so nothing says how sure that is"
        )
    error = np.sqrt(squares * customers / (customers - 1)) / len(terms)
    middle = value + (sums**3).sum() / squares / (6 * len(terms))
    # Of few effective actions the error itself is uncertain.
    reach = float(student.ppf((1 + CONFIDENCE) / 2, logged.effective - 1) * error)
    return Value(method, value, middle - reach, middle + reach, logged.effective)
