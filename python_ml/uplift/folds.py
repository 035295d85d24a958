"""Which customers are learned from, and which are judged on."""

import numpy as np
from numpy.typing import NDArray

# Odd, so that multiplying by it loses no bit (Knuth's multiplicative hashing).
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def folds_of(units: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """A fold of each row by a hash of its customer, which is the same whoever else is there; shape (rows,).

    Examples
    --------
    >>> folds_of(np.array([7, 7, 8]), 5)[:2].tolist() == folds_of(np.array([7, 9]), 5)[:1].tolist() * 2
    True
    """
    return ((units.astype(np.uint64) * MULTIPLIER) >> np.uint64(40)).astype(np.int64) % folds
