"""The weekday and hour at which a customer buys: habits, shrunk to those of segments and of the shop."""

from python_ml.send_time.fit import SendTimeFit
from python_ml.send_time.fitting import fit_cutoffs, fit_send_times
from python_ml.send_time.prediction import predict_batches

__all__ = ["SendTimeFit", "fit_cutoffs", "fit_send_times", "predict_batches"]
