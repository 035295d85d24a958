from itertools import product
from pathlib import Path

import duckdb
import pytest

from python_ml.intake.dates import any_moment

ROOT = Path(__file__).parents[3]

DAYS = [
    "2024-03-01",
    "2024-3-1",
    "2024/3/1",
    "2024 3 1",
    " 2024-03-01",
    "2024-02-29",
    "1900-01-01",
    "1899-12-30",
    "9999-12-30",
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
]


@pytest.fixture(scope="module")
def staging_takes():
    """Whether the macro `moment` takes a text for one, for every text that the parts make."""
    macro = (ROOT / "macros/staging/moment.sql").read_text()
    moment = macro[macro.index("-%}") + 3 : macro.rindex("{%")].replace("{{ text }}", "text")
    texts = ["".join(parts) for parts in product(DAYS, TIMES, ZONES)]
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            f"select text, {moment} is not null from (select unnest(?::varchar[]) as text)",
            [texts],
        ).fetchall()
    return dict(rows)


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
