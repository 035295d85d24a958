"""A list for one question: candidates of the build, of what just happened, and what sells; filtered, then varied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helix.api.builds import OpenBuild
from helix.api.schemas import Basis, Question
from helix.api.variety import varied
from helix.reading.lookup import CustomerAnswer, Offer

# Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), with their constant.
FUSION = 60


class Candidate(NamedTuple):
    """An article that may be offered, with what filters and the rule of variety look at."""

    offer: Offer
    product: int
    category: str | None
    price: float | None
    is_bought_before: bool
    is_new: bool

    @property
    def article_id(self) -> str:
        """The article."""
        return self.offer.article_id


@dataclass(frozen=True, slots=True)
class List:
    """What is offered, what it rests on, and what there is to say of it."""

    basis: Basis
    offers: tuple[Offer, ...]
    notes: tuple[str, ...]


def list_for(
    build: OpenBuild,
    question: Question,
    known: CustomerAnswer | None,
    is_live: bool,
    is_popular: bool = False,
) -> List:
    """Choose a list.

    Parameters
    ----------
    build
        The build that answers.
    question
        What is asked.
    known
        What is known of the customer; ``None`` of one whom nobody knows.
    is_live
        Whether that was computed after the build.
    is_popular
        Whether an arm of an experiment shows what sells in the whole shop, whoever asks.
    """
    known = None if is_popular else known
    places = build.lookup.places
    count = length_of(build, question)
    near = list(_near(build, question))
    ranked = () if known is None else known.candidates
    basis: Basis = ("live" if is_live else "build") if ranked else "session" if near else "popular"
    filters = _Filters(question)
    if known is not None and is_plain(build, question) and len(known.offers) == count:
        return List(basis, known.offers, ())
    candidates = list(_candidates(build, _fused(ranked, near)))
    passed = [each for each in candidates if filters.admit(each)]
    chosen = varied(passed, count, places)
    filling = _filling(build, known, chosen, filters, count)
    offers = tuple(each.offer for each in [*chosen, *filling])
    return List(basis, offers, tuple(_notes(filters, len(offers), count, len(filling), basis)))


def is_plain(build: OpenBuild, question: Question) -> bool:
    """Whether nothing is asked of a list: it is the one that was made, and what is in reserve is not needed."""
    context = question.context
    asked = (question.session, context.in_view, context.in_basket, question.exclude, question.categories)
    return (
        not any(asked) and question.price is None and length_of(build, question) == build.lookup.places.top_k
    )


def length_of(build: OpenBuild, question: Question) -> int:
    """How many places the list has: as asked, as the channel has, or as the build's lists have."""
    channel = build.lookup.channels.find(question.channel)
    return question.count or (channel and channel.places) or build.lookup.places.top_k


class _Filters:
    """What the question leaves out."""

    def __init__(self, question: Question) -> None:
        context = question.context
        self._excluded = {*question.exclude, *context.in_view, *context.in_basket}
        self._categories = set(question.categories)
        self._price = question.price
        self.names = [
            name
            for name, is_used in [
                ("exclude", question.exclude),
                ("context", context.in_view or context.in_basket),
                ("price", question.price),
                ("categories", question.categories),
            ]
            if is_used
        ]

    def admit(self, candidate: Candidate) -> bool:
        """Tell whether a candidate may be on the list."""
        return (
            candidate.article_id not in self._excluded
            and (not self._categories or candidate.category in self._categories)
            and self._costs_right(candidate.price)
        )

    def _costs_right(self, price: float | None) -> bool:
        if self._price is None:
            return True
        if price is None:
            return False
        least, most = self._price.least, self._price.most
        return (least is None or price >= least) and (most is None or price <= most)


def _near(build: OpenBuild, question: Question) -> Iterator[Offer]:
    """Neighbours of what is in the basket, in view and in the session, nearest of the latest first."""
    context = question.context
    sources = [
        (context.in_basket, "which is in your basket"),
        (context.in_view, "which you are looking at"),
        (question.session, "which you looked at before"),
    ]
    own = {*context.in_basket, *context.in_view, *question.session}
    found: dict[str, tuple[float, str]] = {}
    for articles, where in sources:
        for article_id in reversed(articles):
            article = build.article(article_id)
            for near_id, score in article.similar if article else ():
                if near_id not in own and score > found.get(near_id, (0.0, ""))[0]:
                    name = article.name or article_id
                    found[near_id] = (score, f"Often bought with {name}, {where}")
    nearest = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    for rank, (near_id, (_, reason)) in enumerate(nearest, 1):
        article = build.article(near_id)
        yield Offer(
            rank=rank,
            article_id=near_id,
            name=article.name if article else None,
            score=None,
            purchase_probability=None,
            reason=reason,
        )


def _fused(ranked: Sequence[Offer], near: Sequence[Offer]) -> list[Offer]:
    """Both lists as one: what stands high on either stands high, what stands on both stands higher."""
    if not near:
        return list(ranked)
    weights: dict[str, float] = {}
    offers: dict[str, Offer] = {}
    for offers_of_one in (ranked, near):
        for place, offer in enumerate(offers_of_one, 1):
            weights[offer.article_id] = weights.get(offer.article_id, 0.0) + 1 / (FUSION + place)
            offers.setdefault(offer.article_id, offer)
    return sorted(offers.values(), key=lambda offer: (-weights[offer.article_id], offer.article_id))


def _candidates(build: OpenBuild, offers: Iterable[Offer]) -> Iterator[Candidate]:
    for offer in offers:
        article = build.article(offer.article_id)
        if article is not None:
            yield Candidate(
                offer,
                article.product,
                article.category,
                article.price,
                offer.is_bought_before,
                article.is_new,
            )


def _filling(
    build: OpenBuild,
    known: CustomerAnswer | None,
    chosen: Sequence[Candidate],
    filters: _Filters,
    count: int,
) -> list[Candidate]:
    """What sells, where the list would be too short without."""
    lacking = count - len(chosen)
    if not lacking:
        return []
    taken = {each.article_id for each in chosen}
    of_segment = () if known is None else build.lookup.popular(known.segment)
    popular = {offer.article_id: offer for offer in (*of_segment, *build.lookup.popular(None))}
    candidates = _candidates(build, (offer for key, offer in popular.items() if key not in taken))
    return varied([each for each in candidates if filters.admit(each)], lacking, build.lookup.places)


def _notes(filters: _Filters, length: int, count: int, filled: int, basis: Basis) -> Iterator[str]:
    """Say what a list lacks, and why: a filter never shortens one without a word."""
    left_out = f" after {', '.join(filters.names)}" if filters.names else ""
    if filled and basis != "popular":
        yield f"{filled} of {length} are popular articles: there were too few others{left_out}"
    if not length:
        yield f"the list is empty: no article is left{left_out}"
    elif length < count:
        yield f"the list has {length} of {count}: no more articles are left{left_out}"
