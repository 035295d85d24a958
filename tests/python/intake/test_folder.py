"""What lies in a folder and is not read is named, and ends a build where it was likely meant."""

import pytest

from python_ml.intake import check_raw_input, not_read, read_source
from tests.python.intake.conftest import PROJECT, SALE, check, sentence_of, write

FILES = read_source(PROJECT, "files")
OPT_OUTS = "opt_outs.parquet or opt_outs.csv"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("opt_out.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("optouts.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("opt-outs.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("opt_outs (1).csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("opt_outs - Copy.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("Copy of opt_outs.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("opt_outs_2024-05.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("unsubscribed.csv", "{} is not read under this name: call it opt_outs.csv [or map]."),
        ("opt_outs.csv.txt", f"{{}} has an ending that is not read: save it as {OPT_OUTS} [or map]."),
        ("OPT_OUTS.CSV", "{} is not read in this letter case: call it opt_outs.csv."),
        ("Opt_Outs.xlsx", f"{{}} has an ending that is not read: save it as {OPT_OUTS} [or map]."),
        ("products.csv", "{} is not read under this name: call it articles.csv [or map]."),
    ],
)
def test_other_name_of_a_file(tmp_path, name, sentence):
    write(tmp_path, transactions=SALE)
    (tmp_path / name).write_text("customer_id\nc1\n")
    assert sentence_of("files", tmp_path) == sentence.format(tmp_path / name)


def test_folder_in_place_of_a_file(tmp_path):
    write(tmp_path, transactions=SALE)
    (tmp_path / "opt_outs").mkdir()
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'opt_outs'} is a folder: write it as one file, {OPT_OUTS}."
    )


def test_several_other_names_of_a_file(tmp_path):
    write(tmp_path, transactions=SALE)
    for name in ("opt_out.csv", "opt_outs (1).csv", "optouts.csv"):
        (tmp_path / name).write_text("customer_id\nc1\n")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path} has opt_out.csv, opt_outs (1).csv and optouts.csv, and none of them is read: "
        f"call the right one {OPT_OUTS} [or map]."
    )


@pytest.mark.parametrize("name", ["opt_outs (1).csv", "Opt-Outs.csv", "opt_outs copy.parquet"])
def test_second_state_of_a_file(tmp_path, name):
    write(tmp_path, transactions=SALE, opt_outs="customer_id\nc1\n")
    (tmp_path / name).write_text("customer_id\nc2\n")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path} has opt_outs.csv and {name}: remove one, only one can be right."
    )


def test_file_in_another_folder_of_the_known_sources(hm):
    (hm / "customers.csv").rename(hm / "customer.csv")
    assert sentence_of("hm", hm) == (
        f"{hm / 'customer.csv'} is not read under this name: call it customers.csv."
    )


def test_what_is_not_read_is_named(tmp_path):
    write(
        tmp_path,
        transactions="customer_id,article_id,sold_at,unit_price,price,note\nc1,a1,2024-03-01,1,2,x\n",
    )
    for name in ("notes.txt", "transactions.xlsx", ".DS_Store", "~$transactions.xlsx"):
        (tmp_path / name).write_text("x")
    assert check("files", str(tmp_path)) is None
    assert not_read(FILES, str(tmp_path)) == [
        "transactions.csv: price, note",
        f"notes.txt in {tmp_path}",
        f"transactions.xlsx in {tmp_path}",
    ]


@pytest.mark.parametrize(
    ("header", "unread", "fix"),
    [
        ("qty", "a column 'qty' that is", "rename 'qty' to quantity"),
        ("price", "a column 'price' that is", "rename 'price' to unit_price"),
        (" Unit_Price", "a column ' Unit_Price' that is", "rename ' Unit_Price' to unit_price"),
        ("Quantity", "a column 'Quantity' that is", "rename 'Quantity' to quantity"),
        ("\ufeffquantity", "a column '\\ufeffquantity' that is", "rename '\\ufeffquantity' to quantity"),
        ("quantiy", "a column 'quantiy' that is", "rename 'quantiy' to quantity"),
        (
            "qty,price",
            "columns 'qty' and 'price' that are",
            "rename 'qty' to quantity and 'price' to unit_price",
        ),
    ],
)
def test_other_name_of_an_optional_column(tmp_path, header, unread, fix):
    row = ",1" * len(header.split(","))
    write(tmp_path, transactions=f"customer_id,article_id,sold_at,{header}\nc1,a1,2024-03-01{row}\n")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'transactions.csv'} has {unread} not read: {fix} [or map]."
    )


