"""A discrete-time hazard by LightGBM: the chance to buy in a stretch of days of who has not bought before it.

Chances made from hazards can only rise with the horizon. Reference: Singer & Willett, "It's about time: using
discrete-time survival analysis to study duration and the timing of events", Journal of Educational Statistics 18(2),
1993.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import lightgbm as lgb
import numpy as np
import polars as pl

from python_ml.next_purchase.periods import LABEL
from python_ml.trees import Scorer


@dataclass(frozen=True)
class HazardParams:
    """LightGBM's parameters, under its own names; one set for all shops."""

    learning_rate: float = 0.03
    num_leaves: int = 15
    min_data_in_leaf: int = 300
    feature_fraction: float = 0.6
    bagging_fraction: float = 0.7
    bagging_freq: int = 1
    lambda_l2: float = 10.0
    num_iterations: int = 200
    seed: int = 20


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
        params={"seed": params.seed, "verbosity": -1},
    )
    booster = lgb.train(
        {
            **asdict(params),
            "objective": "binary",
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        },
        rows,
    )
    return booster.model_to_string()


def log_odds(model_text: str, periods: pl.DataFrame) -> np.ndarray:
    """Log-odds of an order in each row's stretch, given none before it; shape (rows,)."""
    scorer = Scorer(model_text)
    return scorer.scores(_matrix(periods, scorer.features))


def features_of(model_text: str) -> list[str]:
    """Names of the columns that the trees were grown on, in their order."""
    return lgb.Booster(model_str=model_text).feature_name()


def _matrix(periods: pl.DataFrame, features: Sequence[str]) -> np.ndarray:
    return periods.select(pl.col(features).cast(pl.Float32)).to_numpy()
