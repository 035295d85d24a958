from itertools import product

import pytest

from python_ml.intake.dates import any_moment
from tests.python.intake.staging_macros import read, staging_macros

DAYS = [
    "2024-03-01",
    "2024-3-1",
    "2024/3/1",
    "2024 3 1",
    " 2024-03-01",
    "2024-02-29",
    "1900-01-02",
    "1899-12-30",
    "9999-12-29",
    "10000-01-01",
    "0024-03-01",
    "12/1/10",
    "2023-02-29",
    "2024-13-01",
    "2024-03-32",
    "2024-00-10",
    "2024-03-001",
    "2024/03-01",
    "2024.3.1",
    "20240301",
    "2024-03",
    "01.03.2024",
    "3/1/2024",
    "tomorrow",
    "",
]
TIMES = [
    "",
    " ",
    "T",
    " 10",
    " 10:15",
    "T10:15",
    "t10:15",
    "  10:15",
    " 8:05",
    " 8:5",
    " 10:15:00",
    "T23:59:59.999999",
    " 10:15:00.",
    " 10:15:00.123456789",
    " 10:15:00,5",
    " 24:00",
    " 24:00:00",
    " 24:01",
    " 25:00",
    " 10:60",
    " 10:15:60",
    " 10:015",
    " 5 PM",
    " 05:15 am",
    " 05:15:30.5 p.m.",
    " 12:15AM",
    " 13:15 PM",
    " 0:15 AM",
]
ZONES = [
    "",
    " ",
    "Z",
    "z",
    " Z",
    "ZZ",
    "+02",
    "+02:00",
    "-0200",
    " +02:00",
    "+2",
    "+",
    " UTC",
    " Europe/Berlin",
    " europe/berlin",
    " +0200",
    " garbage",
    " UTC garbage",
    "\u202f",
    "\u200b",
]


@pytest.fixture(scope="module")
def staging_takes():
    """Whether the macro `moment` takes a text for one, for every text that the parts make."""
    texts = ["".join(parts) for parts in product(DAYS, TIMES, ZONES)]
    moments = read(staging_macros().moment("text"), texts)
    return {text: moment is not None for text, moment in moments.items()}


def test_same_answer_as_staging(staging_takes):
    assert sum(staging_takes.values()) > 500
    assert {text: any_moment([text]) for text in staging_takes} == staging_takes


@pytest.mark.parametrize("text", ["12/1/10", "24-3-1", "1-1-1"])
def test_year_of_two_digits_is_no_date(text):
    assert not any_moment([text])


@pytest.mark.parametrize("text", ["infinity", "epoch", "2024-03-01 (BC)", "\uff12\uff10\uff12\uff14-03-01"])
def test_what_no_sale_is_dated_by(text):
    assert not any_moment([text])


def test_one_moment_is_enough():
    assert any_moment([None, "soon", "2024-03-01"])
    assert not any_moment([None, "soon"])
    assert not any_moment([])
