"""Which arm of an experiment a customer is in: the same in SQL, in Python and in the API."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from python_ml.problems import BadInput

BUCKETS = 1_000_000
HOLDOUT = "holdout"
SEED = "seeds/experiments.csv"
# What shares written with a few decimals may miss 1 by.
ROUNDING = 1e-9


def hash_bucket(text: str, buckets: int = BUCKETS) -> int:
    """Bucket of a text, from 0 up: what the macro `hash_bucket` computes in SQL.

    Examples
    --------
    >>> hash_bucket("summer/C0000001")
    189167
    """
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16) % buckets


def unit_bucket(salt: str, unit_id: str) -> int:
    """Bucket of a unit in the experiment with this salt.

    Examples
    --------
    >>> unit_bucket("summer", "C0000001") == hash_bucket("summer/C0000001")
    True
    """
    return hash_bucket(f"{salt}/{unit_id}")


def parse_arms(arms: str) -> dict[str, float]:
    """Shares of arms as the seed writes them, in its order: the first arm is the control.

    Shares are of the customers outside the holdout.
    They may add up to less than 1: the rest is in no arm, as when an experiment starts small.

    Raises
    ------
    BadInput
        If an arm has no share, two have one name, fewer than two are given, or shares add up to more than 1.

    Examples
    --------
    >>> parse_arms("control=0.5|treatment=0.5")
    {'control': 0.5, 'treatment': 0.5}
    """
    pairs = [part.partition("=") for part in arms.split("|")]
    names = [name.strip() for name, _, _ in pairs]
    if len(names) < 2 or len(set(names)) < len(names) or not all(names) or HOLDOUT in names:
        raise _bad_arms(arms, f"needs two or more arms of different names, none of them {HOLDOUT!r}")
    try:
        shares = [float(share) for _, _, share in pairs]
    except ValueError as error:
        raise _bad_arms(arms, "has an arm without a share") from error
    if not all(share > 0 for share in shares) or not sum(shares) <= 1 + ROUNDING:
        raise _bad_arms(arms, "has shares that are not above 0 or add up to more than 1")
    return dict(zip(names, shares, strict=True))


@dataclass(frozen=True)
class Phase:
    """One row of the seed of experiments: shares that hold from a day on.

    Attributes
    ----------
    experiment
        Its name; rows of one name are phases of one experiment.
    arms
        Share of each arm, as from `parse_arms`.
    salt
        What makes its split independent of those of other experiments.
    valid_from, valid_until
        The first day, and the day after the last; open if None.
    holdout
        Share of all customers who are in no arm and get no pushes.
    """

    experiment: str
    arms: dict[str, float]
    salt: str
    valid_from: date
    valid_until: date | None = None
    holdout: float = 0.0


class Slot(NamedTuple):
    """Buckets from `first_bucket` up to, not including, `end_bucket` that are in an arm from a day on."""

    experiment: str
    salt: str
    arm: str
    valid_from: date
    valid_until: date | None
    first_bucket: int
    end_bucket: int


def phases_of(rows: Iterable[Mapping[str, object]]) -> list[Phase]:
    """Phases as the rows of the seed give them, in a total order.

    Parameters
    ----------
    rows
        Each with `name`, `arms`, `from`, `until`, `salt` and `holdout`; dates are dates, or text like 2026-01-31.

    Raises
    ------
    BadInput
        If a row can't be used, two phases of an experiment begin on one day, the salt changes midway, or two
        experiments share a salt.

    Examples
    --------
    >>> row = {"name": "a", "arms": "no=0.5|yes=0.5", "from": "2026-01-01", "until": None, "salt": "a", "holdout": 0}
    >>> phases_of([row])[0].arms
    {'no': 0.5, 'yes': 0.5}
    """
    phases = sorted((_phase(row) for row in rows), key=lambda phase: (phase.experiment, phase.valid_from))
    _check_starts(phases)
    _check_salts(phases)
    return phases


def planned_shares(phase: Phase) -> dict[str, float]:
    """Share of all customers in each arm, the control first and the holdout last, as `results.compare` takes them.

    Examples
    --------
    >>> planned_shares(Phase("a", {"no": 0.5, "yes": 0.5}, "a", date(2026, 1, 1), holdout=0.2))
    {'no': 0.4, 'yes': 0.4, 'holdout': 0.2}
    """
    shares = {arm: share * (1 - phase.holdout) for arm, share in phase.arms.items()}
    return shares | {HOLDOUT: phase.holdout} if phase.holdout else shares


def slots(phases: Iterable[Phase]) -> list[Slot]:
    """Buckets of each arm in each phase; a change of shares moves as few buckets as the shares allow.

    An arm that shrinks gives up the last of its buckets, and arms that grow take them.
    A phase holds until the next one of its experiment begins, or until its own end.

    Examples
    --------
    >>> start, change = date(2026, 1, 1), date(2026, 2, 1)
    >>> even = Phase("a", {"no": 0.5, "yes": 0.5}, "a", start)
    >>> uneven = Phase("a", {"no": 0.2, "yes": 0.8}, "a", change)
    >>> [(slot.arm, slot.first_bucket, slot.end_bucket) for slot in slots([even, uneven])]
    [('no', 0, 500000), ('yes', 500000, 1000000), ('no', 0, 200000), ('yes', 200000, 1000000)]
    """
    ordered = sorted(phases, key=lambda phase: (phase.experiment, phase.valid_from))
    return [
        slot
        for _, group in groupby(ordered, key=lambda phase: phase.experiment)
        for slot in _slots_of_experiment(list(group))
    ]


def arms_of(unit_id: str, all_slots: Iterable[Slot], on: date) -> dict[str, str]:
    """Arm of a unit in each experiment that it is part of on a day.

    Examples
    --------
    >>> day = date(2026, 1, 1)
    >>> arms_of("C0000001", slots([Phase("summer", {"no": 0.5, "yes": 0.5}, "summer", day)]), day)
    {'summer': 'no'}
    """
    running = [
        slot
        for slot in all_slots
        if slot.valid_from <= on and (slot.valid_until is None or on < slot.valid_until)
    ]
    buckets = {salt: unit_bucket(salt, unit_id) for salt in {slot.salt for slot in running}}
    return {
        slot.experiment: slot.arm
        for slot in running
        if slot.first_bucket <= buckets[slot.salt] < slot.end_bucket
    }


class _Interval(NamedTuple):
    first: int
    end: int
    arm: str | None


def _slots_of_experiment(phases: Sequence[Phase]) -> list[Slot]:
    intervals = [_Interval(0, BUCKETS, None)]
    found = []
    for phase, following in zip(phases, [*phases[1:], None], strict=True):
        intervals = _moved(intervals, _sizes(phase))
        ends = [end for end in (phase.valid_until, following and following.valid_from) if end]
        found += [
            Slot(phase.experiment, phase.salt, arm, phase.valid_from, min(ends, default=None), first, end)
            for first, end, arm in intervals
            if arm is not None
        ]
    return found


def _sizes(phase: Phase) -> dict[str | None, int]:
    """Buckets of each arm, of the holdout, and of no arm: cumulative shares are rounded, so that they add up."""
    shares = planned_shares(phase)
    ends = [min(round(end * BUCKETS), BUCKETS) for end in accumulate(shares.values())]
    sizes = [end - start for start, end in pairwise([0, *ends])]
    return {**dict(zip(shares, sizes, strict=True)), None: BUCKETS - ends[-1]}


def _moved(intervals: list[_Interval], sizes: dict[str | None, int]) -> list[_Interval]:
    """Intervals with the sizes asked for, with as few buckets in another arm as possible."""
    kept, free = _given_up(intervals, sizes)
    held = dict.fromkeys(sizes, 0)
    for first, end, arm in kept:
        held[arm] += end - first
    missing = {arm: size - held[arm] for arm, size in sizes.items()}
    return _joined(sorted(kept + _taken(free, missing)))


def _given_up(
    intervals: list[_Interval], sizes: dict[str | None, int]
) -> tuple[list[_Interval], list[tuple[int, int]]]:
    """What each arm keeps, the first of its buckets, and what it gives up."""
    left = dict(sizes)
    kept, free = [], []
    for first, end, arm in intervals:
        cut = first + min(end - first, left.get(arm, 0))
        left[arm] = left.get(arm, 0) - (cut - first)
        if first < cut:
            kept.append(_Interval(first, cut, arm))
        if cut < end:
            free.append((cut, end))
    return kept, free


def _taken(free: list[tuple[int, int]], missing: dict[str | None, int]) -> list[_Interval]:
    """Free buckets, given in order to the arms that miss some."""
    left = dict(missing)
    taken = []
    for first, end in free:
        start = first
        while start < end:
            arm = next(arm for arm, size in left.items() if size > 0)
            cut = start + min(end - start, left[arm])
            taken.append(_Interval(start, cut, arm))
            left[arm] -= cut - start
            start = cut
    return taken


def _joined(intervals: list[_Interval]) -> list[_Interval]:
    joined: list[_Interval] = []
    for interval in intervals:
        if joined and joined[-1].arm == interval.arm:
            joined[-1] = joined[-1]._replace(end=interval.end)
        else:
            joined.append(interval)
    return joined


def _phase(row: Mapping[str, object]) -> Phase:
    name, salt = str(row["name"] or ""), str(row["salt"] or "")
    if not name or not salt:
        raise BadInput(f"an experiment in {SEED} has no name or no salt", "give it both")
    begins, ends = _day(name, row["from"]), _day(name, row["until"])
    if begins is None or (ends is not None and ends <= begins):
        raise BadInput(
            f"experiment {name!r} in {SEED} has no first day before its end", "write one in `from`"
        )
    holdout = float(row["holdout"] or 0)
    if not 0 <= holdout < 1:
        raise BadInput(
            f"experiment {name!r} in {SEED} has a holdout of {holdout:g}", "let it be 0 or more, below 1"
        )
    return Phase(name, parse_arms(str(row["arms"])), salt, begins, ends, holdout)


def _day(name: str, value: object) -> date | None:
    if value is None or value == "" or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(
            f"experiment {name!r} in {SEED} has a date {value!r}", "write it like 2026-01-31"
        ) from error


def _check_starts(phases: list[Phase]) -> None:
    for earlier, later in pairwise(phases):
        if (earlier.experiment, earlier.valid_from) == (later.experiment, later.valid_from):
            raise BadInput(
                f"experiment {later.experiment!r} in {SEED} has two rows from {later.valid_from}",
                "leave one of them",
            )


def _check_salts(phases: list[Phase]) -> None:
    names = {}
    for phase in phases:
        if names.setdefault(phase.salt, phase.experiment) != phase.experiment:
            raise BadInput(
                f"experiments {names[phase.salt]!r} and {phase.experiment!r} in {SEED} share the salt {phase.salt!r}, "
                "so their arms would hold the same customers",
                "give each its own",
            )
    for earlier, later in pairwise(phases):
        if earlier.experiment == later.experiment and earlier.salt != later.salt:
            raise BadInput(
                f"experiment {later.experiment!r} in {SEED} changes its salt midway, "
                "which would move customers between arms for no reason",
                "keep the salt, or give the second row a name of its own",
            )


def _bad_arms(arms: str, what: str) -> BadInput:
    return BadInput(f"arms {arms!r} in {SEED} {what}", "write them like control=0.5|treatment=0.5")
