"""What share of the buckets stayed in one arm all along: only their customers are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from python_ml.experiments.assignment import BUCKETS, Slot


def steady_buckets(slots: Iterable[Slot]) -> dict[str, int]:
    """Count the buckets of each arm that were in no other in any phase.

    Parameters
    ----------
    slots
        Of one experiment, from the first phase to the latest that has begun.

    Examples
    --------
    >>> from datetime import date
    >>> from python_ml.experiments.assignment import Phase, slots
    >>> even = Phase("a", {"no": 0.5, "yes": 0.5}, "a", date(2026, 1, 1))
    >>> uneven = Phase("a", {"no": 0.2, "yes": 0.8}, "a", date(2026, 2, 1))
    >>> steady_buckets(slots([even, uneven]))
    {'no': 200000, 'yes': 500000}
    """
    phases: dict[object, list[Slot]] = {}
    for slot in slots:
        phases.setdefault(slot.valid_from, []).append(slot)
    edges = sorted(
        {0, BUCKETS}.union(
            *({slot.first_bucket, slot.end_bucket} for each in phases.values() for slot in each)
        )
    )
    steady = {slot.arm: 0 for each in phases.values() for slot in each}
    for first, end in pairwise(edges):
        arms = {_arm_at(first, each) for each in phases.values()}
        arm = arms.pop()
        if not arms and arm is not None:
            steady[arm] += end - first
    return steady


def _arm_at(bucket: int, slots: Sequence[Slot]) -> str | None:
    return next((slot.arm for slot in slots if slot.first_bucket <= bucket < slot.end_bucket), None)
