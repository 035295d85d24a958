"""Personas: one made-up customer each, drawn from what is typical of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from random import Random

from helix.personas.segments import Article, Segment

# Articles that a persona is said to have looked at.
LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Persona:
    """A made-up customer.

    Attributes
    ----------
    name
        What the journal calls them, such as ``simulated-0007``.
    segment
        Whom they are typical of.
    favourites
        Categories that they like, drawn by the segment's shares.
    budget
        What a unit may cost them.
    looked_at
        Articles of the segment's best sellers that they just looked at.
    """

    name: str
    segment: Segment
    favourites: tuple[str, ...]
    budget: float
    looked_at: tuple[Article, ...]


def draw_personas(segments: Sequence[Segment], personas: int, seed: int) -> list[Persona]:
    """Draw personas: as many of each segment as its share says, everything else by lot.

    Parameters
    ----------
    segments
        At least one.
    personas
        How many.
    seed
        The same one gives the same personas.
    """
    counts = apportioned([segment.share for segment in segments], personas)
    members = [segment for segment, count in zip(segments, counts, strict=True) for _ in range(count)]
    return [_persona(number, segment, seed) for number, segment in enumerate(members, 1)]


def apportioned(shares: Sequence[float], seats: int) -> list[int]:
    """Divide seats by shares, the largest remainders first.

    Examples
    --------
    >>> apportioned([0.5, 0.3, 0.2], 4)
    [2, 1, 1]
    """
    exact = [seats * share / sum(shares) for share in shares]
    counts = [floor(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (counts[place] - exact[place], place))
    for place in by_remainder[: seats - sum(counts)]:
        counts[place] += 1
    return counts


def _persona(number: int, segment: Segment, seed: int) -> Persona:
    lot = Random(f"{seed}/persona/{number}")
    budgets = (segment.price_low, segment.price_middle, segment.price_high)
    return Persona(
        name=f"simulated-{number:04d}",
        segment=segment,
        favourites=_favourites(segment, lot),
        budget=lot.choice(budgets),
        looked_at=tuple(lot.sample(segment.best_sellers, min(LOOKED_AT, len(segment.best_sellers)))),
    )


def _favourites(segment: Segment, lot: Random) -> tuple[str, ...]:
    """Two categories of the segment, in the order in which they were drawn."""
    left = dict(segment.categories)
    drawn = []
    while left and len(drawn) < 2:
        (category,) = lot.choices(list(left), list(left.values()))
        del left[category]
        drawn.append(category)
    return tuple(drawn)
