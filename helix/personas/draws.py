"""One prompt after another of the same persona: in which order it shows things, and what became of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeVar

from helix.personas.people import Persona
from helix.personas.prompts import Malformed
from helix.personas.replies import ANSWERED, Reply
from python_ml.problems import BadInput

A = TypeVar("A")


def require_even(draws: int) -> None:
    """Check that as many draws can be shown in one order as in the other.

    Raises
    ------
    BadInput
        If they can't.
    """
    if draws < 2 or draws % 2:
        raise BadInput(
            f"{draws} draws can't be shown half in one order and half in the other",
            "ask for an even number of draws",
        )


def is_swapped(draw: int) -> bool:
    """Tell whether a draw, 0 first, shows the second thing first."""
    return draw % 2 == 1


def draw_seed(seed: int, kind: str, persona: Persona, draw: int) -> int:
    """Return a number for a draw alone, which fits into 31 bits."""
    text = f"{seed}/{kind}/{persona.name}/{draw}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 1


def lot_of(seed: int) -> Random:
    """Return the lot of a draw."""
    return Random(f"order/{seed}")


def read(reply: Reply, parse: Callable[[str], A], outcomes: Counter[str]) -> A | None:
    """Return what a reply says, ``None`` if that is nothing; what became of it is counted."""
    if reply.kind != ANSWERED:
        outcomes[reply.kind] += 1
        return None
    try:
        said = parse(reply.text)
    except Malformed as error:
        outcomes[str(error)] += 1
        return None
    outcomes[ANSWERED] += 1
    return said


def mean_over_orders(straight: list[float], swapped: list[float]) -> float | None:
    """Average draws so that both orders weigh the same, whichever of them was answered more often.

    Examples
    --------
    >>> mean_over_orders([1.0, 1.0], [0.0])
    0.5
    >>> mean_over_orders([1.0], []) is None
    True
    """
    if not straight or not swapped:
        return None
    return (sum(straight) / len(straight) + sum(swapped) / len(swapped)) / 2
