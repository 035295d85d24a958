from itertools import product

import polars as pl
import pytest

from python_ml.experiments.faults import ARMS, PHASES, fault_table, faults

GOOD = {
    "name": "hours",
    "hypothesis": "evenings are better",
    "arms": "noon=0.5|evening=0.5",
    "unit": "customer",
    "from": "2026-01-01",
    "until": None,
    "metrics": "conversion|revenue",
    "salt": "h1",
    "holdout": None,
}
SETTING = {"experiment": "hours", "arm": "evening", "setting": "hour", "value": "20"}


def sentences(phases, settings=(), channels=("push", "email")):
    return [fault.sentence for fault in faults(phases, settings, channels)]


def test_a_good_seed_has_no_fault():
    later = GOOD | {"from": "2026-02-01", "until": "2026-03-01", "arms": "noon=0.3333|evening=0.6666"}
    other = GOOD | {"name": "silence", "salt": "s", "holdout": "0.1"}
    settings = [
        SETTING,
        {"experiment": "silence", "arm": "holdout", "setting": "push", "value": "none"},
        {"experiment": "silence", "arm": "noon", "setting": "channel", "value": "email"},
        {"experiment": "silence", "arm": "noon", "setting": "list", "value": "popular"},
    ]
    assert faults([GOOD, later, other], settings, ["push", "email"]) == []
    assert faults([], [], []) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": 'a"b'}, "is no name of an experiment"),
        ({"name": None}, "a row without a name is no name"),
        ({"arms": None}, "the arms of hours from 2026-01-01 are missing: write them as"),
        ({"arms": "noon=half|evening=0.5"}, "write them as control=0.5|treatment=0.5"),
        ({"arms": "noon=0.5|noon=0.5"}, "write them as control=0.5|treatment=0.5"),
        ({"arms": "noon=1"}, "are one: write two or more"),
        ({"arms": "noon=0|evening=1"}, "has no share"),
        ({"arms": "noon=0.5|evening=0.6"}, "add up to 1.1: write shares that add up to 1"),
        ({"arms": "noon=0.5|holdout=0.5"}, "is called holdout"),
        ({"unit": "session"}, "the unit of hours from 2026-01-01 is session: write customer"),
        ({"from": "01.02.2026"}, "is no day: write it as 2026-01-31"),
        ({"until": "soon"}, "is soon: write it as 2026-01-31, or leave it empty"),
        ({"until": "2026-01-01"}, "is 2026-01-01, not after its from"),
        ({"metrics": "conversion|profit"}, "have profit: write some of conversion, click_through"),
        ({"metrics": None}, "have none: write some of"),
        ({"salt": None}, "the salt of hours from 2026-01-01 is missing"),
        ({"holdout": "1"}, "is 1: write a share from 0, below 1"),
        ({"holdout": "some"}, "is some: write a share from 0, below 1"),
    ],
)
def test_a_bad_row_is_told_with_its_fix(change, said):
    (sentence,) = sentences([GOOD | change])
    assert said in sentence


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([GOOD, GOOD], "hours has two rows from 2026-01-01: keep one of them"),
        (
            [GOOD | {"until": "2026-02-02"}, GOOD | {"from": "2026-02-01"}],
            "from 2026-02-01 begins before the one before it ends",
        ),
        ([GOOD, GOOD | {"from": "2026-02-01", "salt": "h2"}], "the rows of hours have two salts"),
        ([GOOD, GOOD | {"name": "other"}], "hours and other have the same salt, h1: give each its own"),
    ],
)
def test_rows_that_do_not_fit_together_are_told(rows, said):
    for order in (rows, rows[::-1]):
        (sentence,) = sentences(order)
        assert said in sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arm": "night"}, "is of no arm of seeds/experiments.csv"),
        ({"setting": "colour"}, "has no known setting: write one of push, list, hour, channel"),
        ({"value": "24"}, "has the value 24: write an hour from 0 to 23"),
        ({"value": None}, "has the value none: write an hour from 0 to 23"),
        ({"setting": "push", "value": "some"}, "write none, or remove the row"),
        ({"setting": "list", "value": "random"}, "write ranker or popular"),
        ({"setting": "channel", "value": "fax"}, "of email, push"),
    ],
)
def test_a_bad_setting_is_told_with_its_fix(change, said):
    (fault,) = faults([GOOD], [SETTING | change], ["push", "email"])
    assert fault.place == ARMS
    assert said in fault.sentence


def test_a_setting_that_stands_twice_is_told():
    assert sentences([GOOD], [SETTING, SETTING]) == [
        "the row hours, evening, hour stands twice: keep one of them"
    ]


def test_a_row_of_empty_cells_is_told_and_nothing_breaks():
    empty = dict.fromkeys(GOOD)
    assert len(sentences([empty], [dict.fromkeys(SETTING)])) > 5
    for first, second in product((None, "x", "2026-01-01"), repeat=2):
        assert sentences([GOOD | {"from": first}, empty | {"from": second}])


def test_the_table_has_its_columns_without_a_fault():
    seeds = (
        pl.DataFrame(schema=dict.fromkeys(GOOD, pl.String)),
        pl.DataFrame(schema=dict.fromkeys(SETTING, pl.String)),
    )
    channels = pl.DataFrame({"channel": ["push"]})
    assert fault_table(*seeds, channels).columns == ["place", "sentence"]
    bad = pl.DataFrame([GOOD | {"salt": None}], schema=dict.fromkeys(GOOD, pl.String))
    assert fault_table(bad, seeds[1], channels)["place"].to_list() == [PHASES]
