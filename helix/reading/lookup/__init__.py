"""What people ask most, one customer or article at a time: the published build's answers, and those computed after it."""

from helix.reading.lookup.answers import ArticleAnswer, CustomerAnswer, Offer, Places
from helix.reading.lookup.fresh import Answers, open_answers

__all__ = ["Answers", "ArticleAnswer", "CustomerAnswer", "Offer", "Places", "open_answers"]
