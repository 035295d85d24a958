import csv
import datetime
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.python.intake.conftest import SALE, check, sentence_of, write

HEADER = "customer_id,article_id,sold_at\n"
FORMATS = "write YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] (T in place of the space is fine)."
OR_FORMATS = FORMATS.replace(").", ") [or map].")


def refused(folder, content, name="transactions"):
    """Sentence about one file of a folder, without the path it begins with."""
    write(folder, **({"transactions": SALE} | {name: content}))
    sentence = sentence_of("files", folder)
    path = f"{folder / name}.csv"
    assert sentence.startswith(path)
    return sentence.removeprefix(path)


def parquet(folder, sold_at, **more):
    """Write transactions.parquet with one row a value of sold_at."""
    rows = len(sold_at)
    columns = {"customer_id": ["c"] * rows, "article_id": list(range(rows)), "sold_at": sold_at} | more
    pq.write_table(pa.table(columns), folder / "transactions.parquet")
    return folder / "transactions.parquet"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("transactions", "customer_id, article_id and sold_at"),
        ("articles", "article_id"),
        ("customers", "customer_id"),
        ("opt_outs", "customer_id"),
        ("pushes", "customer_id and sent_at"),
    ],
)
def test_empty_file(tmp_path, name, columns):
    word = "columns" if " and " in columns else "column"
    assert refused(tmp_path, "", name) == f" is empty: it needs a header with the {word} {columns}."


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "opt_outs",
            "customer\nc1\n",
            " has no column customer_id (it has customer): rename 'customer' to customer_id [or map].",
        ),
        (
            "pushes",
            "customer_id,sent\n",
            " has no column sent_at (it has customer_id, sent): rename 'sent' to sent_at [or map].",
        ),
        (
            "pushes",
            "customer_id,Sent_At\n",
            " has no column sent_at (it has customer_id, Sent_At): rename 'Sent_At' to sent_at [or map].",
        ),
    ],
)
def test_column_is_missing_in_a_file_on_pushes(tmp_path, name, content, problem):
    assert refused(tmp_path, content, name) == problem


@pytest.mark.parametrize(
    ("name", "content"), [("opt_outs", "customer_id\n"), ("pushes", "customer_id,sent_at,campaign\n")]
)
def test_nobody_need_have_opted_out_or_been_sent_anything(tmp_path, name, content):
    write(tmp_path, transactions=SALE, **{name: content})
    assert check("files", str(tmp_path)) is None


@pytest.mark.parametrize("content", ["\n\n", "\ufeff", "\ufeff\r\n"])
def test_file_of_blank_lines(tmp_path, content):
    expected = " is empty: it needs a header with the columns customer_id, article_id and sold_at."
    assert refused(tmp_path, content) == expected


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\n\n\n"])
def test_header_without_rows(tmp_path, ending):
    assert refused(tmp_path, HEADER.strip() + ending) == (
        " has columns but no rows: it needs at least one sale."
    )


def test_parquet_without_rows(tmp_path):
    path = parquet(tmp_path, pa.array([], pa.timestamp("us")))
    assert sentence_of("files", tmp_path) == f"{path} has columns but no rows: it needs at least one sale."


def test_missing_column(tmp_path):
    assert refused(tmp_path, "customer_id,article_id,day\nc1,a1,2024-03-01\n") == (
        " has no column sold_at (it has customer_id, article_id, day): rename 'day' to sold_at [or map]."
    )


def test_missing_columns(tmp_path):
    assert refused(tmp_path, "customer,article_id,when sold\nc1,a1,2024-03-01\n") == (
        " has no columns customer_id and sold_at (it has customer, article_id, when sold): "
        "rename 'customer' to customer_id, add or rename sold_at [or map]."
    )


def test_missing_column_of_an_optional_file(tmp_path):
    assert refused(tmp_path, "id,name\n1,x\n", "articles") == (
        " has no column article_id (it has id, name): add or rename it [or map]."
    )


def test_missing_column_of_a_parquet_file(tmp_path):
    pq.write_table(pa.table({"customer_id": ["c"], "article_id": ["a"]}), tmp_path / "transactions.parquet")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'transactions.parquet'} has no column sold_at "
        "(it has customer_id, article_id): add or rename it [or map]."
    )


