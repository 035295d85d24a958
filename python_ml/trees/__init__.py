"""Scores of trees grown by LightGBM, many times faster than LightGBM's own predict, and the same to the last bit."""

from python_ml.trees.params import TreeParams
from python_ml.trees.scorer import Scorer

__all__ = ["Scorer", "TreeParams"]
