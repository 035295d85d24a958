"""One hazard from several: weights and a level, learned on windows that none of the models was fitted to."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from python_ml.minimising import minimum, rounded

# What each model weighs before anything is known, and as if how many orders had said so.
PRIOR = {"bg_nbd": 0.1, "cox": 0.1, "hazard": 0.8}
PRIOR_ORDERS = 1000
# A quarter of the level is believed: seasons come and go, and the models are fitted to the same windows once more.
HOLD_LEVEL = 3.0


@dataclass(frozen=True)
class Blend:
    """log-odds = level + sum of weight x log-odds of each model."""

    weights: dict[str, float]
    level: float

    @classmethod
    def fit(cls, log_odds: Mapping[str, np.ndarray], bought: np.ndarray) -> "Blend":
        """Maximise the likelihood with Gaussian priors on weights and level.

        Logistic stacking; Wolpert, "Stacked generalization", Neural Networks 5(2), 1992. The level is that of the mean
        log-odds, so weights can change without it.

        Parameters
        ----------
        log_odds
            Of each model in `PRIOR`, each of shape (rows,).
        bought
            Whether there was an order, shape (rows,).
        """
        inputs = np.column_stack([log_odds[name] for name in PRIOR])
        prior = np.array(list(PRIOR.values()))
        bought = bought.astype(float)
        expected = expit(inputs @ prior)
        information = expected * (1 - expected)
        centre = information @ inputs / information.sum()
        spread = inputs - centre
        hold = PRIOR_ORDERS / (bought.sum() + 1) * (information @ spread**2).sum() / len(prior)
        hold_level = HOLD_LEVEL * information.sum() / 2

        def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
            weights, level = values[:-1], values[-1]
            margin = centre @ prior + spread @ weights + level
            change = weights - prior
            total = np.sum(np.logaddexp(0, margin) - bought * margin)
            total += hold * change @ change + hold_level * level**2
            error = expit(margin) - bought
            gradient = [*(spread.T @ error + 2 * hold * change), error.sum() + 2 * hold_level * level]
            return float(total), np.array(gradient)

        bounds = [(0.0, np.inf)] * len(prior) + [(-np.inf, np.inf)]
        *weights, level = minimum(loss, np.r_[prior, 0.0], bounds)
        level += centre @ (prior - weights)
        *weights, level = rounded([*weights, level]).tolist()
        return cls(dict(zip(PRIOR, weights, strict=True)), level)

    def log_odds(self, log_odds: Mapping[str, np.ndarray]) -> np.ndarray:
        """Of the blend, shape (rows,)."""
        return self.level + sum(weight * log_odds[name] for name, weight in self.weights.items())
