"""How cost grows with size."""

from collections.abc import Sequence

import numpy as np


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float | None:
    """Slope of the least squares line through the logarithms: 1 where twice the size costs twice as much.

    None where it is unknown: fewer than two sizes, or a value that is not above 0.
    """
    if len(set(sizes)) < 2 or min(values) <= 0:
        return None
    slope, _ = np.polyfit(np.log(sizes), np.log(values), 1)
    return float(slope)
