"""A table that fits a terminal."""

import pytest

from helix.cli.table import table
from helix.cli.text import width

WIDE = "上着 with a hood and a very long description of all its pockets"


def test_numbers_stand_to_the_right_and_texts_to_the_left():
    assert table(
        ["name", "n"], ["VARCHAR", "INTEGER"], [("Tilda", "7"), (None, "1000")], 80
    ).splitlines() == [
        "name      n",
        "─────  ────",
        "Tilda     7",
        "-      1000",
    ]


@pytest.mark.parametrize("terminal", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(terminal):
    rows = [("C1", WIDE, "2026-01-01 10:00:00", "1234567")]
    types = ["VARCHAR", "VARCHAR", "TIMESTAMP", "BIGINT"]
    text = table(["customer_id", "article", "sold_at", "quantity"], types, rows, terminal)
    assert all(width(line) <= terminal for line in text.splitlines())
    assert all(whole in text for whole in ("C1", "2026-01-01 10:00:00", "1234567"))
    assert "…" in text


def test_what_fits_is_whole():
    assert WIDE in table(["article"], ["VARCHAR"], [(WIDE,)], 100)


def test_ids_are_never_cut():
    long = "c" * 64
    assert long in table(["customer_id", "name"], ["VARCHAR", "VARCHAR"], [(long, WIDE)], 100)
    assert long in table(["customer_id", "name"], ["VARCHAR", "VARCHAR"], [(long, WIDE)], 40)


def test_a_table_too_wide_becomes_a_list_of_cells():
    names = [f"number_{place}" for place in range(20)]
    lines = table(names, ["BIGINT"] * 20, [["12345678"] * 20] * 2, 100).splitlines()
    assert lines[0] == "row 1"
    assert lines[1] == "number_0   12345678"
    assert lines.count("number_19  12345678") == 2


def test_only_inexact_numbers_lose_digits():
    rows = [
        ("0.30000000000000004", "1.123456789012"),
        ("1234567.125", "9.000000000001"),
        ("1e+300", "0"),
        ("nan", None),
    ]
    lines = table(["d", "e"], ["DOUBLE", "DECIMAL(18,12)"], rows, 80).splitlines()[2:]
    assert [line.split() for line in lines] == [
        ["0.3", "1.123456789012"],
        ["1234567.125", "9.000000000001"],
        ["1e+300", "0"],
        ["nan", "-"],
    ]


def test_lists_of_numbers_are_texts():
    assert table(["a"], ["INTEGER[]"], [("[1]",), ("[1, 2]",)], 80).splitlines()[2] == "[1]"


def test_what_steers_a_terminal_is_gone():
    text = table(["a\x1b[2J"], ["VARCHAR"], [("red\x1b[31m\x9b\u202e\nnext",)], 80)
    assert all(character.isprintable() for line in text.splitlines() for character in line)
    assert len(text.splitlines()) == 3
