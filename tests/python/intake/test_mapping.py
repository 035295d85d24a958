"""`columns.yml` is read strictly, and followed."""

import csv
import gzip
from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from python_ml.intake import check_raw_input, not_read, read_source, readable_file
from python_ml.intake.converting import plain_number, price_of_one
from tests.python.intake.conftest import PROJECT, SALE, check, sentence_of, write

FILES = read_source(PROJECT, "files")
COLUMNS = "columns: {customer_id: who, article_id: what, sold_at: when, quantity: many, unit_price: price}"
HEADER = ["who", "what", "when", "many", "price"]
ROWS = [["c1", "a1", "2024-03-01 10:00", "2", "9.99"], ["c2", "a2", "2024-03-13", "1", "1234.5"]]


def columns_file(folder, text):
    (folder / "columns.yml").write_text(text)


def mapped(folder, name, text="", header=HEADER, rows=ROWS, encoding="utf-8", separator=","):
    """Write a text file and its mapping; what is read of it."""
    opened = gzip.open if name.endswith(".gz") else open
    with opened(folder / name, "wt", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerows([header, *rows])
    return read(folder, f"transactions: {{file: {name}, {text + ', ' if text else ''}{COLUMNS}}}")


def read(folder, text, table="transactions"):
    """What a build reads of a folder with this mapping, as the macro `raw_file` does."""
    columns_file(folder, text)
    assert check("files", str(folder)) is None
    file = readable_file(FILES, str(folder), table, folder / ".copies")
    types = dict.fromkeys(file.columns, "varchar")
    connection = duckdb.connect()
    found = connection.execute(
        f"select * from read_csv(?, columns = {types}, auto_detect = false, header = true, skip = ?, delim = ',', "
        "quote = '\"', escape = '\"', store_rejects = true, rejects_limit = 0)",
        [file.read_path, file.skip_lines],
    ).fetchall()
    rejected = connection.execute("select line, error_type from reject_errors order by line").fetchall()
    return [row[:-1] for row in found], rejected


READ = [("c1", "a1", "2024-03-01 10:00", "2", "9.99"), ("c2", "a2", "2024-03-13", "1", "1234.5")]


@pytest.mark.parametrize(
    ("name", "text", "encoding", "separator"),
    [
        ("sales.csv", "", "utf-8", ","),
        ("sales.csv", "", "utf-8-sig", ","),
        ("sales.txt", "separator: ;", "utf-8", ";"),
        ("sales.tsv", "", "utf-8", "\t"),
        ("sales.csv.gz", "", "utf-8", ","),
        ("sales.txt.gz", "encoding: utf-16, separator: '|'", "utf-16", "|"),
        ("sales.csv", "encoding: cp1251", "cp1251", ","),
    ],
)
def test_text_files(tmp_path, name, text, encoding, separator):
    assert mapped(tmp_path, name, text, encoding=encoding, separator=separator) == (READ, [])


def test_days_amounts_and_letters_of_another_country(tmp_path):
    rows = [["Müller", "a1", "01.03.2024 10:00", "2", "9,99 €"], ["c2", "a2", "13.3.2024", "1", "1.234,50"]]
    text = "encoding: cp1252, separator: ;, decimal: ',', dates: dd.mm.yyyy"
    found, _ = mapped(tmp_path, "sales.csv", text, rows=rows, encoding="cp1252", separator=";")
    assert found == [
        ("Müller", "a1", "2024-03-01 10:00", "2", "9.99"),
        ("c2", "a2", "2024-03-13", "1", "1234.50"),
    ]


def test_workbook_of_two_sheets(tmp_path):
    book = Workbook()
    for number, title in enumerate(["2023", "2024"]):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        sheet.append(["Report"])
        sheet.append([*HEADER, None])
        sheet.append([17850.0, f"a{number}", datetime(2024, 3, 1, 10, number), 2, 9.5])
        sheet.append([None] * 5)
        sheet.append([None, "a9", datetime(2024, 3, 2), 1, 3])
    book.save(tmp_path / "sales.xlsx")
    found, rejected = read(
        tmp_path, f"transactions: {{file: sales.xlsx, sheets: ['2023', '2024'], skip_lines: 1, {COLUMNS}}}"
    )
    assert found == [
        ("17850", "a0", "2024-03-01 10:00:00", "2", "9.5"),
        (None, "a9", "2024-03-02", "1", "3"),
        ("17850", "a1", "2024-03-01 10:01:00", "2", "9.5"),
        (None, "a9", "2024-03-02", "1", "3"),
    ]
    assert rejected == []


def test_parquet_file(tmp_path):
    moments = pa.array([datetime(2024, 3, 1, 10), None], pa.timestamp("us"))
    table = pa.table(
        {"who": [1.0, 2.5], "what": ["a1", "a2"], "when": moments, "many": [2, 1], "price": [1.5, 2.0]}
    )
    pq.write_table(table, tmp_path / "sales.parquet")
    found, _ = read(tmp_path, f"transactions: {{file: sales.parquet, {COLUMNS}}}")
    assert found == [("1", "a1", "2024-03-01 10:00:00.000000", "2", "1.5"), ("2.5", "a2", None, "1", "2")]


def test_records_of_another_length_are_rejected_in_their_lines(tmp_path):
    rows = [ROWS[0], ["c1"], [], ROWS[1], [*ROWS[1], "more"], [*ROWS[1], ""]]
    found, rejected = mapped(tmp_path, "sales.csv", "only: {many: ['1', '2']}", rows=rows)
    assert found == [*READ, READ[1]]
    assert {line for line, _ in rejected} == {3, 6}
    assert {kind for _, kind in rejected} == {"MISSING COLUMNS", "TOO MANY COLUMNS"}


def test_orders_of_several_lines(tmp_path):
    header = ["Name", "Email", "Created at", "Cancelled at", "sku", "Accepts"]
    rows = [
        ["#1", "c1", "2024-03-01", "", "a1", "no"],
        ["#1", "", "", "", "a2", ""],
        ["#2", "c2", "2024-03-02", "2024-03-03", "a1", "yes"],
        ["", "", "", "", "a2", ""],
        ["#3", "", "2024-03-04", "", "a1", "yes"],
    ]
    write(tmp_path, orders="\n".join(",".join(row) for row in [header, *rows]))
    text = """
    transactions: &orders
      file: orders.csv
      fill_down: [Name, Email, Created at, Cancelled at, Accepts]
      only: {Cancelled at: ''}
      columns: {customer_id: Email, article_id: sku, sold_at: Created at}
    opt_outs:
      file: orders.csv
      fill_down: [Name, Email, Accepts]
      only: {Accepts: 'no'}
      columns: {customer_id: Email}
    """
    found, rejected = read(tmp_path, text)
    assert found == [("c1", "a1", "2024-03-01"), ("c1", "a2", "2024-03-01"), (None, "a1", "2024-03-04")]
    assert rejected == []
    assert read(tmp_path, text, "opt_outs") == ([("c1",), ("c1",)], [])


def test_articles_of_a_file_of_sales_have_one_row_each(tmp_path):
    rows = [
        ["c1", "a1", "x", "old", ""],
        ["c1", "a2", "x", "two", ""],
        ["c2", "a1", "x", "new", ""],
        ["c2", "a1", "x", "", ""],
    ]
    write(tmp_path, transactions=SALE, sales="\n".join(",".join(row) for row in [HEADER, *rows]))
    text = "articles: {file: sales.csv, one_row_each: true, columns: {article_id: what, name: many}}"
    assert read(tmp_path, text, "articles") == ([("a1", "new"), ("a2", "two")], [])


def test_price_of_a_line_and_number_of_a_day(tmp_path):
    write(tmp_path, sales="who,what,day,clock,many,total\nc1,a1,2,1631,3,10\nc1,a1,3,5,0,7\nc1,a1,3,5,1,\n")
    text = """
    transactions:
      file: sales.csv
      dates: day number
      day_one: 2014-03-24
      columns: {customer_id: who, article_id: what, sold_at: [day, clock], quantity: many, line_total: total}
    """
    found, _ = read(tmp_path, text)
    assert found == [
        ("c1", "a1", "2014-03-25 16:31", "3", "3.333333"),
        ("c1", "a1", "2014-03-26 00:05", "0", "7"),
        ("c1", "a1", "2014-03-26 00:05", "1", None),
    ]


def test_copy_is_made_again_only_for_another_file_or_mapping(tmp_path):
    mapped(tmp_path, "sales.csv")
    (first,) = (tmp_path / ".copies").iterdir()
    made = first.stat().st_mtime_ns
    mapped_again = readable_file(FILES, str(tmp_path), "transactions", tmp_path / ".copies")
    assert (mapped_again.read_path, first.stat().st_mtime_ns) == (str(first), made)
    mapped(tmp_path, "sales.csv", "decimal: ','", rows=[["c1", "a1", "2024-03-01", "1", "9,99"]])
    (second,) = (tmp_path / ".copies").iterdir()
    assert second != first


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.234,50 €", ",", "1234.50"),
        ("EUR 12", ",", "12"),
        ("-3,5", ",", "-3.5"),
        ("1\u00a0234,5", ",", "1234.5"),
        ("$1,234.50", ".", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        # Not in this way of writing: no number, rather than another one.
        ("1.5", ",", "1.5 (decimal sign ,)"),
        ("12,5", ".", "12,5 (decimal sign .)"),
        ("1e5", ".", "1e5"),
        ("5 pieces", ".", "5 pieces"),
        ("", ".", ""),
    ],
)
def test_numbers(text, decimal, number):
    assert plain_number(text, decimal) == number


