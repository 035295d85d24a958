"""Off-policy evaluation: what another ranking, hour or threshold would have brought, from logged actions."""

from python_ml.off_policy.estimators import (
    Logged,
    ThinOverlap,
    Value,
    doubly_robust,
    inverse_propensity,
    self_normalised,
)
from python_ml.off_policy.expecting import following, logged_by, what_if

__all__ = [
    "Logged",
    "ThinOverlap",
    "Value",
    "doubly_robust",
    "following",
    "inverse_propensity",
    "logged_by",
    "self_normalised",
    "what_if",
]
