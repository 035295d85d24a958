"""LightGBM's parameters that every model of the project sets."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TreeParams:
    """LightGBM's parameters, under its own names; one set for all shops."""

    learning_rate: float = 0.03
    num_leaves: int = 15
    min_data_in_leaf: int = 20
    feature_fraction: float = 1.0
    bagging_fraction: float = 1.0
    bagging_freq: int = 1
    lambda_l2: float = 0.0
    num_iterations: int = 100
    seed: int = 20

    def as_lightgbm(self) -> dict[str, Any]:
        """All parameters for `lightgbm.train`, with those that make it give the same trees on every run."""
        return {**asdict(self), "deterministic": True, "force_row_wise": True, "verbosity": -1}

    def for_dataset(self) -> dict[str, Any]:
        """Those for `lightgbm.Dataset`, which draws rows to find bins by."""
        return {"seed": self.seed, "verbosity": -1}
