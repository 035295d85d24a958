"""Which candidates make a list: the rule of the batch, `models/marts/ranking/recommended_pairs.sql`, for one customer.

It is written a second time because a list is chosen again for each request, after its filters; a test holds both to the
same lists, for every customer of a shop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Protocol, TypeVar

from helix.reading.lookup import Places


class Candidate(Protocol):
    """What the rule looks at."""

    @property
    def product(self) -> Hashable:
        """What variants of an article share."""

    @property
    def category(self) -> str | None:
        """Category, ``None`` if there is none."""

    @property
    def is_bought_before(self) -> bool:
        """Whether the customer has bought it."""

    @property
    def is_new(self) -> bool:
        """Whether it has been on sale for a short time."""


C = TypeVar("C", bound=Candidate)


def varied(candidates: Sequence[C], count: int, places: Places) -> list[C]:
    """Choose and order a list.

    Parameters
    ----------
    candidates
        Best first.
    count
        Length of the list.
    places
        Most of a product and a category, and how many places are for new articles.

    Returns
    -------
    list
        At most ``count`` candidates. What is one too many of its product or category fills up a list that would be too
        short without, and stands at its end.
    """
    is_held_back = _held_back(candidates, places)
    is_sure = _sure(candidates, is_held_back, places.new_article_places)
    preference = [0 if sure else 2 if held else 1 for sure, held in zip(is_sure, is_held_back, strict=True)]
    ranks = range(len(candidates))
    chosen = sorted(ranks, key=lambda rank: (preference[rank], rank))[:count]
    return [candidates[rank] for rank in sorted(chosen, key=lambda rank: (is_held_back[rank], rank))]


def _held_back(candidates: Sequence[Candidate], places: Places) -> list[bool]:
    """Whether each is one too many: what was bought before takes a place, but never is."""
    of_product: dict[Hashable, int] = defaultdict(int)
    of_category: dict[tuple[str | None, bool], int] = defaultdict(int)
    held_back = []
    for each in candidates:
        of_product[each.product] += 1
        exceeds_product = not each.is_bought_before and of_product[each.product] > places.max_per_product
        group = (each.category, exceeds_product)
        of_category[group] += 1
        exceeds_category = (
            not each.is_bought_before
            and each.category is not None
            and of_category[group] > places.max_per_category
        )
        held_back.append(exceeds_product or exceeds_category)
    return held_back


def _sure(candidates: Sequence[Candidate], is_held_back: Sequence[bool], most: int) -> list[bool]:
    """Whether each is one of the best new articles."""
    taken, sure = 0, []
    for each, held in zip(candidates, is_held_back, strict=True):
        is_taken = each.is_new and not held and taken < most
        taken += is_taken
        sure.append(is_taken)
    return sure
