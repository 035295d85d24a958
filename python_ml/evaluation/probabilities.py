"""What makes a probability good: formulas that every measurement of probabilities shares."""

import numpy as np

BINS = 10


def squared_errors(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """`(p - y)²`, whose mean is the Brier score; `y` whether it happened; all of one shape.

    Reference: Brier (1950), "Verification of forecasts expressed in terms of probability".
    """
    return (p - y) ** 2


def bin_of(p: np.ndarray) -> np.ndarray:
    """Which of ten bins of equal width holds each probability, 0 to 9; the last one holds 1 too. The same shape."""
    return np.minimum((p * BINS).astype(np.int64), BINS - 1)


def calibration_error(surplus: np.ndarray, total: np.ndarray | float) -> np.ndarray:
    """Expected calibration error: mean distance, over what was predicted, of mean probability and share by bins.

    Parameters
    ----------
    surplus
        For each bin, the sum of probabilities less the number that happened, shape (…, bins).
    total
        How much was predicted in all bins together, shape (…,).

    Returns
    -------
    numpy.ndarray
        Shape (…,); NaN where nothing was predicted.

    References
    ----------
    Naeini, Cooper & Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning", AAAI.
    """
    with np.errstate(invalid="ignore"):
        return np.abs(surplus).sum(axis=-1) / total
