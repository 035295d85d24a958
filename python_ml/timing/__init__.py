"""When customers order next, and when to reach them."""

from python_ml.timing.forecaster import Forecaster
from python_ml.timing.forecasting import HORIZONS, forecast_batches

__all__ = ["HORIZONS", "Forecaster", "forecast_batches"]
