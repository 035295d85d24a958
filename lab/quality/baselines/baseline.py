"""A recommender with the values its parameters may take."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lab.quality.baselines.history import Scorer


@dataclass(frozen=True)
class Baseline:
    """A recommender to be tuned.

    Attributes
    ----------
    name
        As in tables.
    fit
        Takes a history and a value for each parameter.
    grid
        Values to try of each parameter; the search begins at the first ones.
    """

    name: str
    fit: Callable[..., Scorer]
    grid: Mapping[str, Sequence[float]]
