"""Minima that are the same on every processor: found by exact gradients, refined, and rounded."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

# Significant digits of what is fitted. Sums of a hundred thousand terms, added in another order, differ in the twelfth.
DIGITS = 6
# Of a parameter, in finite differences of the gradient.
STEP = 1e-5
MOST_REFINEMENTS = 20

Objective = Callable[[np.ndarray], tuple[float, np.ndarray]]


def rounded(values: np.ndarray | Sequence[float], digits: int = DIGITS) -> np.ndarray:
    """Values to some significant digits, by way of decimal text, which is the same everywhere."""
    return np.array([float(f"{value:.{digits}g}") for value in values])


def minimum(objective: Objective, start: np.ndarray, bounds: Sequence[tuple[float, float]]) -> np.ndarray:
    """Where a smooth function is smallest, unrounded.

    L-BFGS-B stops where the function no longer falls in double precision, which leaves half of a parameter's digits to
    chance: to the order in which a processor adds. Newton's method goes on from there until the gradient is as near to
    zero as sums allow. Reference: Nocedal & Wright, "Numerical Optimization", 2006, chapters 3 and 7.

    Parameters
    ----------
    objective
        Gives the value and its gradient, shape (parameters,).
    start
        Where to begin, shape (parameters,).
    bounds
        Least and largest of each parameter; infinite where there is none.

    Returns
    -------
    numpy.ndarray
        Shape (parameters,).

    Raises
    ------
    RuntimeError
        If nothing is found, as the function or its gradient is not finite.
    """
    low, high = np.array(bounds, dtype=float).T
    found = minimize(
        objective, start, method="L-BFGS-B", jac=True, bounds=list(zip(low, high, strict=True))
    ).x
    gradient = objective(found)[1]
    if not np.isfinite(gradient).all():
        raise RuntimeError(f"The fit found no parameters: the gradient at {found.tolist()} is not finite.")
    for _ in range(MOST_REFINEMENTS):
        refined = np.clip(found + _newton_step(objective, found, gradient, low, high), low, high)
        its_gradient = objective(refined)[1]
        if not _slope(refined, its_gradient, low, high) < _slope(found, gradient, low, high):
            break
        found, gradient = refined, its_gradient
    return found


def _is_free(values: np.ndarray, gradient: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Which parameters could still fall: those at a bound beyond which it would be lower cannot."""
    return ~(((values <= low) & (gradient > 0)) | ((values >= high) & (gradient < 0)))


def _slope(values: np.ndarray, gradient: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """The steepest that it still falls within bounds."""
    return float(np.abs(gradient * _is_free(values, gradient, low, high)).max())


def _newton_step(
    objective: Objective, values: np.ndarray, gradient: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """A step to where the gradient would vanish if the curvature stayed as it is; of free parameters alone."""
    free = np.flatnonzero(_is_free(values, gradient, low, high))
    curvature = np.empty((len(free), len(free)))
    for row, parameter in enumerate(free):
        change = np.zeros_like(values)
        change[parameter] = STEP * max(1.0, abs(values[parameter]))
        difference = objective(values + change)[1] - objective(values - change)[1]
        curvature[row] = difference[free] / (2 * change[parameter])
    step = np.zeros_like(values)
    step[free] = -np.linalg.lstsq((curvature + curvature.T) / 2, gradient[free], rcond=None)[0]
    return step
