"""What there is to say to one customer: their offers, and when to make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """An article on one customer's list.

    Attributes
    ----------
    rank
        Its place, 1 first.
    article_id
        Article.
    name
        Its name.
    score
        The ranker's raw score, to be compared only within this list; None where there is no ranker's.
    purchase_probability
        Probability that the customer buys it in the label window; None where it is not known.
    reason
        Why, in the shop's words to the customer; None where there is none to tell.
    """

    rank: int
    article_id: str
    name: str | None = None
    score: float | None = None
    purchase_probability: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class CustomerAnswer:
    """What there is to say to one customer.

    Attributes
    ----------
    customer_id
        Customer.
    as_of
        The cutoff: what happened before it is known.
    offers
        The list, best first, and what may fill it up.
    """

    customer_id: str
    as_of: date
    segment: str | None
    offers: tuple[Offer, ...]
    next_purchase: dict[str, Any] | None = None
    send_time: dict[str, Any] | None = None
    push: dict[str, Any] | None = None
