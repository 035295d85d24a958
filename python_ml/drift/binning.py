"""Bins that hold enough for a test to judge."""

from dataclasses import replace

import numpy as np

from python_ml.drift.histograms import Histograms

# Cochran's rule for chi-square.
FEWEST_EXPECTED = 5
OTHERS = "others"


def merge_rare_bins(given: Histograms) -> Histograms:
    """Merge bins of which too few rows are expected today: into their neighbour, or all rare categories into one.

    Parameters
    ----------
    given
        Histograms whose ordered bins stand in their order.

    References
    ----------
    Cochran (1954), "Some methods for strengthening the common chi-square tests", Biometrics 10(4).
    """
    expected = given.expected * min(given.today_size, given.reference_size)
    groups = _neighbours(expected) if given.is_ordered else _categories(expected)
    names = [given.names[groups == group] for group in range(groups.max() + 1)]
    return replace(
        given,
        names=np.array([each[0] if len(each) == 1 else OTHERS for each in names]),
        reference=_merged(given.reference, groups),
        today=_merged(given.today, groups),
    )


def _merged(counts: np.ndarray, groups: np.ndarray) -> np.ndarray:
    return np.stack([counts[..., groups == group].sum(axis=-1) for group in range(groups.max() + 1)], axis=-1)


def _neighbours(expected: np.ndarray) -> np.ndarray:
    """Number of the group of each bin: a group ends once it holds enough; a rest joins the last."""
    groups, held = np.zeros(len(expected), dtype=int), 0.0
    for place, rows in enumerate(expected):
        if place:
            is_full = held >= FEWEST_EXPECTED
            groups[place] = groups[place - 1] + is_full
            held = 0.0 if is_full else held
        held += rows
    if held < FEWEST_EXPECTED and groups[-1]:
        groups[groups == groups[-1]] -= 1
    return groups


def _categories(expected: np.ndarray) -> np.ndarray:
    """Number of the group of each category: one of its own, or the last, which the rare ones share."""
    is_rare = expected < FEWEST_EXPECTED
    groups = np.cumsum(~is_rare) - 1
    groups[is_rare] = (~is_rare).sum()
    return groups
