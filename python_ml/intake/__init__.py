"""Checks of the raw files, made before a build reads them: bad input becomes one sentence."""

from python_ml.intake.check import check_raw_input
from python_ml.intake.problem import InputProblem

__all__ = ["InputProblem", "check_raw_input"]
