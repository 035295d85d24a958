"""What one build says of one customer: what a screen, a page or a response shows of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helix.reading.reader import Reader
from helix.reading.records import (
    Customer,
    Cutoff,
    History,
    NextPurchase,
    Push,
    PushExclusion,
    Recommendation,
    SendTime,
    Split,
)
from python_ml.problems import MAKE_BUILD, NotBuilt, OutOfDate, Problem, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from python_ml.ranking import Explanation


@dataclass(frozen=True, slots=True)
class Explained:
    """A recommendation with its score taken apart; ``proposed_by`` holds each retriever's rank, best first."""

    recommendation: Recommendation
    proposed_by: dict[str, int]
    explanation: Explanation

    def plain(self) -> dict[str, Any]:
        """Return the same as values of JSON: base and the contributions' amounts add up to the score."""
        offer = self.recommendation
        return {
            "rank": offer.rank,
            "article_id": offer.article_id,
            "name": offer.name,
            "reason": offer.reason,
            "proposed_by": self.proposed_by,
            **asdict(self.explanation),
        }


class CustomerView:
    """One customer at the latest cutoff of a split; each answer is read when it is first asked for.

    The plan of pushes is one of today: in split ``test`` there is none. A timing table that the build lacks leaves its
    answer ``None`` and stands in ``missing``.

    Parameters
    ----------
    reader
        An open build.
    customer_id
        The shop's id of the customer.
    split
        ``serve``: as of today. ``test``: as of the test cutoff, for customers who bought in the test window.

    Raises
    ------
    Unknown
        If the shop doesn't know the customer.
    NotBuilt
        If the build holds no recommendations of the split.
    """

    def __init__(self, reader: Reader, customer_id: str, split: Split = "serve") -> None:
        self._reader = reader
        self.customer: Customer = reader.customer(customer_id)
        self.cutoff: Cutoff = reader.cutoff(split)

    @cached_property
    def history(self) -> History | None:
        """Purchases before the cutoff, ``None`` without any."""
        return self._reader.history(self.customer, self.cutoff)

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """What to offer, by rank; none if the split leaves the customer out."""
        return self._reader.recommendations(self.customer, self.cutoff)

    @cached_property
    def missing(self) -> list[str]:
        """Tables on timing that the build lacks."""
        plan = (Push, PushExclusion) if self.cutoff.split == "serve" else ()
        return self._reader.missing(NextPurchase, SendTime, *plan)

    @cached_property
    def next_purchase(self) -> NextPurchase | None:
        """When the next order is likely."""
        if NextPurchase.table in self.missing:
            return None
        return self._reader.next_purchase(self.customer, self.cutoff.split)

    @cached_property
    def send_time(self) -> SendTime | None:
        """When to reach the customer."""
        if SendTime.table in self.missing:
            return None
        return self._reader.send_time(self.customer, self.cutoff.split)

    @cached_property
    def push(self) -> Push | None:
        """The push that is planned."""
        if self.cutoff.split != "serve" or Push.table in self.missing:
            return None
        return self._reader.push(self.customer)

    @cached_property
    def no_push_because(self) -> str | None:
        """Why no push is planned, as far as the plan says so."""
        if self.cutoff.split != "serve" or PushExclusion.table in self.missing:
            return None
        exclusion = self._reader.push_exclusion(self.customer)
        return exclusion and exclusion.reason

    @property
    def left_out(self) -> Problem | None:
        """Why there is no recommendation, ``None`` if there is one."""
        if self.recommendations:
            return None
        customer = f"customer {self.customer.customer_id!r}"
        if self.cutoff.split == "test":
            return Unknown(f"{customer} bought nothing in the test window")
        return NotBuilt(f"{customer} has no recommendations")

    def explained(self, article_id: str | None = None) -> list[Explained]:
        """Take the scores of the recommendations apart, or that of one article.

        Raises
        ------
        Unknown
            If the article is not on the customer's list.
        OutOfDate
            If the build's ranker and features do not give the published scores.
        """
        # Not at the top: LightGBM takes a second to load, which nothing else should wait for.
        from python_ml.ranking.explanation import explain_pairs

        offers = self._on_the_list(article_id)
        pairs = self._reader.pair_features(self.customer, self.cutoff, [offer.article_id for offer in offers])
        retrievers = self._reader.retrievers()
        try:
            explanations = explain_pairs(pairs, self._reader.ranker(self.cutoff).model_text)
        except (KeyError, ValueError) as error:
            raise OutOfDate(
                f"can't explain the scores of {self._reader.path}: {error.args[0]}", ""
            ) from error
        for offer, explanation in zip(offers, explanations, strict=True):
            self._check(offer, explanation)
        return [
            Explained(offer, _proposed_by(pair, retrievers), explanation)
            for offer, pair, explanation in zip(offers, pairs.to_pylist(), explanations, strict=True)
        ]

    def explained_pairs(self, article_ids: Sequence[str]) -> dict[str, Explanation]:
        """Take the scores of those of these articles apart that were candidates, on the list or not.

        Raises
        ------
        OutOfDate
            If the build's ranker does not fit its features.
        """
        from python_ml.ranking.explanation import explain_pairs

        pairs = self._reader.candidates_among(self.customer, self.cutoff, article_ids)
        try:
            explanations = explain_pairs(pairs, self._reader.ranker(self.cutoff).model_text)
        except (KeyError, ValueError) as error:
            raise OutOfDate(
                f"can't explain the scores of {self._reader.path}: {error.args[0]}", ""
            ) from error
        return dict(zip(pairs["article_id"].to_pylist(), explanations, strict=True))

    def window(self) -> dict[str, str]:
        """Return who and as of when as values of JSON; ``label_until`` is exclusive."""
        cutoff = self.cutoff.plain()
        return {
            "customer_id": self.customer.customer_id,
            **{name: cutoff[name] for name in ("as_of", "label_from", "label_until")},
        }

    def timing(self) -> dict[str, Any]:
        """Return when the customer is likely to order, when to reach them and what is planned, as values of JSON."""
        return {
            "next_purchase": self.next_purchase and self.next_purchase.plain(),
            "send_time": self.send_time and self.send_time.plain(),
            "push": self.push and self.push.plain(),
            "no_push_because": self.no_push_because,
            "missing_tables": self.missing,
        }

    def _on_the_list(self, article_id: str | None) -> list[Recommendation]:
        offers = [offer for offer in self.recommendations if article_id in (None, offer.article_id)]
        if not offers and article_id is not None:
            raise Unknown(
                f"article {article_id!r} is not on the list of customer {self.customer.customer_id!r}"
            )
        return offers

    def _check(self, offer: Recommendation, explanation: Explanation) -> None:
        from python_ml.ranking.explanation import TOLERANCE

        if not abs(explanation.score - offer.score) <= TOLERANCE:
            raise OutOfDate(
                f"the score of article {offer.article_id!r} is {offer.score:.9f}, but its contributions add up "
                f"to {explanation.score:.9f}",
                f"{MAKE_BUILD} to bring {self._reader.path} up to date",
            )


def _proposed_by(pair: Mapping[str, int | None], retrievers: Sequence[str]) -> dict[str, int]:
    ranks = {name: pair[f"{name}_rank"] for name in retrievers}
    proposed = [(rank, name) for name, rank in ranks.items() if rank is not None]
    return {name: rank for rank, name in sorted(proposed)}