@pytest.mark.parametrize(
    ("total", "quantity", "price"),
    [("10", "4", "2.500000"), ("10", "", "10.000000"), ("x", "2", "x"), ("1", "0", "1")],
)
def test_price_of_one(total, quantity, price):
    assert price_of_one(total, quantity) == price


BAD = [
    ("transactions: [", ", line 1 is no YAML: write it as `helix check --write` does"),
    ("- a", ": it is no mapping of names: write it as `helix check --write` does"),
    ("sales: {}", ": 'sales' is no table: write transactions"),
    (
        "stock: {}",
        ": 'stock' is no table: there are transactions, customers, articles, opt_outs, pushes and not_read",
    ),
    ("transactions: {}", ": transactions.file is missing: name the file that is read"),
    ("transactions: {file: s.csv, colums: {}}", ": 'colums' is no key of transactions: write columns"),
    (
        "transactions: {file: s.csv}",
        ": transactions.columns lacks customer_id, article_id and sold_at: say which column of s.csv it is",
    ),
    (
        "opt_outs: {file: s.csv, columns: {customer_id: a, customer_id: b}}",
        ": 'customer_id' stands in it twice: keep one",
    ),
    (
        "opt_outs: {file: s.csv, columns: {customer: a}}",
        ": 'customer' is no column of opt_outs.columns: write customer_id",
    ),
    (
        "opt_outs: {file: s.csv, columns: {customer_id: 7}}",
        ": opt_outs.columns.customer_id has '7', which is no text: put it in quotes",
    ),
    (
        "opt_outs: {file: s.csv, only: {a: no}, columns: {customer_id: a}}",
        ": opt_outs.only.a has 'False', which is no text: put it in quotes",
    ),
    ("opt_outs: {file: ../s.csv, columns: {customer_id: a}}", None),
    ("opt_outs: {file: s.json, columns: {customer_id: a}}", None),
    (
        "opt_outs: {file: s.csv, encoding: utf8000, columns: {customer_id: a}}",
        ": opt_outs.encoding is 'utf8000': write utf-8, utf-16, cp1252, cp1251, latin-1 or another",
    ),
    ("opt_outs: {file: s.csv, separator: ';;', columns: {customer_id: a}}", None),
    ("opt_outs: {file: s.csv, skip_lines: -1, columns: {customer_id: a}}", None),
    ("opt_outs: {file: s.csv, decimal: ' ', columns: {customer_id: a}}", None),
    ("opt_outs: {file: s.csv, dates: day number, columns: {customer_id: a}}", None),
    ("opt_outs: {file: s.csv, day_one: 2024-01-01, columns: {customer_id: a}}", None),
    (
        "opt_outs: {file: s.csv, dates: dd/mm/yyyy or mm/dd/yyyy, columns: {customer_id: a}}",
        ": opt_outs.dates is 'dd/mm/yyyy or mm/dd/yyyy': its days fit each of these: keep the one that is meant",
    ),
    ("opt_outs: {file: s.csv, one_row_each: true, columns: {customer_id: a}}", None),
    (
        "opt_outs: {file: s.csv, columns: {customer_id: []}}",
        ": opt_outs.columns lacks customer_id: say which column of s.csv it is",
    ),
    (
        "transactions: {file: s.csv, columns: "
        "{customer_id: a, article_id: b, sold_at: c, unit_price: d, line_total: e}}",
        ": transactions.columns has unit_price and line_total: keep one, the others would follow from it",
    ),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_columns_file_that_cannot_be_used(tmp_path, text, said):
    write(tmp_path, transactions=SALE, s="a\n1\n")
    columns_file(tmp_path, text)
    sentence = sentence_of("files", tmp_path)
    assert sentence.startswith(f"{tmp_path / 'columns.yml'}")
    assert "\n" not in sentence
    if said is not None:
        assert sentence == f"{tmp_path / 'columns.yml'}{said}."


def test_columns_that_the_file_does_not_have(tmp_path):
    write(tmp_path, transactions=SALE, s="Kunde,x,x\n1,2,3\n")
    columns_file(tmp_path, "opt_outs: {file: s.csv, columns: {customer_id: kunde, opted_out_at: y}}")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 's.csv'} has no columns 'kunde' and 'y' (it has Kunde, x, x): "
        "columns.yml asks for them: correct it there."
    )
    columns_file(tmp_path, "opt_outs: {file: s.csv, columns: {customer_id: Kunde, opted_out_at: x}}")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 's.csv'} has the column 'x' more than once: remove or rename one."
    )