def test_column_in_another_letter_case(tmp_path):
    assert refused(tmp_path, "Customer_ID,article_id, sold_at\nc1,a1,2024-03-01\n") == (
        " has no columns customer_id and sold_at (it has Customer_ID, article_id,  sold_at): "
        "rename 'Customer_ID' to customer_id and ' sold_at' to sold_at [or map]."
    )


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_other_separator(tmp_path, sign, word):
    assert refused(tmp_path, SALE.replace(",", sign)) == (
        f" is separated by {word}: save it separated by commas [or map]."
    )


def test_list_of_columns_is_cut(tmp_path):
    many = [f"c{number}" for number in range(40)]
    assert refused(tmp_path, ",".join(many)) == (
        " has no columns customer_id, article_id and sold_at "
        f"(it has {', '.join(many[:30])} and 10 more): add or rename them [or map]."
    )


def test_long_column_name_is_cut(tmp_path):
    assert refused(tmp_path, "x" * 500) == (
        f" has no columns customer_id, article_id and sold_at (it has {'x' * 60}…): add or rename them [or map]."
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("customer_id,article_id,sold_at,sold_at", "'sold_at'"),
        ("customer_id,article_id,Note,sold_at,note", "'Note'"),
    ],
)
def test_duplicate_column(tmp_path, header, name):
    expected = f" has the column {name} more than once: remove or rename one."
    row = ["2024-03-01"] * header.count(",")
    assert refused(tmp_path, f"{header}\nc1,{','.join(row)}\n") == expected


def test_columns_without_a_name_are_no_duplicates(tmp_path):
    write(tmp_path, transactions=HEADER.strip() + ",,\nc1,a1,2024-03-01,,\n")
    assert check("files", str(tmp_path)) is None


def test_duplicate_column_of_a_parquet_file(tmp_path):
    names = ["customer_id", "article_id", "sold_at", "sold_at"]
    table = pa.table([pa.array(["2024-03-01"])] * 4, names=names)
    pq.write_table(table, tmp_path / "transactions.parquet")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'transactions.parquet'} has the column 'sold_at' more than once: remove or rename one."
    )


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and no more PAR1", SALE.encode()])
def test_no_parquet_file(tmp_path, content):
    path = tmp_path / "transactions.parquet"
    path.write_bytes(content)
    assert sentence_of("files", tmp_path) == f"{path} is no Parquet file, or a damaged one: write it again."


def test_truncated_parquet_file(tmp_path):
    path = parquet(tmp_path, ["2024-03-01"] * 100)
    path.write_bytes(path.read_bytes()[:-20])
    assert sentence_of("files", tmp_path) == f"{path} is no Parquet file, or a damaged one: write it again."


def test_parquet_file_damaged_inside(tmp_path):
    path = parquet(tmp_path, ["2024-03-01"] * 100)
    content = bytearray(path.read_bytes())
    start = pq.read_metadata(path).row_group(0).column(2).dictionary_page_offset
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(content)
    assert sentence_of("files", tmp_path) == f"{path} is no Parquet file, or a damaged one: write it again."


def test_no_date(tmp_path):
    rows = "c1,a1,31.12.2020\nc2,a2,12/1/2010 8:26\n"
    assert refused(tmp_path, HEADER + rows) == (
        f" has no date in column sold_at in rows 2 to 3: row 2 is '31.12.2020', {FORMATS}"
    )


def test_no_date_in_a_thousand_rows(tmp_path):
    rows = "c1,a1,20200101\n" * 1000 + "c1,a1,2020-01-01\n"
    assert refused(tmp_path, HEADER + rows) == (
        f" has no date in column sold_at in rows 2 to 1001: row 2 is '20200101', {OR_FORMATS}"
    )


def test_one_date_in_a_thousand_rows_is_enough(tmp_path):
    write(tmp_path, transactions=HEADER + "c1,a1,soon\n" * 999 + "c1,a1,2020-01-01\n")
    assert check("files", str(tmp_path)) is None


@pytest.mark.parametrize("row", ["c1,a1,", "c1,a1", "c1"])
def test_no_value_for_the_date(tmp_path, row):
    expected = f" has no date in column sold_at in row 2: row 2 is empty, {FORMATS}"
    assert refused(tmp_path, HEADER + row + "\n") == expected


def test_long_value_is_cut_and_on_one_line(tmp_path):
    assert refused(tmp_path, HEADER + 'c1,a1,"a\n' + "b" * 100 + '"\n') == (
        f" has no date in column sold_at in row 2: row 2 is 'a\\n{'b' * 58}…', {FORMATS}"
    )


