"""From scores, which compare only within a customer, to the chance that the customer buys the article."""

import lightgbm as lgb
import numpy as np
import polars as pl
import pyarrow as pa
from scipy.optimize import minimize
from scipy.special import expit

from python_ml.ranking.pairs import LABEL_COLUMN, feature_matrix

# Of two pairs of a customer the better scored never gets the smaller chance: the score may only help, a deeper rank by
# score may only hurt.
BOUNDS = {
    "intercept": (None, None),
    "score": (0.0, None),
    "log_rank": (None, 0.0),
    "log_basket": (None, None),
    "is_newcomer": (None, None),
}


def calibrate_ranker(pairs: pa.Table, model_text: str) -> dict[str, float]:
    """Score the pairs of a window that the ranker's trees were not grown on, and fit the calibration to them.

    Parameters
    ----------
    pairs
        Keys, features and `is_bought` of the validation cutoff, all candidates of its customers.
    model_text
        A LightGBM model as text.

    Returns
    -------
    dict
        As `fit_calibration`.
    """
    booster = lgb.Booster(model_str=model_text)
    scored = pl.DataFrame(
        {
            "customer_key": pairs.column("customer_key").to_numpy(),
            "article_key": pairs.column("article_key").to_numpy(),
            "basket": pl.from_arrow(pairs.column("customer_basket_mean")),
            "is_bought": pl.from_arrow(pairs.column(LABEL_COLUMN)),
            "score": booster.predict(feature_matrix(pairs, booster.feature_name())),
        }
    )
    best_first = scored.sort(pl.col("customer_key"), -pl.col("score").round(9), pl.col("article_key"))
    return fit_calibration(best_first.with_columns(rank=pl.int_range(1, pl.len() + 1).over("customer_key")))


def fit_calibration(scored: pl.DataFrame, deepest_rank: int = 50) -> dict[str, float]:
    """Fit P(customer buys the article | customer buys at all) = 1 / (1 + exp(-(intercept + terms · weights))).

    Logistic calibration after Platt, "Probabilistic outputs for support vector machines", 1999, with the rank and
    what is known of the customer beside the score, as a lambdarank score says nothing across customers.

    Parameters
    ----------
    scored
        Columns `score`, `rank` (1 best, within customer and cutoff), `basket` (mean purchases of a basket, null for a
        newcomer) and `is_bought`, of a window later than the ones the ranker was trained on.
    deepest_rank
        Pairs ranked deeper are left out: no list reaches there.

    Returns
    -------
    dict
        The weight of `intercept`, `score`, `log_rank` = ln(rank), `log_basket` = ln(1 + basket), 0 for a newcomer,
        and `is_newcomer`.

    Raises
    ------
    ValueError
        If all or none of the pairs were bought.
    RuntimeError
        If the fit does not converge.
    """
    top = scored.filter(pl.col("rank") <= deepest_rank)
    bought = top["is_bought"].to_numpy().astype(float)
    if len(np.unique(bought)) < 2:
        raise ValueError(
            "The calibration window needs pairs that were bought and pairs that were not: give a longer history."
        )
    inputs = _inputs(top)
    fitted = minimize(
        _log_loss,
        np.zeros(inputs.shape[1]),
        (inputs, bought),
        "L-BFGS-B",
        jac=True,
        bounds=list(BOUNDS.values()),
    )
    if not fitted.success:
        raise RuntimeError(f"The calibration found no weights: {fitted.message}")
    return dict(zip(BOUNDS, fitted.x.tolist(), strict=True))


def _inputs(scored: pl.DataFrame) -> np.ndarray:
    return scored.select(
        pl.lit(1.0).alias("intercept"),
        pl.col("score"),
        pl.col("rank").log().alias("log_rank"),
        pl.col("basket").fill_null(0).log1p().alias("log_basket"),
        pl.col("basket").is_null().cast(pl.Float64).alias("is_newcomer"),
    ).to_numpy()


def _log_loss(weights: np.ndarray, inputs: np.ndarray, bought: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean log-loss and its gradient, with a ridge that keeps a term finite that no pair speaks about."""
    ridge = 1e-6
    margin = inputs @ weights
    loss = np.mean(np.logaddexp(0, margin) - bought * margin) + ridge * weights @ weights
    gradient = inputs.T @ (expit(margin) - bought) / len(bought) + 2 * ridge * weights
    return float(loss), gradient
