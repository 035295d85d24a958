"""The one reader of published builds: opens one, checks it, and hands out records or data frames."""

from helix.reading.customer_view import CustomerView, Explained
from helix.reading.reader import Reader
from helix.reading.records import Cutoff, Push, Recommendation, Split
from helix.reading.shop import Build, Shop

__all__ = [
    "Build",
    "CustomerView",
    "Cutoff",
    "Explained",
    "Push",
    "Reader",
    "Recommendation",
    "Shop",
    "Split",
]