@pytest.mark.parametrize("header", ["unit_price_micros,price", "quantity,qty", "note,remark", "weight,width"])
def test_columns_that_are_meant_for_nothing(tmp_path, header):
    write(tmp_path, transactions=f"customer_id,article_id,sold_at,{header}\nc1,a1,2024-03-01,1,1\n")
    assert check("files", str(tmp_path)) is None


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    content = "Sales of the week;;\n\nCustomer;SKU;sold;sold\nK\u00f6ln;a1;2024-03-01;1\n"
    write(tmp_path, transactions=content.encode("latin-1"), opt_outs="", articles="id\n1\n")
    (tmp_path / "pushs.csv").write_text("x")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'pushs.csv'} is not read under this name: call it pushes.csv [or map]; "
        f"{tmp_path / 'transactions.csv'} is not UTF-8 (byte 2 of line 4 is 0xF6), has 2 lines above its header, "
        "the first is 'Sales of the week;;', is separated by semicolons, "
        "has the column 'sold' more than once and has no columns customer_id, article_id and sold_at "
        "(it has Customer, SKU, sold, sold): save it as UTF-8, remove them, save it separated by commas, "
        "remove or rename one, rename 'Customer' to customer_id and 'SKU' to article_id, add or rename sold_at; "
        f"{tmp_path / 'articles.csv'} has no column article_id (it has id): add or rename it [or map]; "
        f"{tmp_path / 'opt_outs.csv'} is empty: it needs a header with the column customer_id."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"sep=,\n" + SALE.encode(), "has the line 'sep=,' above its header: remove it"),
        (
            b"sep=;\r\n" + SALE.replace(",", ";").replace("\n", "\r\n").encode(),
            "has the line 'sep=;' above its header and is separated by semicolons: "
            "remove it, save it separated by commas",
        ),
        (SALE.encode("utf-16"), "is UTF-16: save it as UTF-8"),
        (SALE.encode("utf-16-le"), "is UTF-16: save it as UTF-8"),
        (
            SALE.replace(",", "\t").encode("utf-16"),
            "is UTF-16 and is separated by tabs: save it as UTF-8, save it separated by commas",
        ),
        (
            b"Export 2024\n" + SALE.encode(),
            "has the line 'Export 2024' above its header: remove it",
        ),
        (
            b'customer_id,article_id,sold_at,quantity\nc1,a1,2024-03-01,"1,5"\n',
            "has no numbers in column quantity: row 2 is '1,5', write it with a decimal point",
        ),
    ],
)
def test_layout_of_other_programs(tmp_path, content, said):
    write(tmp_path, transactions=content)
    assert sentence_of("files", tmp_path) == f"{tmp_path / 'transactions.csv'} {said} [or map]."


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_quoted_header_with_line_breaks(tmp_path, mark, ends):
    header = f'{mark}"customer_id","order{ends}note","article_id","sold_at"'
    write(tmp_path, transactions=f"{header}{ends}c1,x,a1,2024-03-01{ends}")
    assert check("files", str(tmp_path)) is None


def test_long_field_is_read_and_a_longer_one_refused_truly(tmp_path):
    write(tmp_path, transactions=SALE, articles="article_id,description\na1," + "x" * 200_000 + "\n")
    assert check("files", str(tmp_path)) is None
    write(tmp_path, articles='article_id,description\na0,x\na1,"' + "x\n" * 1_100_000 + '"\n')
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'articles.csv'} has a field of more than 2,000,000 characters that begins in line 3: "
        'shorten it; or close its quotes, if it should end before, and write a quote inside a field as "".'
    )


def test_the_other_way_out_names_the_folder_for_a_shell(tmp_path):
    folder = tmp_path / "it's a shop"
    folder.mkdir()
    write(folder, transactions="customer_id,article_id,sold_at,qty\nc1,a1,2024-03-01,1\n")
    with pytest.raises(Exception, match="--write") as caught:
        check_raw_input(FILES, str(folder))
    assert f"""`helix check '{tmp_path}/it'"'"'s a shop' --write` map it""" in str(caught.value)
