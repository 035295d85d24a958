"""Splits as planned and splits that lose customers: how often a reading is stopped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ml.experiments.sample_ratio import BROKEN_BELOW, sample_ratio_p

CUSTOMERS = 40_000
DELIVERED = 0.51


@dataclass(frozen=True)
class Stopped:
    """How often readings are stopped, and the p-value of exactly 51 to 49."""

    sound: float
    lossy: float
    exact_p: float


def measure(splits: int, seed: int = 0) -> Stopped:
    """Draw sound splits into halves, and ones that deliver 51 to 49 on average."""
    rng = np.random.default_rng(seed)
    exactly = round(CUSTOMERS * DELIVERED)
    return Stopped(
        sound=_stopped(rng.binomial(CUSTOMERS, 0.5, splits)),
        lossy=_stopped(rng.binomial(CUSTOMERS, DELIVERED, splits)),
        exact_p=sample_ratio_p([exactly, CUSTOMERS - exactly], [1, 1]),
    )


def report(measured: Stopped, splits: int) -> str:
    """Return what was measured as Markdown."""
    return (
        f"{splits:,} splits of {CUSTOMERS:,} customers planned as halves: {measured.sound:.2%} of sound ones are "
        f"stopped ({BROKEN_BELOW:.1%} may be), and {measured.lossy:.1%} of those that deliver 51 to 49 on average; "
        f"exactly 51 to 49 has p = {measured.exact_p:.1g}."
    )


def _stopped(counts: np.ndarray) -> float:
    p = [sample_ratio_p([count, CUSTOMERS - count], [1, 1]) for count in counts]
    return float(np.mean(np.array(p) < BROKEN_BELOW))
