"""How the values of a feature are distributed, in each window that was learned from and today."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from python_ml.drift.distances import joint_size

# Fewer weeks say nothing of how far weeks lie apart.
FEWEST_WEEKS = 4


@dataclass(frozen=True)
class Histograms:
    """One feature in the windows that were learned from, and today.

    Attributes
    ----------
    names
        Of the bins, shape (bins,).
    reference
        Rows of each window, shape (windows, bins).
    today
        Rows of today, shape (bins,).
    window_sizes
        How many independent customers each window is worth, shape (windows,).
    reference_size, today_size
        The same of all windows together, in which a customer comes again, and of today.
    is_ordered
        Whether the bins have an order.
    """

    names: np.ndarray
    reference: np.ndarray
    today: np.ndarray
    window_sizes: np.ndarray
    reference_size: float
    today_size: float
    is_ordered: bool

    @property
    def bins(self) -> int:
        """How many there are."""
        return len(self.today)

    @cached_property
    def reference_shares(self) -> np.ndarray:
        """Share of each bin in all windows, shape (bins,)."""
        return _shares(self.reference.sum(axis=0))

    @cached_property
    def today_shares(self) -> np.ndarray:
        """Share of each bin today, shape (bins,)."""
        return _shares(self.today)

    @cached_property
    def expected(self) -> np.ndarray:
        """Share of each bin if today were as ever, shape (bins,)."""
        sizes = self.reference_size, self.today_size
        return np.average([self.reference_shares, self.today_shares], axis=0, weights=sizes)

    @cached_property
    def joint(self) -> float:
        """How many rows today's comparison is worth."""
        return float(joint_size(self.reference_size, self.today_size))

    @cached_property
    def weeks(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Shares of each window, of all others, and what their comparison is worth."""
        others = self.reference.sum(axis=0) - self.reference
        rows = self.reference.sum(axis=1)
        others_size = self.reference_size * (1 - rows / rows.sum())
        return _shares(self.reference), _shares(others), joint_size(self.window_sizes, others_size)

    @property
    def has_weeks(self) -> bool:
        """Whether the windows say how far weeks lie apart."""
        return len(self.reference) >= FEWEST_WEEKS


def histograms_of(of_feature: pl.DataFrame) -> Histograms | None:
    """Return the counts of one feature's rows, as `feature_shifts` takes them; ``None`` if a side has none."""
    windows = of_feature.select("as_of", "is_today", "sample").unique().sort("is_today", "as_of")
    is_today = windows["is_today"].to_numpy()
    if is_today.all() or not is_today.any():
        return None
    bins = of_feature.select("bin", "bin_order").unique().sort("bin_order", "bin", nulls_last=True)["bin"]
    place = {name: number for number, name in enumerate(bins)}
    window_place = {key: number for number, key in enumerate(windows.select("is_today", "as_of").iter_rows())}
    counts = np.zeros((len(windows), len(bins)), dtype=np.int64)
    for as_of, today, name, rows in of_feature.select("as_of", "is_today", "bin", "rows").iter_rows():
        counts[window_place[today, as_of], place[name]] = rows
    sizes = windows["sample"].to_numpy()
    return Histograms(
        names=bins.to_numpy(),
        reference=counts[~is_today],
        today=counts[is_today].sum(axis=0),
        window_sizes=sizes[~is_today],
        reference_size=float(of_feature["reference_sample"][0]),
        today_size=float(sizes[is_today].sum()),
        is_ordered=bool(of_feature["is_ordered"][0]),
    )


def _shares(counts: np.ndarray) -> np.ndarray:
    """Counts over their sum, along the last axis."""
    return counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
