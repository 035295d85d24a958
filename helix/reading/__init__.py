"""The one reader of published builds: opens one, checks it, and hands out records or data frames."""

from helix.reading.customer_view import CustomerView, Explained
from helix.reading.reader import Reader
from helix.reading.records import Cutoff, Push, Recommendation, Split

__all__ = ["CustomerView", "Cutoff", "Explained", "Push", "Reader", "Recommendation", "Split"]
