"""What the client asks, and what it must be answered."""

from __future__ import annotations

import json
from random import Random

from lab.serving.load import Ask, post


def lists_of(ids: list[str], seed: int = 0) -> Ask:
    """Return a function that asks for the list of a customer drawn at random."""
    draw = Random(seed)

    def ask() -> bytes:
        return post("/recommendations", json.dumps({"customer_id": draw.choice(ids)}).encode())

    return ask


def is_of_one_build(body: bytes) -> bool:
    """Tell whether all reasons of an answer name the build that it says it is of; those of a generated shop do.

    Examples
    --------
    >>> is_of_one_build(b'{"model_version": "2", "recommendations": [{"reason": "Popular, in 1"}]}')
    False
    """
    answer = json.loads(body)
    ending = f", in {answer['model_version']}"
    return bool(answer["recommendations"]) and all(
        offer["reason"].endswith(ending) for offer in answer["recommendations"]
    )
