"""What a shop has learned by leaving some customers out by lot."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Below that on either side of the lot, a mean is hardly known and an interval not to be believed.
LEAST_ROWS, LEAST_OUTCOMES = 200, 20


@dataclass(frozen=True)
class Trial:
    """One row for each customer and window in which the lot decided.

    Attributes
    ----------
    features
        What was known before the window, shape (rows, features); NaN where nothing is.
    treated
        Whether the lot let the customer be treated, shape (rows,).
    outcome
        What the customer then did, such as whether they ordered, shape (rows,).
    propensity
        Probability with which the lot let the customer be treated, shape (rows,).
    units
        The customer of each row, as an integer; rows of a customer are never on both sides of a fold.
    windows
        The window of each row, as an integer that grows with time.
    received
        Whether the customer got what they might get; as `treated` where everybody did, shape (rows,).

    Raises
    ------
    ValueError
        If arrays differ in length, or a propensity is not between 0 and 1.
    """

    features: Floats
    treated: NDArray[np.bool_]
    outcome: Floats
    propensity: Floats
    units: NDArray[np.int64]
    windows: NDArray[np.int64]
    received: NDArray[np.bool_]

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, name)) for name in self.__dataclass_fields__}
        if len(lengths) != 1:
            raise ValueError(f"Columns of a trial have one length, not {sorted(lengths)}.")
        if not ((self.propensity > 0) & (self.propensity < 1)).all():
            raise ValueError("A propensity lies between 0 and 1: where it doesn't, no lot was drawn.")

    @classmethod
    def by_lot(cls, features: Floats, treated: NDArray[np.bool_], outcome: Floats, share: float) -> "Trial":
        """A trial of one window in which each customer was treated with the same probability, and got it.

        Examples
        --------
        >>> trial = Trial.by_lot(np.zeros((4, 1)), np.array([True, True, False, False]), np.ones(4), share=0.5)
        >>> len(trial)
        4
        """
        rows = len(outcome)
        return cls(
            np.asarray(features, float),
            np.asarray(treated, bool),
            np.asarray(outcome, float),
            np.full(rows, share),
            np.arange(rows),
            np.zeros(rows, int),
            np.asarray(treated, bool),
        )

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def weights(self) -> Floats:
        """One over the probability of the side of the lot that each row is on, shape (rows,)."""
        return 1 / np.where(self.treated, self.propensity, 1 - self.propensity)

    @property
    def suffices(self) -> bool:
        """Whether either side of the lot has rows and outcomes enough, and enough got it, to say anything."""
        sides = [self.take(self.treated), self.take(~self.treated)]
        return bool(self.received.sum() >= LEAST_ROWS) and all(
            len(side) >= LEAST_ROWS and np.count_nonzero(side.outcome) >= LEAST_OUTCOMES for side in sides
        )

    def take(self, rows: NDArray[np.generic]) -> "Trial":
        """The rows of a mask, or at some positions."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})
