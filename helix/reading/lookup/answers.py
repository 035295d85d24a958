"""What there is to say to one customer, and of one article, as the lookup of a build and live answers say it alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import orjson


class Offer(NamedTuple):
    """An article on one customer's list, or one that may come onto it.

    A named tuple, which is quicker to make than a frozen dataclass: each answer makes dozens.

    Attributes
    ----------
    rank
        Its place on the list, 1 first; what is in reserve goes on counting.
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
    is_bought_before
        Whether the customer has bought it: it is never one too many of its kind then.
    score_rank
        Its place by score alone, 1 first; 0 where offers stand in that order anyway.
    """

    rank: int
    article_id: str
    name: str | None = None
    score: float | None = None
    purchase_probability: float | None = None
    reason: str | None = None
    is_bought_before: bool = False
    score_rank: int = 0


@dataclass(frozen=True)
class CustomerAnswer:
    """What there is to say to one customer.

    Attributes
    ----------
    customer_id
        Customer.
    as_of
        The cutoff: what happened before it is known.
    segment
        The peer group, by which articles are popular; None for somebody of no group.
    offers
        The list, best first, exactly as `recommendations` has it.
    reserves
        What filters and exclusions may bring onto the list, best first.
    build, model_version
        The build that answers, and the run that fitted its ranker.
    next_purchase, send_time, push
        The row of the table of that name, as values of JSON; None if the table has none.
    no_push_because
        Why no push is planned; None if one is.
    """

    customer_id: str
    as_of: date
    segment: str | None
    offers: tuple[Offer, ...]
    reserves: tuple[Offer, ...] = ()
    build: str = ""
    model_version: str = ""
    next_purchase: dict[str, Any] | None = None
    send_time: dict[str, Any] | None = None
    push: dict[str, Any] | None = None
    no_push_because: str | None = None

    @cached_property
    def candidates(self) -> tuple[Offer, ...]:
        """The list and what is in reserve, by score: what the rule of variety chooses a list from."""
        return tuple(sorted((*self.offers, *self.reserves), key=lambda offer: offer.score_rank))

    def encode(self) -> bytes:
        """Return the answer as JSON.

        Examples
        --------
        >>> answer = CustomerAnswer("C1", date(2026, 1, 1), "aged 20-29", (Offer(1, "0692875002"),))
        >>> CustomerAnswer.decode(answer.encode()) == answer
        True
        """
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        rows = {name: list(map(tuple, told[name])) for name in ("offers", "reserves")}
        return orjson.dumps(told | rows)

    @classmethod
    def decode(cls, encoded: bytes) -> CustomerAnswer:
        """Return the answer that was encoded."""
        told = orjson.loads(encoded)
        offers = {name: tuple(Offer(*row) for row in told[name]) for name in ("offers", "reserves")}
        return cls(**told | offers | {"as_of": date.fromisoformat(told["as_of"])})


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """What there is to say of one article.

    Attributes
    ----------
    article_id
        Article.
    name, category
        None where the shop has none.
    product
        What variants of an article share.
    price
        The latest price; None of one that was never sold.
    is_new
        Whether it has been on sale for a short time.
    similar
        What is often bought with it, nearest first, each with the cosine of both.
    """

    article_id: str
    name: str | None
    product: int
    category: str | None
    price: float | None
    is_new: bool
    similar: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """What a list holds: its length, most of a product and of a category, and places for new articles."""

    top_k: int
    max_per_product: int
    max_per_category: int
    new_article_places: int
