"""When customers order next: BG/NBD, Cox and a discrete-time hazard, blended."""

from python_ml.next_purchase.forecaster import Forecaster
from python_ml.next_purchase.forecasting import forecast_batches

__all__ = ["Forecaster", "forecast_batches"]
