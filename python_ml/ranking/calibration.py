"""From scores, which compare only within a customer, to the chance that the customer buys the article."""

import lightgbm as lgb
import numpy as np
import polars as pl
import pyarrow as pa
from sklearn.linear_model import LogisticRegression

from python_ml.ranking.pairs import LABEL_COLUMN, feature_matrix

CALIBRATION_TERMS = ("score", "log_rank", "log_basket")


def calibration_inputs(scored: pl.DataFrame) -> np.ndarray:
    """Inputs of the calibration, shape (pairs, 3): score, ln(rank), ln(1 + mean basket, 0 for a newcomer).

    Parameters
    ----------
    scored
        Columns `score`, `rank` (1 best, within customer and cutoff), `basket` (mean lines of a basket, null unknown).
    """
    return scored.select(
        pl.col("score"),
        pl.col("rank").log().alias("log_rank"),
        pl.col("basket").fill_null(0).log1p().alias("log_basket"),
    ).to_numpy()


def calibrate_ranker(pairs: pa.Table, model_text: str) -> dict[str, float]:
    """Score the pairs of a window that the ranker's trees were not grown on, and fit the calibration to them.

    Parameters
    ----------
    pairs
        Keys, features and `is_bought` of the validation cutoff.
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

    Logistic calibration after Platt, "Probabilistic outputs for support vector machines", 1999, with the rank and the
    customer's basket beside the score, as a lambdarank score says nothing across customers.

    Parameters
    ----------
    scored
        Columns `score`, `rank`, `basket` and `is_bought`, of a window later than the ones the ranker was trained on.
    deepest_rank
        Pairs ranked deeper are left out: no list reaches there.

    Returns
    -------
    dict
        The weight of `intercept` and of each of `CALIBRATION_TERMS`.

    Raises
    ------
    ValueError
        If all or none of the pairs were bought.
    """
    top = scored.filter(pl.col("rank") <= deepest_rank)
    bought = top["is_bought"].to_numpy().astype(int)
    if bought.min(initial=1) == bought.max(initial=0):
        raise ValueError(
            "The calibration window needs pairs that were bought and pairs that were not: give a longer history."
        )
    model = LogisticRegression(C=1e6, max_iter=1000, tol=1e-8).fit(calibration_inputs(top), bought)
    weights = dict(zip(CALIBRATION_TERMS, model.coef_[0].tolist(), strict=True))
    return {"intercept": float(model.intercept_[0]), **weights}
