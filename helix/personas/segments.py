"""What personas know of a shop: aggregates by segment, as they stand in a file or in memory, and nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from python_ml.problems import BadInput


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the shop shows it to everybody."""

    article_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """Two articles, of which a segment bought the first more often than the second in a window held out."""

    more: Article
    less: Article


@dataclass(frozen=True, slots=True)
class Segment:
    """What is typical of a group of customers.

    Attributes
    ----------
    name
        In words, such as ``women from 25 to 34``.
    share
        Of the customers of all segments.
    categories
        Categories bought most, with their shares of what the segment bought.
    price_low, price_middle, price_high
        Quartiles of what a unit cost.
    orders_a_month
        Mean number of days with an order, in 30 days.
    best_sellers
        Articles that most of the segment bought lately.
    questions
        What the segment bought in the window held out; never part of a persona.
    """

    name: str
    share: float
    categories: Mapping[str, float]
    price_low: float
    price_middle: float
    price_high: float
    orders_a_month: float
    best_sellers: tuple[Article, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Segments:
    """A shop's segments.

    Attributes
    ----------
    known_before
        The day before which everything happened that personas know, as ISO 8601.
    held_out_until
        The day before which everything happened that questions are about.
    segments
        In the order of their names.
    """

    known_before: str
    held_out_until: str
    segments: tuple[Segment, ...]

    @classmethod
    def from_json(cls, text: str) -> Segments:
        """Read segments that `helix simulate segments` wrote.

        Raises
        ------
        BadInput
            If it is something else.
        """
        try:
            given = json.loads(text)
            segments = tuple(map(_segment, given["segments"]))
            return cls(given["known_before"], given["held_out_until"], segments)
        except (ValueError, LookupError, TypeError) as error:
            raise BadInput(
                f"the file of segments can't be read: {error}", "have `helix simulate segments` write it"
            ) from error


def _segment(given: dict[str, Any]) -> Segment:
    return Segment(
        **given
        | {
            "best_sellers": tuple(Article(**each) for each in given["best_sellers"]),
            "questions": tuple(
                Question(Article(**each["more"]), Article(**each["less"])) for each in given["questions"]
            ),
        }
    )
