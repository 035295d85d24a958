"""Uplift: how much a push changes what a customer does, learned from those who were left out by lot."""

from python_ml.uplift.effects import Effects, learn_effects
from python_ml.uplift.learners import CANDIDATES
from python_ml.uplift.qini import Estimate, bootstrapped_qini, qini
from python_ml.uplift.scoring import score_batches
from python_ml.uplift.trial import Trial

__all__ = [
    "CANDIDATES",
    "Effects",
    "Estimate",
    "Trial",
    "bootstrapped_qini",
    "learn_effects",
    "qini",
    "score_batches",
]