@pytest.mark.parametrize(
    "date", ["2024-03-01", "2024-03-01 10:15", "2024-03-01T10:15:00", "2024-03-01 10:15:00.5", "2024/3/1"]
)
def test_accepted_dates(tmp_path, date):
    write(tmp_path, transactions=HEADER + f"c1,a1,{date}\n")
    assert check("files", str(tmp_path)) is None


@pytest.mark.parametrize(("source", "column"), [("hm", "t_dat"), ("online_retail", "InvoiceDate")])
def test_date_columns_of_the_known_sources(hm, source, column):
    if source == "hm":
        raw_path, path = hm, hm / "transactions_train.csv"
    else:
        raw_path = path = hm / "retail.csv"
        path.write_text(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "536365,21730,GLASS STAR,6,2010-12-01 08:26,4.25,17850.0,United Kingdom\n"
        )
    assert check(source, str(raw_path)) is None
    good = "2020-09-22" if source == "hm" else "2010-12-01 08:26"
    path.write_text(path.read_text().replace(good, "12/1/2010 8:26"))
    assert sentence_of(source, raw_path) == (
        f"{path} has no date in column {column} in row 2: row 2 is '12/1/2010 8:26', {FORMATS}"
    )


@pytest.mark.parametrize(
    ("values", "value"),
    [
        (["yesterday", "today"], "'yesterday'"),
        (pa.array([None, None], pa.timestamp("us")), "empty"),
        ([1582848000, 1582848001], "'1582848000'"),
        ([b"\xff\x00", b""], r'''"b'\\xff\\x00'"'''),
    ],
)
def test_no_date_in_a_parquet_file(tmp_path, values, value):
    path = parquet(tmp_path, values)
    assert sentence_of("files", tmp_path) == (
        f"{path} has no date in column sold_at in rows 1 to 2: row 1 is {value}, {FORMATS}"
    )


DAY = datetime.datetime(2024, 3, 1, 10)


@pytest.mark.parametrize(
    "values",
    [
        pa.array([DAY.date()]),
        pa.array([DAY], pa.timestamp("ns")),
        pa.array([DAY], pa.timestamp("ms", tz="UTC")),
        pa.array([None, DAY]),
        pa.array(["2024-03-01T10:00"]).dictionary_encode(),
    ],
    ids=["date", "timestamp_ns", "timestamp_tz", "null_first", "dictionary"],
)
def test_dates_of_a_parquet_file(tmp_path, values):
    parquet(tmp_path, values)
    assert check("files", str(tmp_path)) is None


def test_quotes_and_line_breaks_inside_fields(tmp_path):
    write(
        tmp_path,
        transactions='\ufeff"customer_id","note, long","article_id","sold_at"\r\n'
        'c1,"a ""quote"",\r\nand a line",a1,2024-03-01\r\n',
    )
    assert check("files", str(tmp_path)) is None


def test_rows_are_counted_as_records_not_lines(tmp_path):
    content = 'note,customer_id,article_id,sold_at\n"1\n2\n3",c1,a1,x\n"4\n5",c2,a2,y\n'
    assert refused(tmp_path, content) == (
        f" has no date in column sold_at in rows 2 to 3: row 2 is 'x', {FORMATS}"
    )


def test_quote_that_is_never_closed(tmp_path):
    rows = "c1,a1,2024-03-01\n" + 'c2,"a2,2024-03-01\n' + "c3,a3,2024-03-01\n" * 10_000
    assert refused(tmp_path, HEADER + rows) == (
        ': the quotes in line 3 are broken: close them, and write a quote inside a field as "".'
    )


def test_file_without_line_breaks_is_not_held_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("python_ml.intake.reading.LONGEST_LINE", 100)
    (tmp_path / "transactions.csv").write_text("x," * 10_000)
    longest = 0

    class Reader:
        def __init__(self, lines, **layout):
            self._reader = real(self._measured(lines), **layout)
            self.line_num = 0

        def _measured(self, lines):
            nonlocal longest
            for line in lines:
                longest = max(longest, len(line))
                yield line

        def __iter__(self):
            return self._reader

    real = csv.reader
    monkeypatch.setattr("python_ml.intake.reading.csv", SimpleNamespace(reader=Reader, Error=csv.Error))
    assert "has the column 'x' more than once" in sentence_of("files", tmp_path)
    assert longest == 100
