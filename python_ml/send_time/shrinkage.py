"""How far a customer's own occasions are trusted: spread over their neighbours, and shrunk to what is expected."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KERNEL_REACH = 3

Kernel = tuple[float, ...]
"""Share of an occasion that stays with its value, and that goes to each of the two values 1, 2, … away."""


@dataclass(frozen=True)
class Shrinkage:
    """How far a customer's own occasions are trusted for one trait.

    Attributes
    ----------
    strength
        Occasions that the prior weighs.
    kernel
        How occasions are spread over the circle of values.
    """

    strength: float
    kernel: Kernel


def shrink(
    counts: NDArray[np.float64], priors: NDArray[np.float64], shrinkage: Shrinkage
) -> NDArray[np.float64]:
    """Posterior mean of a Dirichlet prior of the given strength around `priors`, both (customers, values)."""
    occasions = counts.sum(axis=1, keepdims=True)
    own = smooth(counts, shrinkage.kernel)
    return (own + shrinkage.strength * priors) / (occasions + shrinkage.strength)


def smooth(counts: NDArray[np.float64], kernel: Kernel) -> NDArray[np.float64]:
    """Counts (customers, values) spread over their neighbours on the circle, each row keeping its sum."""
    spread = np.zeros_like(counts)
    for distance, share in enumerate(kernel):
        for step in {distance, -distance}:
            spread += share * np.roll(counts, step, axis=1)
    return spread


def normal_kernel(width: float) -> Kernel:
    """The kernel in the shape of a normal density of standard deviation `width`, cut off after three values."""
    if width == 0:
        return (1.0,) + (0.0,) * KERNEL_REACH
    heights = np.exp(-0.5 * (np.arange(KERNEL_REACH + 1) / width) ** 2)
    return tuple((heights / (2 * heights.sum() - heights[0])).tolist())
