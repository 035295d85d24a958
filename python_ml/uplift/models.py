"""The two kinds of regression that every learner is made of: trees, and a straight line."""

from collections.abc import Callable

import lightgbm as lgb
import numpy as np

from python_ml.trees import TreeParams
from python_ml.uplift.trial import Floats

# A regression: features, target and weights in; out comes what predicts the target from features.
Prediction = Callable[[Floats], Floats]
Regression = Callable[[Floats, Floats, Floats], Prediction]

TREES = TreeParams(learning_rate=0.05, num_leaves=6, num_iterations=60, lambda_l2=5.0, bagging_freq=0)
SMALLEST_LEAF, LEAVES_A_ROW = 20, 40
# Of the rows' weight: how strongly a straight line is drawn to no slope.
RIDGE = 0.01
TAILS = (0.01, 0.99)


def trees(features: Floats, target: Floats, weights: Floats) -> Prediction:
    """LightGBM by least squares, with few leaves: an effect is small beside what it is found in."""
    params = {
        **TREES.as_lightgbm(),
        "objective": "regression",
        "min_data_in_leaf": max(SMALLEST_LEAF, len(target) // LEAVES_A_ROW),
    }
    rows = lgb.Dataset(features, target, weight=weights, params=TREES.for_dataset())
    return lgb.train(params, rows).predict


def line(features: Floats, target: Floats, weights: Floats) -> Prediction:
    """Ridge regression on standardised features, whose tails are cut and whose gaps are filled by the median.

    Examples
    --------
    >>> x = np.arange(100.0)[:, None]
    >>> bool(abs(line(x, 3 * x[:, 0], np.ones(100))(np.array([[50.0]]))[0] - 150) < 1)
    True
    """
    scale = _scale(features)
    design = scale(features)
    shares = weights / weights.sum()
    middle = shares @ target
    means = shares @ design
    centred = design - means
    moments = centred.T @ (centred * shares[:, None])
    slopes = np.linalg.solve(
        moments + RIDGE * np.eye(design.shape[1]), centred.T @ (shares * (target - middle))
    )
    return lambda given: middle + (scale(given) - means) @ slopes


def _scale(features: Floats) -> Prediction:
    known = np.where(np.isnan(features).all(axis=0), 0.0, features)
    low, median, high = np.nanquantile(known, [TAILS[0], 0.5, TAILS[1]], axis=0)
    filled = np.clip(np.where(np.isnan(known), median, known), low, high)
    mean, spread = filled.mean(axis=0), filled.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return lambda given: (np.clip(np.where(np.isnan(given), median, given), low, high) - mean) / spread
