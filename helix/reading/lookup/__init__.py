"""What people ask most, one customer or article at a time: of the published build, and computed after it."""

from helix.reading.lookup.answers import ArticleAnswer, CustomerAnswer, Offer, Places
from helix.reading.lookup.arms import Arms
from helix.reading.lookup.channels import Channel, Channels
from helix.reading.lookup.fresh import SERVING, Answers, default_answers, open_answers
from helix.reading.lookup.lookup import Lookup

__all__ = [
    "SERVING",
    "Answers",
    "Arms",
    "ArticleAnswer",
    "Channel",
    "Channels",
    "CustomerAnswer",
    "Lookup",
    "Offer",
    "Places",
    "default_answers",
    "open_answers",
]
