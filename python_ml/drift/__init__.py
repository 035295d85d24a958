"""Whether a shop is still the one that the models learned from, and what to say when it is not."""

from python_ml.drift.checks import data_checks
from python_ml.drift.judging import feature_shifts
from python_ml.drift.wording import SEVERITIES, alerts

__all__ = ["SEVERITIES", "alerts", "data_checks", "feature_shifts"]
