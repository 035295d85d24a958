"""Arms by hash: as the macro has them, even, independent of other experiments, and moved as little as shares allow."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pytest
from scipy.stats import chi2_contingency, chisquare

from python_ml.experiments.assignment import (
    BUCKETS,
    HOLDOUT,
    Phase,
    Slot,
    arms_of,
    hash_bucket,
    parse_arms,
    phases_of,
    slots,
    unit_bucket,
)
from python_ml.problems import BadInput

START, CHANGE, END = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
HALVES = {"control": 0.5, "treatment": 0.5}
CUSTOMERS = [f"C{number:07}" for number in range(20_000)]
MACRO = Path(__file__).parents[3] / "macros/dialect/hash_bucket.sql"


def row(**changed):
    seed = {"name": "summer", "arms": "control=0.5|treatment=0.5", "from": START, "until": None, "salt": "s1"}
    return seed | {"holdout": 0.0} | changed


def arms_by_bucket(found, valid_from):
    """Arm of every bucket in a phase; the empty text for none."""
    arms = np.full(BUCKETS, "", dtype=object)
    for slot in found:
        if slot.valid_from == valid_from:
            assert (arms[slot.first_bucket : slot.end_bucket] == "").all()
            arms[slot.first_bucket : slot.end_bucket] = slot.arm
    return arms


# --- buckets


@pytest.mark.parametrize(
    ("text", "bucket"),
    [("summer/C0000001", 189_167), ("/C1", 24_571), ("salt/ünïcode", 890_958), ("a/0685687003", 765_725)],
)
def test_known_buckets(text, bucket):
    assert hash_bucket(text) == bucket


def test_buckets_are_those_of_the_macro():
    macro = jinja2.Environment().from_string(MACRO.read_text()).module
    expression = macro.default__hash_bucket("salt || '/' || unit", BUCKETS)
    units = [*CUSTOMERS[:1_000], "0685687003", "å∫ç", "a'b", ""]
    found = duckdb.execute(f"select {expression} from (select 'salt' as salt, unnest(?) as unit)", [units])
    assert [bucket for (bucket,) in found.fetchall()] == [unit_bucket("salt", unit) for unit in units]


def test_buckets_are_even():
    tenths = np.bincount(
        [unit_bucket("s1", customer) * 10 // BUCKETS for customer in CUSTOMERS], minlength=10
    )
    assert chisquare(tenths).pvalue > 0.001


def test_arms_of_two_experiments_are_independent():
    both = slots([Phase("a", HALVES, "s1", START), Phase("b", {"x": 0.2, "y": 0.8}, "s2", START)])
    found = [arms_of(customer, both, START) for customer in CUSTOMERS]
    table = [[sum(f == {"a": a, "b": b} for f in found) for b in "xy"] for a in HALVES]
    assert np.sum(table) == len(CUSTOMERS)
    assert chi2_contingency(table).pvalue > 0.001
    assert chisquare(np.sum(table, axis=0), np.array([0.2, 0.8]) * len(CUSTOMERS)).pvalue > 0.001


# --- shares


def test_slots_hold_the_shares_outside_the_holdout():
    phase = Phase("a", {"control": 1 / 3, "x": 1 / 3, "y": 1 / 3}, "s1", START, holdout=0.1)
    arms, counts = np.unique(arms_by_bucket(slots([phase]), START).astype(str), return_counts=True)
    assert dict(zip(arms, counts, strict=True)) == {
        "control": 300_000,
        HOLDOUT: 100_000,
        "x": 300_000,
        "y": 300_000,
    }


def test_shares_below_one_leave_the_rest_out():
    found = slots([Phase("a", {"control": 0.05, "treatment": 0.05}, "s1", START)])
    assert sum(slot.end_bucket - slot.first_bucket for slot in found) == 100_000
    assert arms_of("C0000001", found, START) == {}


CHANGES = [
    ({"control": 0.5, "treatment": 0.5}, 0.0, {"control": 0.2, "treatment": 0.8}, 0.0),
    ({"control": 0.05, "treatment": 0.05}, 0.1, {"control": 0.5, "treatment": 0.5}, 0.1),
    ({"control": 0.4, "x": 0.3, "y": 0.3}, 0.0, {"control": 0.3, "x": 0.5, "y": 0.2}, 0.05),
    ({"control": 0.5, "x": 0.25, "y": 0.25}, 0.1, {"control": 0.5, "y": 0.4, "z": 0.1}, 0.0),
]


@pytest.mark.parametrize(("before", "held_before", "after", "held_after"), CHANGES)
def test_a_change_of_shares_moves_exactly_the_fewest(before, held_before, after, held_after):
    first = Phase("a", before, "s1", START, holdout=held_before)
    second = Phase("a", after, "s1", CHANGE, holdout=held_after)
    found = slots([second, first])
    old, new = arms_by_bucket(found, START), arms_by_bucket(found, CHANGE)
    sizes = [{arm: int((arms == arm).sum()) for arm in {*old, *new}} for arms in (old, new)]
    fewest = sum(max(sizes[1][arm] - sizes[0][arm], 0) for arm in sizes[0])
    assert int((old != new).sum()) == fewest
    assert all(
        slot[:4] != following[:4] or slot.end_bucket < following.first_bucket
        for slot, following in pairwise(found)
    )
    for arm, share in after.items():
        assert sizes[1][arm] == pytest.approx(share * (1 - held_after) * BUCKETS, abs=1)


def test_shares_changed_there_and_back_keep_their_sizes():
    shares = [{"a": 0.5, "b": 0.5}, {"a": 0.1, "b": 0.9}, {"a": 0.7, "b": 0.3}, {"a": 0.5, "b": 0.5}]
    days = [date(2026, month, 1) for month in range(1, 5)]
    found = slots([Phase("x", each, "s", day) for each, day in zip(shares, days, strict=True)])
    phases = [arms_by_bucket(found, day) for day in days]
    assert [int((arms == "a").sum()) for arms in phases] == [500_000, 100_000, 700_000, 500_000]
    assert [int((old != new).sum()) for old, new in pairwise(phases)] == [400_000, 600_000, 200_000]


# --- days


def test_a_phase_holds_until_the_next_and_the_last_until_its_end():
    phases = [Phase("a", HALVES, "s", START), Phase("a", HALVES, "s", CHANGE, END)]
    assert {(slot.valid_from, slot.valid_until) for slot in slots(phases)} == {(START, CHANGE), (CHANGE, END)}
    assert arms_of("C1", slots(phases), date(2026, 2, 28)) == arms_of("C1", slots(phases), START) != {}
    assert arms_of("C1", slots(phases), END) == {}
    assert arms_of("C1", slots(phases), date(2025, 12, 31)) == {}


def test_a_pause_between_phases_is_kept():
    phases = [Phase("a", HALVES, "s", START, date(2026, 1, 10)), Phase("a", HALVES, "s", CHANGE)]
    assert arms_of("C1", slots(phases), date(2026, 1, 20)) == {}


def test_a_slot_ends_before_its_end():
    bucket = unit_bucket("s", "C1")
    ends_before, begins_with = (
        Slot("a", "s", arm, START, None, *buckets)
        for arm, buckets in {"old": (0, bucket), "new": (bucket, bucket + 1)}.items()
    )
    assert arms_of("C1", [ends_before, begins_with], START) == {"a": "new"}
    assert arms_of("C1", [ends_before], START) == {}


# --- the seed


def test_rows_are_read_in_order_of_their_days():
    found = phases_of([row(**{"from": "2026-02-01", "until": "2026-03-01"}), row()])
    assert [(phase.valid_from, phase.valid_until) for phase in found] == [(START, None), (CHANGE, END)]
    assert found[0].arms == HALVES


NO_ARMS = """
    control=1 control=0.5|control=0.5 a=0.5|b a=0.5|b=x a=0.6|b=0.5 a=1|b=0 a=0.5|=0.5 a=0.5|holdout=0.5 a=nan|b=0.5
""".split()


@pytest.mark.parametrize("arms", ["", *NO_ARMS])
def test_arms_that_cannot_be_used_are_refused(arms):
    with pytest.raises(BadInput, match="write them like control="):
        parse_arms(arms)


def test_shares_with_few_decimals_may_add_up_to_one():
    assert sum(parse_arms("|".join(f"arm{rank}=0.1" for rank in range(10))).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(name="")], "no name or no salt"),
        ([row(salt=None)], "no name or no salt"),
        ([row(**{"from": None})], "no first day"),
        ([row(until=START)], "no first day before its end"),
        ([row(**{"from": "1.2.2026"})], "has a date '1.2.2026'"),
        ([row(holdout=1)], "a holdout of 1"),
        ([row(), row()], "two rows from 2026-01-01"),
        ([row(), row(name="winter")], "share the salt 's1'"),
        ([row(), row(salt="s2", **{"from": CHANGE})], "changes its salt midway"),
    ],
)
def test_rows_that_cannot_be_used_are_refused(rows, sentence):
    with pytest.raises(BadInput, match=sentence):
        phases_of(rows)
