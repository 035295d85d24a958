"""From scores, which compare only within a customer, to the probability that the customer buys the article."""

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import expit

# Of two pairs of a customer the better scored never gets the smaller probability: the score may only help, a deeper
# rank by score may only hurt.
BOUNDS = {
    "intercept": (None, None),
    "score": (0.0, None),
    "log_rank": (None, 0.0),
    "log_basket": (None, None),
    "is_newcomer": (None, None),
}


def fit_calibration(scored: pl.DataFrame) -> dict[str, float]:
    """Fit P(customer buys the article | customer buys at all) = 1 / (1 + exp(-(intercept + terms · weights))).

    Logistic calibration after Platt, "Probabilistic outputs for support vector machines", 1999, with the rank and
    what is known of the customer beside the score, as a lambdarank score says nothing across customers.

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
    ValueError
        If all or none of the pairs were bought.
    RuntimeError
        If the fit does not converge.
    """
    bought = scored["is_bought"].to_numpy().astype(float)
    if len(np.unique(bought)) < 2:
        raise ValueError(
            "The calibration window needs pairs that were bought and pairs that were not: give a longer history."
        )
    inputs = _inputs(scored)
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
