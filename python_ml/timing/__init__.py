"""When customers order next, and the weekday and hour to send."""

from python_ml.timing.forecaster import Forecaster
from python_ml.timing.forecasting import forecast_batches
from python_ml.timing.send_time import SendTimeFit, fit_cutoffs, fit_send_times
from python_ml.timing.send_time_evaluation import evaluate_send_times

__all__ = [
    "Forecaster",
    "SendTimeFit",
    "evaluate_send_times",
    "fit_cutoffs",
    "fit_send_times",
    "forecast_batches",
]
