"""Whether arms have as many customers as was planned: if not, the split or the log is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import chisquare

# A split that is sound is stopped once in a thousand readings; one that is broken is rarely just a little so.
BROKEN_BELOW = 0.001


def sample_ratio_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """p-value of the counts of customers, were they split by the shares; 1 where there are none.

    References
    ----------
    Fabijan et al. (2019), "Diagnosing sample ratio mismatch in online controlled experiments", KDD.

    Examples
    --------
    >>> round(sample_ratio_p([20_400, 19_600], [0.5, 0.5]), 6)
    6.3e-05
    """
    observed, planned = np.asarray(counts, float), np.asarray(shares, float)
    if not observed.sum():
        return 1.0
    return float(chisquare(observed, observed.sum() * planned / planned.sum()).pvalue)


def shares_of(counts: Mapping[str, float]) -> dict[str, float]:
    """Each arm's share of all.

    Examples
    --------
    >>> shares_of({"control": 1, "treatment": 3})
    {'control': 0.25, 'treatment': 0.75}
    """
    total = sum(counts.values())
    return {arm: count / total if total else 0.0 for arm, count in counts.items()}
