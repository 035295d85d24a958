"""Files that cannot be read: refused before any model runs."""

import shlex

import pytest

from tests.python.bad_input.project import HEADER, sales

GOOD = HEADER + "".join(sales())
SEMICOLONS = GOOD.replace(",", ";")


def test_raw_path_is_not_set(shop):
    assert shop.refusal(raw_path=None) == (
        "The source files needs the variable raw_path: "
        "set it to the folder with transactions.parquet or transactions.csv."
    )


def test_raw_path_does_not_exist(shop):
    shop.write()
    shop.folder.rmdir()
    assert shop.refusal() == (
        f"raw_path {shop.folder} does not exist: "
        "set it to the folder with transactions.parquet or transactions.csv."
    )


def test_file_is_missing(shop):
    shop.write(articles="article_id\na1\n")
    assert shop.refusal() == (
        f"transactions.parquet or transactions.csv is missing in {shop.folder}: "
        "the source files reads the folder with transactions.parquet or transactions.csv, "
        f"or let `helix check {shlex.quote(str(shop.folder))} --write` map it."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            GOOD.replace("sold_at", "day", 1),
            "has no column sold_at (it has customer_id, article_id, day, quantity, unit_price): "
            "rename 'day' to sold_at, or map it.",
        ),
        ("", "is empty: it needs a header with the columns customer_id, article_id and sold_at."),
        (
            HEADER + "c1,a1,31.12.2024,1,1\nc1,a1,30.12.2024,1,1\n",
            "has no date in column sold_at in rows 2 to 3: row 2 is '31.12.2024', "
            "write YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] (T in place of the space is fine), or map it.",
        ),
        (
            (GOOD + "K\u00f6ln,a1,2024-03-01,1,1\n").encode("latin-1"),
            "is not UTF-8 (byte 2 of line 1352 is 0xF6): save it as UTF-8, or map it.",
        ),
        (
            GOOD + "c1,a1,2024-03-01,1,1\r\n",
            "ends line 1352 with CRLF and the first one with LF: save it with one kind of line end.",
        ),
        ("\n" + GOOD, "begins with an empty line: remove it, or map it."),
        (
            GOOD.replace("quantity,unit_price", "qty,price", 1),
            "has columns 'qty' and 'price' that are not read: "
            "rename 'qty' to quantity and 'price' to unit_price, or map it.",
        ),
    ],
    ids=[
        "column_is_missing",
        "empty",
        "no_dates",
        "not_utf_8",
        "mixed_line_ends",
        "empty_line_first",
        "names_that_are_alike",
    ],
)
def test_file_cannot_be_read(shop, content, sentence):
    shop.write(transactions=content)
    or_map = f", or let `helix check {shlex.quote(str(shop.folder))} --write` map it."
    assert shop.refusal() == f"{shop.folder / 'transactions.csv'} {sentence}".replace(", or map it.", or_map)
