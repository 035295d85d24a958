"""From scores, which compare only within a customer, to the probability that the customer buys the article."""

import numpy as np
import polars as pl
from scipy.special import expit, logit

from python_ml.minimising import minimum, rounded

# Of two pairs of a customer the better scored never gets the smaller probability: the score may only help, a deeper
# rank by score may only hurt.
BOUNDS = {
    "intercept": (-np.inf, np.inf),
    "score": (0.0, np.inf),
    "log_rank": (-np.inf, 0.0),
    "log_basket": (-np.inf, np.inf),
    "is_newcomer": (-np.inf, np.inf),
}
# Where all or none of the pairs were bought: as if there had been so many more, and one of them bought.
PRIOR_PAIRS = 100


def fit_calibration(scored: pl.DataFrame) -> dict[str, float]:
    """Fit P(customer buys the article | customer buys at all) = 1 / (1 + exp(-(intercept + terms · weights))).

    Logistic calibration after Platt, "Probabilistic outputs for support vector machines", 1999, with the rank and
    what is known of the customer beside the score, as a lambdarank score says nothing across customers. Where all or
    none of the pairs were bought, no term says anything, and every pair gets the same probability.

    Parameters
    ----------
    scored
        Columns `score`, `rank` (1 best, within customer and cutoff), `basket` (mean purchases of a basket, null for a
        newcomer) and `is_bought`, of windows later than the ones that each pair's ranker was grown on.

    Returns
    -------
    dict
        The weight of `intercept`, `score`, `log_rank` = ln(rank), `log_basket` = ln(1 + basket), 0 for a newcomer,
        and `is_newcomer`.

    Raises
    ------
    RuntimeError
        If a score is not finite.
    """
    bought = scored["is_bought"].to_numpy().astype(float)
    if len(np.unique(bought)) < 2:
        intercept = logit((bought.sum() + 1) / (len(bought) + PRIOR_PAIRS))
        weights = np.array([intercept, *[0.0] * (len(BOUNDS) - 1)])
    else:
        inputs = _inputs(scored)
        weights = minimum(
            lambda given: _log_loss(given, inputs, bought), np.zeros(inputs.shape[1]), list(BOUNDS.values())
        )
    return dict(zip(BOUNDS, rounded(weights).tolist(), strict=True))


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
