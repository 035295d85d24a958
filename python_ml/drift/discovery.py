"""How many of several findings are expected to be false."""

import numpy as np


def equal_weights(groups: np.ndarray) -> np.ndarray:
    """Weights that add up to the same in each group of tests, and to the number of tests altogether.

    Examples
    --------
    >>> equal_weights(np.array(["sales", "features", "features", "features"])).round(3).tolist()
    [2.0, 0.667, 0.667, 0.667]
    """
    _, group, tests = np.unique(groups, return_inverse=True, return_counts=True)
    return len(groups) / max(len(tests), 1) / tests[group]


def false_discovery_rates(p_values: np.ndarray, weights: np.ndarray | float = 1.0) -> np.ndarray:
    """Smallest false discovery rate at which each finding would be made, by Benjamini and Hochberg.

    It holds for tests that depend on each other positively, as those of features of the same customers do.

    Parameters
    ----------
    p_values
        Of each test, shape (tests,), from 0 to 1.
    weights
        How much each test counts, 1 on average: chosen without a look at the p-values.

    Returns
    -------
    numpy.ndarray
        The q-value of each, shape (tests,).

    References
    ----------
    Benjamini & Hochberg (1995), "Controlling the false discovery rate", JRSS B 57(1); Benjamini & Yekutieli (2001),
    "The control of the false discovery rate in multiple testing under dependency", Annals of Statistics 29(4);
    Genovese, Roeder & Wasserman (2006), "False discovery control with p-value weighting", Biometrika 93(3).

    Examples
    --------
    >>> false_discovery_rates(np.array([0.01, 0.5, 0.02])).tolist()
    [0.03, 0.5, 0.03]
    """
    weighted = np.minimum(p_values / weights, 1.0)
    order = np.argsort(weighted, kind="stable")
    tests = len(p_values)
    scaled = weighted[order] * tests / np.arange(1, tests + 1)
    rates = np.empty(tests)
    rates[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(rates, 1.0)
