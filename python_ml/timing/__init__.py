"""When a customer buys: the weekday and hour to send."""

from python_ml.timing.send_time import SendTimeFit, fit_send_times

__all__ = ["SendTimeFit", "fit_send_times"]
