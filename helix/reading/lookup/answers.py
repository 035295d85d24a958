"""What is answered of a customer and of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import orjson


class Offer(NamedTuple):
    """An article that may be offered to a customer.

    A named tuple, which takes a third of a frozen dataclass's time to make: an answer has dozens.

    Attributes
    ----------
    rank : int
        Its place by score among all that may be offered, 1 best.
    article_id, name : str
        Article; the name is None where the shop has none.
    score : float or None
        The ranker's: comparable only within one customer and cutoff. None if nothing scored it.
    purchase_probability : float or None
        Of buying it within the label window; None beyond the customer's list.
    reason : str or None
        Why, in words for the customer; None beyond the list.
    is_bought_before : bool
        Whether the customer has bought it, and so it is never one too many of its kind.
    """

    rank: int
    article_id: str
    name: str | None
    score: float | None
    purchase_probability: float | None
    reason: str | None
    is_bought_before: bool = False


@dataclass(frozen=True, slots=True)
class CustomerAnswer:
    """What is known of a customer at a cutoff.

    Attributes
    ----------
    customer_id : str
        Customer; '' for a session of nobody known.
    as_of : date
        Cutoff: nothing later is known.
    segment : str or None
        Whom the customer is like: see `Lookup.popular`.
    offers : tuple of Offer
        By score, more than fit on a list: the rule of variety chooses among them.
    next_purchase, send_time, push : mapping or None
        Rows of the tables `next_purchase`, `send_time` and `push_plan`.
    no_push_because : str or None
        Why no push is planned, if none is.
    """

    customer_id: str
    as_of: date
    segment: str | None
    offers: tuple[Offer, ...]
    next_purchase: Mapping[str, Any] | None = None
    send_time: Mapping[str, Any] | None = None
    push: Mapping[str, Any] | None = None
    no_push_because: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """What is known of an article.

    Attributes
    ----------
    article_id, name, category : str
        As the shop has them; name and category may be None.
    product : int
        What variants of one product share.
    price : float or None
        Usual price at the cutoff, in the shop's money; None if it was never sold.
    is_new : bool
        Whether it has been on sale for `new_article_days` at most.
    similar : tuple of (str, float)
        Articles that customers of this one buy too, with how much so, the most first.
    """

    article_id: str
    name: str | None
    product: int
    category: str | None
    price: float | None
    is_new: bool
    similar: tuple[tuple[str, float], ...]


def encoded(answer: CustomerAnswer) -> bytes:
    """A live answer as bytes: its list, and not what the build says of when and by what push.

    Examples
    --------
    >>> decoded(encoded(CustomerAnswer("c1", date(2026, 1, 2), None, ())))
    CustomerAnswer(customer_id='c1', as_of=datetime.date(2026, 1, 2), segment=None, offers=(), next_purchase=None, \
send_time=None, push=None, no_push_because=None)
    """
    fields = {
        "customer_id": answer.customer_id,
        "as_of": answer.as_of,
        "segment": answer.segment,
        "offers": list(map(tuple, answer.offers)),
    }
    return orjson.dumps(fields)


def decoded(stored: bytes) -> CustomerAnswer:
    """The answer that `encoded` made such bytes of."""
    fields = orjson.loads(stored)
    return CustomerAnswer(
        fields["customer_id"],
        date.fromisoformat(fields["as_of"]),
        fields["segment"],
        tuple(Offer(*offer) for offer in fields["offers"]),
    )
