"""Answers of a published build, found at once, and the fresher ones that follow events."""

from helix.reading.lookup.answers import ArticleAnswer, CustomerAnswer, Offer
from helix.reading.lookup.fresh import Answers, open_answers
from helix.reading.lookup.lookup import Lookup, Places

__all__ = ["Answers", "ArticleAnswer", "CustomerAnswer", "Lookup", "Offer", "Places", "open_answers"]
