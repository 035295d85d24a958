"""A discrete-time hazard by LightGBM: the probability of an order in a period of days, given none before it.

Probabilities made from hazards can only rise with the horizon. Reference: Singer & Willett, "It's about time: using
discrete-time survival analysis to study duration and the timing of events", Journal of Educational Statistics 18(2),
1993.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl

from python_ml.next_purchase.periods import LABEL
from python_ml.trees import Scorer, TreeParams


@dataclass(frozen=True)
class HazardParams(TreeParams):
    """Of the hazard."""

    min_data_in_leaf: int = 300
    feature_fraction: float = 0.6
    bagging_fraction: float = 0.7
    lambda_l2: float = 10.0
    num_iterations: int = 200

    def as_lightgbm(self) -> dict[str, Any]:
        """As `TreeParams.as_lightgbm`."""
        return {**super().as_lightgbm(), "objective": "binary"}


def fit_hazard(periods: pl.DataFrame, features: Sequence[str], params: HazardParams | None = None) -> str:
    """Grow the trees and return them in LightGBM's text format.

    Parameters
    ----------
    periods
        The features and `is_bought`, one row for each customer and stretch, in a fixed order.
    features
        Columns to learn from.
    """
    params = params or HazardParams()
    rows = lgb.Dataset(
        _matrix(periods, features),
        label=periods[LABEL].to_numpy().astype(np.float32),
        feature_name=list(features),
        params=params.for_dataset(),
    )
    return lgb.train(params.as_lightgbm(), rows).model_to_string()


def log_odds(model_text: str, periods: pl.DataFrame) -> np.ndarray:
    """Log-odds of an order in each row's stretch, given none before it; shape (rows,)."""
    scorer = Scorer(model_text)
    return scorer.scores(_matrix(periods, scorer.features))


def features_of(model_text: str) -> list[str]:
    """Names of the columns that the trees were grown on, in their order."""
    return lgb.Booster(model_str=model_text).feature_name()


def _matrix(periods: pl.DataFrame, features: Sequence[str]) -> np.ndarray:
    return periods.select(pl.col(features).cast(pl.Float32)).to_numpy()
