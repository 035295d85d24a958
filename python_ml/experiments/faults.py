"""What can't be used in the seeds of experiments: one sentence each, with the row and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from python_ml.experiments.assignment import HOLDOUT, ROUNDING, SEED
from python_ml.experiments.metrics import METRICS

PHASES, ARMS = SEED, "seeds/experiment_arms.csv"
LISTS = ("ranker", "popular")
SETTINGS = ("push", "list", "hour", "channel")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Shares are written by hand: a third is .3333, and who is left over is in no arm.
LEAST_TOTAL = 0.999

Row = Mapping[str, str | None]


class Fault(NamedTuple):
    """What is wrong in a seed.

    Attributes
    ----------
    place
        The seed's file.
    sentence
        Which row, what is wrong with it, and how to fix it.
    """

    place: str
    sentence: str


def faults(phases: Collection[Row], settings: Collection[Row], channels: Collection[str]) -> list[Fault]:
    """Find what is wrong in both seeds.

    Parameters
    ----------
    phases, settings
        Rows of `experiments` and `experiment_arms`, every value a text or ``None``.
    channels
        Names that the setting `channel` may have.

    Returns
    -------
    list of Fault
        Empty where every row can be used.

    Examples
    --------
    >>> row = {"name": "hours", "arms": "noon=0.5|evening=0.6", "unit": "customer", "from": "2026-01-01",
    ...     "until": None, "metrics": "conversion", "salt": "h1", "holdout": None}
    >>> print(faults([row], [], [])[0].sentence)
    the arms of hours from 2026-01-01 have shares that add up to 1.1: write shares that add up to 1
    """
    return [
        *(Fault(PHASES, each) for row in phases for each in _of_phase(row)),
        *(Fault(PHASES, each) for each in _of_experiments(phases)),
        *(Fault(ARMS, each) for each in _of_settings(phases, settings, channels)),
    ]


def fault_table(experiments: pl.DataFrame, arms: pl.DataFrame, channels: pl.DataFrame) -> pl.DataFrame:
    """Return the faults of both seeds as a table, given the channels that can be pushed to."""
    found = faults(experiments.to_dicts(), arms.to_dicts(), channels["channel"].to_list())
    return pl.DataFrame(found, schema=dict.fromkeys(Fault._fields, pl.String), orient="row")


def shares_of(text: str | None) -> dict[str, float] | None:
    """Read `arms`; ``None`` where it can't be read.

    Examples
    --------
    >>> shares_of("control=0.5|treatment=0.5")
    {'control': 0.5, 'treatment': 0.5}
    >>> shares_of("control|treatment")
    """
    shares: dict[str, float] = {}
    for part in (text or "").split("|"):
        arm, _, share = (each.strip() for each in part.partition("="))
        value = _number(share)
        if not NAME.fullmatch(arm) or arm in shares or value is None:
            return None
        shares[arm] = value
    return shares


def _of_phase(row: Row) -> Iterator[str]:
    named = f"{row['name'] or 'a row without a name'} from {row['from']}"
    if not NAME.fullmatch(row["name"] or ""):
        yield (
            f"{row['name'] or 'a row without a name'} is no name of an experiment: "
            "write letters, digits, '_', '-' and '.'"
        )
    yield from _of_shares(named, row["arms"])
    if row["unit"] != "customer":
        yield f"the unit of {named} is {row['unit'] or 'missing'}: write customer"
    yield from _of_days(named, row)
    yield from _of_metrics(named, row["metrics"])
    if not row["salt"]:
        yield f"the salt of {named} is missing: write any word that no other experiment has"
    holdout = _number(row["holdout"] or "0")
    if holdout is None or not 0 <= holdout < 1:
        yield f"the holdout of {named} is {row['holdout']}: write a share from 0, below 1, or leave it empty"


def _of_shares(named: str, arms: str | None) -> Iterator[str]:
    shares = shares_of(arms)
    if shares is None:
        yield f"the arms of {named} are {arms or 'missing'}: write them as control=0.5|treatment=0.5"
        return
    total = sum(shares.values())
    if HOLDOUT in shares:
        yield f"an arm of {named} is called holdout: give it another name, or use the column holdout"
    if len(shares) < 2:
        yield f"the arms of {named} are one: write two or more"
    elif min(shares.values()) <= 0:
        yield f"an arm of {named} has no share: write shares above 0"
    elif not LEAST_TOTAL <= total <= 1 + ROUNDING:
        yield f"the arms of {named} have shares that add up to {total:.4g}: write shares that add up to 1"


def _of_days(named: str, row: Row) -> Iterator[str]:
    begins, ends = _day(row["from"]), _day(row["until"])
    if begins is None:
        yield f"the from of {named} is no day: write it as 2026-01-31"
    if row["until"] and ends is None:
        yield f"the until of {named} is {row['until']}: write it as 2026-01-31, or leave it empty"
    if begins and ends and begins >= ends:
        yield f"the until of {named} is {row['until']}, not after its from: write a later day, or leave it empty"


def _of_metrics(named: str, metrics: str | None) -> Iterator[str]:
    unknown = [each for each in (metrics or "").split("|") if each.strip() not in METRICS]
    if unknown:
        yield (
            f"the metrics of {named} have {unknown[0] or 'none'}: write some of {', '.join(METRICS)}, "
            "with | between them"
        )


def _of_experiments(phases: Collection[Row]) -> Iterator[str]:
    by_name: dict[str | None, list[Row]] = {}
    for row in phases:
        by_name.setdefault(row["name"], []).append(row)
    for name, rows in by_name.items():
        yield from _of_following_phases(name, rows)
    by_salt: dict[str | None, set[str | None]] = {}
    for row in phases:
        by_salt.setdefault(row["salt"], set()).add(row["name"])
    for salt, names in by_salt.items():
        if salt and len(names) > 1:
            first, second = sorted(map(str, names))[:2]
            yield f"{first} and {second} have the same salt, {salt}: give each its own"


def _of_following_phases(name: str | None, rows: Iterable[Row]) -> Iterator[str]:
    """What a phase may not change: customers would be assigned anew, or counted twice."""
    for one, other in pairwise(sorted(rows, key=lambda row: row["from"] or "")):
        if one["from"] == other["from"]:
            yield f"{name} has two rows from {one['from']}: keep one of them"
        elif one["until"] and (one["until"] or "") > (other["from"] or ""):
            yield f"the row of {name} from {other['from']} begins before the one before it ends: write a later day"
        if one["salt"] != other["salt"]:
            yield f"the rows of {name} have two salts: write the same in both"


def _of_settings(
    phases: Collection[Row], settings: Collection[Row], channels: Collection[str]
) -> Iterator[str]:
    known = {(row["name"], arm) for row in phases for arm in (*(shares_of(row["arms"]) or {}), HOLDOUT)}
    seen = set()
    for row in settings:
        named = f"{row['experiment']}, {row['arm']}, {row['setting']}"
        if (row["experiment"], row["arm"]) not in known:
            yield f"the row {named} is of no arm of {PHASES}: write an experiment and an arm of it"
        if row["setting"] not in SETTINGS:
            yield f"the row {named} has no known setting: write one of {', '.join(SETTINGS)}"
        elif not _is_value(row["setting"], row["value"], channels):
            yield f"the row {named} has the value {row['value'] or 'none'}: write {_values(row['setting'], channels)}"
        if named in seen:
            yield f"the row {named} stands twice: keep one of them"
        seen.add(named)


def _is_value(setting: str | None, value: str | None, channels: Collection[str]) -> bool:
    if setting == "hour":
        return (value or "").isdecimal() and 0 <= int(value or "") <= 23
    return value in {"push": ("none",), "list": LISTS, "channel": tuple(channels)}[setting or ""]


def _values(setting: str | None, channels: Collection[str]) -> str:
    return {
        "push": "none, or remove the row",
        "list": " or ".join(LISTS),
        "hour": "an hour from 0 to 23",
        "channel": f"a channel that can be pushed to, of {', '.join(sorted(channels)) or 'which none is active'}",
    }[setting or ""]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
