"""What a value in a raw file means, by the macros that every source reads it with."""

import random
from datetime import datetime

import pytest

from python_ml.intake.ids import id_as_text
from tests.python.intake.staging_macros import read, staging_macros


@pytest.fixture(scope="module")
def macros():
    return staging_macros("Europe/Berlin")


WAYS = [
    "17850",
    "17850.0",
    "17850.000",
    "17850.",
    " 17850 ",
    "\t17850\u00a0",
    "\ufeff17850",
    "178\u200b50",
    "17850\x1b",
    "\u202e17850",
    '="17850"',
    '"17850"',
    "'17850",
    "'17850'",
    "\u201c17850\u201d",
]
IDS = [
    "0059",
    "59",
    "a1",
    "A1",
    "1.5",
    "-7",
    "85123A",
    '5"',
    "a b",
    "AB-12_c",
    "клиент 14",
    "17850.01",
    "0",
]


def test_one_id_written_in_many_ways_is_one_id(macros):
    assert set(read(macros.id_as_text("text"), WAYS).values()) == {"17850"}


def test_what_makes_ids_two_stays(macros):
    assert read(macros.id_as_text("text"), IDS) == {each: each for each in IDS}


def test_letter_with_an_accent_is_one_letter(macros):
    assert read(macros.id_as_text("text"), ["Rene\u0301e", "Ren\u00e9e"]) == {
        "Rene\u0301e": "Ren\u00e9e",
        "Ren\u00e9e": "Ren\u00e9e",
    }


def test_large_float_is_written_out(macros):
    assert read(macros.id_as_text("text"), ["1.5e+16"]) == {"1.5e+16": "15000000000000000"}


WORDS = [
    "nan",
    "NaN",
    "NULL",
    "null",
    "None",
    r"\N",
    "<NA>",
    "N/A",
    "#N/A",
    "NA",
    "-",
    "--",
    "?",
    "[NULL]",
    "(null)",
]


# Pieces that ids are wrapped in, divided by and made of, wherever they stand.
PIECES = [
    *r"""7 0 a E " ' = . .0 - + _ ? ; e+ e+15 e+37 e+38 nan null N/A \N [ ] < > ( ) #REF!""".split(),
    *" \t\n\x0b\x1c\x85\xa0\u3000\u200b\u201c\u201d\xe9\u0301\u017f\u9774\U000e0100",
]


def test_helix_check_reads_ids_as_a_build_does(macros):
    draw = random.Random(1)
    made = {"".join(draw.choices(PIECES, k=draw.randint(1, 6))) for _ in range(20_000)}
    texts = [*made, *WAYS, *IDS, *WORDS, *PIECES, "1.5e+0", f"9e+{'9' * 30}", "0e+38"]
    read_by_build = read(macros.id_as_text("text"), texts)
    others = {
        text: (id_as_text(text), found)
        for text, found in read_by_build.items()
        if id_as_text(text) != (found or "")
    }
    assert others == {}


def test_words_for_missing_are_no_ids(macros):
    nothing = [*WORDS, "", "  ", "\u200b", '""', '=""', " nan\t"]
    assert set(read(macros.id_as_text("text"), nothing).values()) == {None}
    is_word = read(
        macros.is_word_for_missing("text", macros.id_as_text("text")), [*nothing, "a1", "nancy", "NULL1"]
    )
    assert {word for word, found in is_word.items() if not found} == {"", "  ", "a1", "nancy", "NULL1"}


def test_names_keep_their_words_and_lose_what_steers_a_terminal(macros):
    names = {
        "T-Shirt  \x1b[31mred\x1b[0m": "T-Shirt  [31mred[0m",
        "two\nlines": "two lines",
        "\u202egnp.exe\u202c": "gnp.exe",
        "a\u009b31mb": "a31mb",
        "None": "None",
        "NULL": None,
        r"\N": None,
        "nan": None,
        "NONE": "NONE",
    }
    assert read(macros.name_as_text("text"), list(names)) == names


def test_nothing_shown_steers_a_terminal(macros):
    assert read(macros.printable_text("text"), ["a\x1b[31mb\u202ec\u009bd\u200be\nf"]) == {
        "a\x1b[31mb\u202ec\u009bd\u200be\nf": "a\ufffd[31mb\ufffdc\ufffdd\ufffde\ufffdf"
    }


def test_clocks_of_twelve_hours(macros):
    moments = {
        "2026-08-23 05:05 PM": datetime(2026, 8, 23, 17, 5),
        "2026-08-23 05:05 AM": datetime(2026, 8, 23, 5, 5),
        "2026-08-23 12:05 am": datetime(2026, 8, 23, 0, 5),
        "2026-08-23 12:05 pm": datetime(2026, 8, 23, 12, 5),
        "2026-08-23T5:05:09 p.m.": datetime(2026, 8, 23, 17, 5, 9),
        "2026-08-23 5 PM": datetime(2026, 8, 23, 17),
        "2026-08-23 5:05\u202fPM": datetime(2026, 8, 23, 17, 5),
        "2026-08-23 13:05 PM": None,
        "2026-08-23 00:05 AM": None,
    }
    assert read(macros.moment("text"), list(moments)) == moments


def test_only_offsets_and_zones_stand_behind_a_time(macros):
    moments = {
        "2026-08-23 13:05": datetime(2026, 8, 23, 13, 5),
        "2026-08-23T13:05:00Z": datetime(2026, 8, 23, 15, 5),
        "2026-08-23 13:05 z": datetime(2026, 8, 23, 15, 5),
        "2026-08-23 13:05+02:00": datetime(2026, 8, 23, 13, 5),
        "2026-08-23 13:05 -0400": datetime(2026, 8, 23, 19, 5),
        "2026-01-23 13:05 UTC": datetime(2026, 1, 23, 14, 5),
        "2026-08-23 13:05 Asia/Tokyo": datetime(2026, 8, 23, 6, 5),
        "2026-08-23 05:05 PM UTC": datetime(2026, 8, 23, 19, 5),
        "2026-08-23": datetime(2026, 8, 23),
        "2026-08-23 ": datetime(2026, 8, 23),
        "2026-08-23 13:05 garbage": None,
        "2026-08-23 13:05 UTC garbage": None,
        "2026-08-23 13:05 (paid)": None,
        "2026-08-23 PM": None,
        "garbage 13:05": None,
    }
    assert read(macros.moment("text"), list(moments)) == moments


def test_money_as_large_as_a_bigint_of_millionths(macros):
    prices = {
        "1000000": 10**12,
        "9223372036854.775807": 2**63 - 1,
        "9223372036854.775808": None,
        "1e30": None,
        "nan": None,
        "0.0508": 50800,
    }
    assert read(macros.price_micros("text"), list(prices)) == prices
    too_large = read(macros.is_too_large("text"), list(prices))
    assert {price for price, is_too_large in too_large.items() if is_too_large and prices[price] is None} == {
        "9223372036854.775808",
        "1e30",
    }


def test_whole_numbers_end_where_integers_do(macros):
    numbers = {
        "2147483647": 2147483647,
        "2147483648": None,
        "-2147483648": None,
        "2.0": 2,
        "2.5": None,
        "nan": None,
        "inf": None,
    }
    assert read(macros.whole_number("text"), list(numbers)) == numbers
