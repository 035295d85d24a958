"""Cox's proportional hazards, as a reference: a few logarithms of the rhythm, and one curve for all.

Reference: Cox, "Regression models and life-tables", Journal of the Royal Statistical Society B 34(2), 1972; fitted by
lifelines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from lifelines import CoxPHFitter

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


@dataclass(frozen=True)
class Cox:
    """Coefficients of standardised covariates, and the baseline's cumulative hazard over each stretch.

    Attributes
    ----------
    means, scales, coefficients
        By covariate, in the order of `COVARIATES`.
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
        scales = np.where(scales > 0, scales, 1.0)
        frame = pd.DataFrame((values - means) / scales, columns=list(COVARIATES))
        frame["days"], frame["is_bought"] = rows["days"].to_numpy(), rows["is_bought"].to_numpy()
        fitted = CoxPHFitter(penalizer=PENALTY).fit(frame, "days", "is_bought")
        curve = fitted.baseline_cumulative_hazard_.iloc[:, 0]
        cumulative = [float(curve[curve.index <= horizon].max()) for horizon in horizons]
        return cls(
            means=means.tolist(),
            scales=scales.tolist(),
            coefficients=fitted.params_.tolist(),
            baseline=np.diff([0.0, *np.nan_to_num(cumulative)]).tolist(),
        )

    def hazards(self, customers: pl.DataFrame) -> np.ndarray:
        """Probability of an order in each stretch, given none before it; shape (customers, stretches)."""
        standardised = (_covariates(customers) - self.means) / self.scales
        risk = np.exp(np.clip(standardised @ self.coefficients, -20, 20))
        return -np.expm1(-risk[:, None] * np.array(self.baseline))


def _covariates(rows: pl.DataFrame) -> np.ndarray:
    return rows.select(**COVARIATES).to_numpy().astype(float)
