import pytest

from python_ml.intake.layout import Layout, guess_encoding, guess_layout
from python_ml.intake.names import is_alike, meant_for, unique_names

CYRILLIC = bytes(range(0xE0, 0xF0)).decode("cp1251")
WANTED = ("customer_id", "article_id", "sold_at")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("customer,Köln\n", "utf-8"),
        ("Köln, Düsseldorf, Café\n", "cp1252"),
        ("price 5 €, naïve\n", "cp1252"),
        (f"{CYRILLIC}, {CYRILLIC}\n", "cp1251"),
        ("a,b\n1,2\n", "utf-16"),
        ("a,b\n1,2\n", "utf-16-le"),
        ("a,b\n1,2\n", "utf-16-be"),
        ("a,b\n1,2\n", "utf-32"),
    ],
)
def test_encoding_of_a_text(text, encoding):
    assert guess_encoding(text.encode(encoding)) == encoding


def test_character_cut_at_the_end_is_no_other_encoding():
    assert guess_encoding("Köln".encode()[:2]) == "utf-8"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("customer_id,article_id,sold_at\nc;1,a;1,2024\n", Layout()),
        ("customer_id;article_id;sold_at\nc1;a1;1,5\n", Layout(separator=";")),
        ("Customer\tSKU\tOrder date\n", Layout(separator="\t")),
        ("Report\n\nCustomer|SKU|Date\n", Layout(separator="|", skip_lines=2)),
        ("sep=;\ncustomer_id;article_id;sold_at\n", Layout(separator=";", skip_lines=1)),
        ("sep=;\nwho;what;when\n", Layout(separator=";", skip_lines=1)),
        ("who;what;when\n1;2;3,5\n4;5;6,5\n", Layout(separator=";")),
        ("who\n1\n2\n", Layout()),
        ("", Layout()),
    ],
)
def test_layout(text, layout):
    assert guess_layout(text.encode(), WANTED) == layout


@pytest.mark.parametrize(
    ("name", "wanted", "alike"),
    [
        ("Customer ID", "customer_id", True),
        ("customerId", "customer_id", True),
        ("qty", "quantity", True),
        ("opted_out_on", "opted_out_at", True),
        ("quantity_returned", "quantity", False),
        ("age", "channel", False),
        ("--", "name", False),
        ("city", "channel", False),
        ("category_rank", "category", False),
    ],
)
def test_names_that_are_alike(name, wanted, alike):
    assert is_alike(name, wanted) == alike


def test_a_name_is_meant_for_one_thing_and_the_nearest_comes_first():
    assert meant_for(["price", "Unit Price", "sku"], ["unit_price", "article_id", "customer_id"]) == {
        "unit_price": "Unit Price",
        "article_id": "sku",
    }


def test_columns_without_a_name_get_one_that_no_other_has():
    assert unique_names(["a", "", "Column4", "", "column2"]) == [
        "a",
        "column2_1",
        "Column4",
        "column4_1",
        "column2",
    ]
