"""Cox's proportional hazards, as a reference: a few logarithms of the rhythm, and one curve for all.

Reference: Cox, "Regression models and life-tables", Journal of the Royal Statistical Society B 34(2), 1972; fitted by
lifelines.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceWarning

from python_ml.minimising import rounded

COVARIATES = {
    "recency": pl.col("days_since_last").log1p(),
    "age": pl.col("days_since_first").log1p(),
    "visits": pl.col("visits").log(),
    "gaps_since_last": (
        pl.col("days_since_last") * pl.col("visits") / pl.col("days_since_first").clip(1)
    ).log1p(),
    "visits_28d": pl.col("visits_28d").log1p(),
    "visits_91d": pl.col("visits_91d").log1p(),
    "spend": pl.col("spend_per_visit").fill_null(0).clip(0).log1p(),
}
# Partial likelihood compares each order with all who could have ordered then; more rows hardly change eight numbers.
MOST_ROWS = 20_000
PENALTY = 0.01
# Of a mean: what is the same for everybody deviates by what sums round.
LEAST_DEVIATION = 1e-9


@dataclass(frozen=True)
class Cox:
    """Coefficients of standardised covariates, and the baseline's cumulative hazard over each stretch.

    Attributes
    ----------
    means, scales, coefficients
        By covariate, in the order of `COVARIATES`; the coefficient is 0 of one that was the same for everybody.
    baseline
        Increase of the cumulative hazard over each stretch.
    """

    means: list[float]
    scales: list[float]
    coefficients: list[float]
    baseline: list[float]

    @classmethod
    def fit(cls, waits: pl.DataFrame, horizons: Sequence[int]) -> "Cox":
        """Fit to how long customers waited.

        Parameters
        ----------
        waits
            Rows of `timing_features` with `days` (to the order, or to the end of what is known, at least 1) and
            `is_bought`.
        horizons
            In days, rising.
        """
        rows = waits.sort("as_of", "customer_key").gather_every(-(-waits.height // MOST_ROWS))
        values = _covariates(rows)
        means, scales = values.mean(axis=0), values.std(axis=0)
        # A price that is the same for everything says nothing, and lifelines would divide by its deviation of 0.
        varies = np.flatnonzero(scales > LEAST_DEVIATION * np.maximum(np.abs(means), 1.0))
        frame = pd.DataFrame((values[:, varies] - means[varies]) / scales[varies])
        frame["days"], frame["is_bought"] = rows["days"].to_numpy(), rows["is_bought"].to_numpy()
        with warnings.catch_warnings():
            # That orders can be told apart too well; the penalty keeps coefficients finite all the same.
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = CoxPHFitter(penalizer=PENALTY).fit(frame, "days", "is_bought")
        coefficients = np.zeros(len(COVARIATES))
        coefficients[varies] = fitted.params_
        curve = fitted.baseline_cumulative_hazard_.iloc[:, 0]
        cumulative = [float(curve[curve.index <= horizon].max()) for horizon in horizons]
        return cls(
            means=rounded(means).tolist(),
            scales=rounded(np.where(coefficients == 0, 1.0, scales)).tolist(),
            coefficients=rounded(coefficients).tolist(),
            baseline=rounded(np.diff([0.0, *np.nan_to_num(cumulative)])).tolist(),
        )

    @property
    def left_out(self) -> list[str]:
        """The covariates that say nothing, as they are the same for everybody."""
        return [name for name, weight in zip(COVARIATES, self.coefficients, strict=True) if weight == 0]

    def hazards(self, customers: pl.DataFrame) -> np.ndarray:
        """Probability of an order in each stretch, given none before it; shape (customers, stretches)."""
        standardised = (_covariates(customers) - self.means) / self.scales
        # Not `@`: a BLAS adds in an order that depends on the processor.
        log_risk = sum(
            values * weight for values, weight in zip(standardised.T, self.coefficients, strict=True)
        )
        risk = np.exp(np.clip(log_risk, -20, 20))
        return -np.expm1(-risk[:, None] * np.array(self.baseline))


def _covariates(rows: pl.DataFrame) -> np.ndarray:
    return rows.select(**COVARIATES).to_numpy().astype(float)
