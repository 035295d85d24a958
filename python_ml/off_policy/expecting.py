"""What is to be expected of an action, learned from what came of like actions of other customers."""

import numpy as np
from numpy.typing import NDArray

from python_ml.off_policy.estimators import (
    Floats,
    Logged,
    Value,
    doubly_robust,
    inverse_propensity,
    self_normalised,
)

FOLDS = 5
# How many actions' worth the mean of all counts within an action: a few answers say little.
PRIOR = 20.0

Actions = NDArray[np.int64]


def what_if(logged: Logged, actions: Actions, probabilities: Floats) -> list[Value]:
    """Value of another rule by all three estimators, where actions are of a few kinds, such as hours or places.

    Parameters
    ----------
    logged
        The actions; `target` is what `probabilities` says of the kind that was done.
    actions
        Kind of each action, from 0, shape (actions,).
    probabilities
        Of each kind by the other rule, in the place of each action, shape (actions, kinds).

    Raises
    ------
    ThinOverlap
        If too few logged actions are what the other rule would have done.

    Examples
    --------
    >>> hours = np.tile([0, 1], 200)
    >>> reward = (hours == 1) * np.tile([1.0, 1.0, 1.0, 0.0], 100)
    >>> always_second = np.tile([0.0, 1.0], (400, 1))
    >>> log = logged_by(reward, np.full(400, 0.5), hours, always_second, np.arange(400))
    >>> [round(each.value, 2) for each in what_if(log, hours, always_second)]
    [0.5, 0.5, 0.5]
    """
    expected = expected_by_kind(logged, actions, probabilities.shape[1])
    of_action = expected[np.arange(len(actions)), actions]
    of_target = (expected * probabilities).sum(axis=1)
    return [
        inverse_propensity(logged),
        self_normalised(logged),
        doubly_robust(logged, of_action, of_target),
    ]


def logged_by(
    reward: Floats, propensity: Floats, actions: Actions, probabilities: Floats, units: NDArray[np.int64]
) -> Logged:
    """A log beside another rule, which is given by the probabilities of all kinds of action."""
    return Logged(reward, propensity, probabilities[np.arange(len(actions)), actions], units)


def expected_by_kind(logged: Logged, actions: Actions, kinds: int) -> Floats:
    """Reward of each kind of action as other customers' actions have it, shape (actions, kinds)."""
    fold = np.unique(logged.units, return_inverse=True)[1] % FOLDS
    expected = np.empty((len(actions), kinds))
    for each in range(FOLDS):
        seen = fold != each
        expected[~seen] = _shrunk_means(logged.reward[seen], actions[seen], kinds)
    return expected


def _shrunk_means(reward: Floats, actions: Actions, kinds: int) -> Floats:
    usual = reward.mean() if len(reward) else 0.0
    totals = np.bincount(actions, weights=reward, minlength=kinds)
    return (totals + PRIOR * usual) / (np.bincount(actions, minlength=kinds) + PRIOR)


def following(scores: Floats, exploration: float = 0.0) -> Floats:
    """Probabilities of a rule that takes the best-scored kind, and draws a share of actions from all kinds.

    Parameters
    ----------
    scores
        Of each kind in each place, shape (actions, kinds); of two alike the first is better.
    exploration
        The share.

    Examples
    --------
    >>> following(np.array([[0.1, 0.9]]), exploration=0.2).tolist()
    [[0.1, 0.9]]
    """
    kinds = scores.shape[1]
    return exploration / kinds + (1 - exploration) * np.eye(kinds)[scores.argmax(axis=1)]