def test_files_beside_a_mapping(tmp_path):
    write(tmp_path, transactions=SALE, opt_outs="customer_id\nc1\n")
    columns_file(tmp_path, "opt_outs: {file: s.csv, columns: {customer_id: a}}")
    assert sentence_of("files", tmp_path) == f"{tmp_path / 's.csv'} is missing: columns.yml asks for it."
    write(tmp_path, s="a,b\n1,2\n")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path} has opt_outs.csv besides s.csv, which columns.yml reads in its place: "
        "remove one, or name opt_outs.csv under not_read."
    )
    with (tmp_path / "columns.yml").open("a") as file:
        file.write("\nnot_read: [opt_outs.csv]\n")
    assert check("files", str(tmp_path)) is None
    assert not_read(FILES, str(tmp_path)) == ["s.csv: b", f"opt_outs.csv in {tmp_path}"]


def test_mapping_under_another_name(tmp_path):
    write(tmp_path, transactions=SALE)
    (tmp_path / "columns.yaml").write_text("")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'columns.yaml'} is not read under this name: call it columns.yml."
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("s.csv.gz", b"a\n1\n", "is no gzip file, or a damaged one: write it again"),
        (
            "s.csv.gz",
            gzip.compress(b"a\n" * 1000, mtime=0)[:-12],
            "is no gzip file, or a damaged one: write it again",
        ),
        ("s.xlsx", b"a\n1\n", "is no Excel file, or a damaged one: write it again"),
        ("s.parquet", b"a\n1\n", "is no Parquet file, or a damaged one: write it again"),
        ("s.csv", "a\nK\u00f6ln\n".encode("latin-1"), "is not in the encoding utf-8: name the right one"),
        ("s.csv", b'a\nx\n"y\n', None),
    ],
)
def test_mapped_file_that_is_damaged(tmp_path, name, content, said):
    write(tmp_path, transactions=SALE)
    (tmp_path / name).write_bytes(content)
    columns_file(tmp_path, f"opt_outs: {{file: {name}, columns: {{customer_id: a}}}}")
    said = said or 'the quotes in line 3 are broken: close them, and write a quote inside a field as ""'
    assert sentence_of("files", tmp_path).endswith(f"{said}.")


def test_mapping_belongs_to_own_files_alone(hm):
    columns_file(hm, "x: y")
    assert check("hm", str(hm)) is None
    assert check_raw_input(read_source(PROJECT, "demo"), None) is None
