"""When customers order next, and when to reach them."""

from python_ml.timing.forecaster import Forecaster
from python_ml.timing.forecasting import forecast_batches

__all__ = ["Forecaster", "forecast_batches"]
