import csv
import os
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from helix.cli import main
from python_ml.demo_shop import (
    HM_DAYS,
    HM_LAST_DAY,
    DemoConfig,
    LayoutSummary,
    articles_table,
    customers_table,
    hm_layout,
    transactions_reader,
    write_files_layout,
    write_hm_layout,
)

CONFIG = DemoConfig(
    customers=500, articles=120, days=HM_DAYS, seed=3, last_day=HM_LAST_DAY, transactions=6_789
)
HEADERS = {
    "articles.csv": "article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,"
    "graphical_appearance_no,graphical_appearance_name,colour_group_code,colour_group_name,"
    "perceived_colour_value_id,perceived_colour_value_name,perceived_colour_master_id,"
    "perceived_colour_master_name,department_no,department_name,index_code,index_name,index_group_no,"
    "index_group_name,section_no,section_name,garment_group_no,garment_group_name,detail_desc",
    "customers.csv": "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code",
    "transactions_train.csv": "t_dat,customer_id,article_id,price,sales_channel_id",
}


def ignore(_):
    pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("hm") / "shop"
    assert write_hm_layout(CONFIG, out, ignore) == LayoutSummary(6_789, 500, 120)
    return out


def read(path):
    return pl.read_csv(path, infer_schema=False)


def test_the_folder_holds_the_three_files_and_the_configuration(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted([*HEADERS, "demo_config.json"])
    assert DemoConfig.from_json((folder / "demo_config.json").read_text()) == CONFIG


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_those_of_the_real_files(folder, name):
    assert (folder / name).read_text().splitlines()[0] == HEADERS[name]
    if real := os.environ.get("HELIX_REAL_DATA"):
        with (Path(real) / "hm_sample" / name).open(newline="") as file:
            assert ",".join(next(csv.reader(file))) == HEADERS[name]


def test_transactions_have_the_formats_of_the_real_file(folder):
    sales = read(folder / "transactions_train.csv")
    formats = {
        "t_dat": r"20(18|19|20)-\d\d-\d\d",
        "customer_id": r"[0-9a-f]{64}",
        "article_id": r"0\d{9}",
        "price": r"0\.\d{1,16}",
        "sales_channel_id": r"[12]",
    }
    for column, pattern in formats.items():
        assert all(re.fullmatch(pattern, text) for text in sales[column].to_list())
    assert sales.height == CONFIG.sale_lines
    assert sales.is_duplicated().any()


def test_sales_are_ordered_by_day_then_customer(folder):
    sales = read(folder / "transactions_train.csv").select("t_dat", "customer_id")
    assert sales.equals(sales.sort("t_dat", "customer_id"))


def test_the_layout_holds_the_sales_of_the_contract(folder):
    sales = transactions_reader(CONFIG).read_all()
    customers = dict(
        zip(
            customers_table(CONFIG)["customer_id"].to_pylist(),
            read(folder / "customers.csv")["customer_id"].to_list(),
            strict=True,
        )
    )
    expected = Counter(
        (
            str(sold_at.date()),
            customers[customer],
            article,
            hm_layout._price_text(micros // 10_000),
            "2" if channel == "online" else "1",
        )
        for customer, article, sold_at, _, micros, channel in zip(
            *(column.to_pylist() for column in sales.columns), strict=True
        )
    )
    assert Counter(read(folder / "transactions_train.csv").rows()) == expected


def test_ids_agree_between_the_files(folder):
    sales = read(folder / "transactions_train.csv")
    for name, key in (("customers.csv", "customer_id"), ("articles.csv", "article_id")):
        ids = read(folder / name)[key]
        assert ids.n_unique() == ids.len()
        assert set(sales[key].to_list()) <= set(ids.to_list())


def test_customers_have_the_gaps_of_the_real_file(folder):
    customers = read(folder / "customers.csv")
    assert set(customers["FN"].to_list()) == {None, "1.0"}
    assert set(customers["Active"].to_list()) == {None, "1.0"}
    assert customers["postal_code"].null_count() == 0
    assert customers["age"].null_count() > 0
    assert all(re.fullmatch(r"\d\d\.0", age) for age in customers["age"].drop_nulls().to_list())


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (2_999, "0.0508305084745762"),
        (499, "0.008457627118644"),
        (1_199, "0.020322033898305"),
    ],
)
def test_prices_are_normalised_as_in_the_real_file(cents, text):
    assert hm_layout._price_text(cents) == text


@pytest.mark.parametrize("write", [write_hm_layout, write_files_layout])
def test_the_same_seed_gives_the_same_bytes(tmp_path, write):
    for name in ("one", "two"):
        write(CONFIG, tmp_path / name, ignore)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize("write", [write_hm_layout, write_files_layout])
def test_nothing_is_visible_before_it_is_whole(tmp_path, write):
    seen = []
    write(CONFIG, tmp_path / "shop", lambda _: seen.append((tmp_path / "shop").exists()))
    assert len(seen) >= 3
    assert not any(seen)
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


@pytest.mark.parametrize("write", [write_hm_layout, write_files_layout])
def test_a_run_that_breaks_leaves_nothing(tmp_path, write):
    def break_off(sentence):
        if "6,789" in sentence and "planned" not in sentence:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(CONFIG, tmp_path / "shop", break_off)
    assert list(tmp_path.iterdir()) == []


def test_the_files_layout_holds_the_contract_tables(tmp_path):
    write_files_layout(CONFIG, tmp_path / "shop", ignore)
    for name, table in (
        ("articles", articles_table(CONFIG)),
        ("customers", customers_table(CONFIG)),
        ("transactions", transactions_reader(CONFIG).read_all()),
    ):
        assert pq.read_table(tmp_path / "shop" / f"{name}.parquet").equals(table)


def helix(*arguments):
    return CliRunner().invoke(main, ["demo", *map(str, arguments)])


def test_the_command_writes_and_sums_up(tmp_path):
    out = tmp_path / "shop"
    size = ("--customers", 50, "--articles", 20, "--transactions", 321)
    run = helix("--layout", "hm", *size, "--seed", 2, "--out", out)
    assert run.exit_code == 0
    last = run.output.splitlines()[-1]
    assert re.fullmatch(rf"{out}: 321 sale lines, 50 customers, 20 articles in \d+\.\d s", last)
    assert read(out / "transactions_train.csv").height == 321
    config = DemoConfig.from_json((out / "demo_config.json").read_text())
    assert config == DemoConfig(50, 20, HM_DAYS, 2, HM_LAST_DAY, 321)


def test_the_command_has_its_own_period_for_each_layout(tmp_path):
    assert helix("--customers", 50, "--articles", 20, "--out", tmp_path / "files").exit_code == 0
    config = DemoConfig.from_json((tmp_path / "files" / "demo_config.json").read_text())
    assert config == DemoConfig(50, 20, 400, 1)


def test_a_bad_value_is_one_sentence(tmp_path):
    run = helix("--customers", 1, "--out", tmp_path / "shop")
    assert run.exit_code == 1
    assert run.stderr == "helix: demo_customers must be at least 2, got 1: raise it\n"


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    run = helix("--out", tmp_path)
    assert run.exit_code == 1
    assert run.stderr == f"helix: {tmp_path} is not empty: name a new folder, or remove it first\n"
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    run = helix("--out", tmp_path / "file" / "shop")
    assert run.exit_code == 1
    assert run.stderr.count("\n") == 1
