import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.python.intake.conftest import SALE, check, sentence_of, write

HM_FOLDER = "the folder with transactions_train.csv, customers.csv and articles.csv"
OWN_FOLDER = "the folder with transactions.parquet or transactions.csv"
ONE_FILE = "one file that ends in .parquet or .csv"


@pytest.mark.parametrize("raw_path", [None, "", "/nowhere"])
def test_demo_reads_nothing(raw_path):
    assert check("demo", raw_path) is None


def test_source_without_a_folder_is_none_of_the_project():
    with pytest.raises(FileNotFoundError, match="shopify"):
        check("shopify", None)


@pytest.mark.parametrize(
    ("source", "wanted"), [("hm", HM_FOLDER), ("files", OWN_FOLDER), ("online_retail", ONE_FILE)]
)
@pytest.mark.parametrize("raw_path", [None, "", "  "])
def test_raw_path_not_given(source, wanted, raw_path):
    expected = f"The source {source} needs the variable raw_path: set it to {wanted}."
    assert sentence_of(source, raw_path) == expected


def test_path_does_not_exist(tmp_path):
    path = tmp_path / "shop"
    assert sentence_of("hm", path) == f"raw_path {path} does not exist: set it to {HM_FOLDER}."


def test_relative_path_that_does_not_exist_names_where_it_starts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sentence_of("online_retail", "data/x.csv") == (
        f"raw_path data/x.csv does not exist in {tmp_path}: set it to {ONE_FILE}."
    )


def test_relative_path_starts_at_the_working_directory(hm, monkeypatch):
    monkeypatch.chdir(hm.parent)
    assert check("hm", hm.name) is None


def test_home_folder(hm, monkeypatch):
    monkeypatch.setenv("HOME", str(hm.parent))
    assert check("hm", f"~/{hm.name}") is None


def test_file_where_a_folder_is_wanted(hm):
    path = hm / "articles.csv"
    assert sentence_of("hm", path) == (
        f"raw_path {path} is not a folder: set it to {HM_FOLDER}, as the source hm needs."
    )


def test_folder_where_a_file_is_wanted(tmp_path):
    assert sentence_of("online_retail", tmp_path) == (
        f"raw_path {tmp_path} is not a file: set it to {ONE_FILE}, as the source online_retail needs."
    )


def test_ending_of_the_only_file(tmp_path):
    path = tmp_path / "Online Retail.xlsx"
    path.write_text("x")
    assert sentence_of("online_retail", path) == (
        f"{path} has an ending that is not read: the source online_retail needs {ONE_FILE}."
    )


@pytest.mark.parametrize("name", ["transactions_train.csv", "customers.csv", "articles.csv"])
def test_missing_file(hm, name):
    (hm / name).unlink()
    assert sentence_of("hm", hm) == f"{name} is missing in {hm}: the source hm reads {HM_FOLDER}."


def test_missing_file_with_two_possible_endings(tmp_path):
    assert sentence_of("files", tmp_path) == (
        f"transactions.parquet or transactions.csv is missing in {tmp_path}: "
        f"the source files reads {OWN_FOLDER} [or map]."
    )


@pytest.mark.parametrize("name", ["transactions.xlsx", "transactions.csv.gz"])
def test_ending_in_a_folder(tmp_path, name):
    (tmp_path / name).write_text("x")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / name} has an ending that is not read: "
        "save it as transactions.parquet or transactions.csv [or map]."
    )


def test_ending_of_an_optional_file_is_not_overlooked(tmp_path):
    write(tmp_path, transactions=SALE)
    (tmp_path / "articles.json").write_text("[]")
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / 'articles.json'} has an ending that is not read: "
        "save it as articles.parquet or articles.csv [or map]."
    )


def test_letter_case_of_a_file_name(hm):
    (hm / "articles.csv").rename(hm / "moved")
    (hm / "moved").rename(hm / "Articles.CSV")
    if (hm / "articles.csv").exists():
        pytest.skip("this file system ignores the letter case of names")
    assert sentence_of("hm", hm) == (
        f"{hm / 'Articles.CSV'} is not read in this letter case: call it articles.csv."
    )


def test_another_ending_beside_a_readable_file_is_no_matter(tmp_path):
    write(tmp_path, transactions=SALE)
    (tmp_path / "transactions.xlsx").write_text("x")
    assert check("files", str(tmp_path)) is None


@pytest.mark.parametrize("name", ["transactions", "articles"])
def test_ambiguous_file(tmp_path, name):
    write(tmp_path, transactions=SALE)
    for ending in (".csv", ".parquet"):
        (tmp_path / (name + ending)).write_text(SALE)
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path} has both {name}.parquet and {name}.csv: remove one, only one can be right."
    )


def test_folder_with_the_name_of_a_file(tmp_path):
    path = tmp_path / "transactions.parquet"
    path.mkdir()
    assert sentence_of("files", tmp_path) == f"{path} is not a file: write it as one file of that name."


def test_unreadable_path(tmp_path):
    path = tmp_path / ("x" * 5000)
    assert (
        sentence_of("hm", path)
        == f"{path} cannot be read (File name too long): check the path and its permissions."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path):
    path = write(tmp_path, transactions=SALE) / "transactions.csv"
    path.chmod(0)
    assert sentence_of("files", tmp_path) == (
        f"{path} cannot be read (Permission denied): check the path and its permissions."
    )


def test_folder_of_own_files(tmp_path):
    write(tmp_path, transactions=SALE, articles="article_id,name\n", customers="customer_id\n")
    assert check("files", str(tmp_path)) is None


def test_folder_whose_name_looks_like_a_pattern(tmp_path):
    folder = tmp_path / "it's [2024]*"
    folder.mkdir()
    write(folder, transactions=SALE)
    assert check("files", str(folder)) is None


def test_parquet_and_csv_side_by_side(tmp_path):
    write(tmp_path, customers="customer_id\nc1\n")
    table = pa.table({"customer_id": ["c1"], "article_id": [108775015], "sold_at": ["2024-03-01 10:00"]})
    pq.write_table(table, tmp_path / "transactions.parquet")
    assert check("files", str(tmp_path)) is None
