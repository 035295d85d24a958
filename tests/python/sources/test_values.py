"""What a value means is the same in every source: bad ones in the files of H&M and of Online Retail."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from python_ml.intake import read_source
from tests.python.bad_input.project import PROJECT, Project

SELECTION = [
    *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", "--select"),
    *("+int_transactions", "+int_sale_lines_read", "+int_id_matches", "+int_shop"),
]
FIRST = date(2020, 6, 1)


def reasons(project):
    return Counter(reason for (reason,) in project.rows("select reason from int_rejected_rows"))


@pytest.fixture(scope="module")
def hm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hm")
    usual = [
        f"{FIRST + timedelta(number % 30)},{number % 40:04x}f,0108775{number % 15:03},0.05,2\n"
        for number in range(200)
    ]
    odd = [
        '2020-06-02,0001f\u00a0,"=""0108775001""",9223372036854.775807,1\n',
        "2020-06-02,0001f,0108775001.0,9300000000000,1\n",
        "2020-06-02,NULL,0108775001,0.05,1\n",
        "2020-06-02 garbage,0001f,0108775001,0.05,1\n",
        "1900-01-01,0001f,0108775001,0.05,1\n",
    ]
    (folder / "transactions_train.csv").write_text(
        "t_dat,customer_id,article_id,price,sales_channel_id\n" + "".join(usual + odd)
    )
    (folder / "customers.csv").write_text(
        "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code\n"
        + "".join(f"'{number:04x}f',,,ACTIVE,None,nan,x\x1b\n" for number in range(40))
    )
    articles = next(file for file in read_source(PROJECT, "hm").files if file.name == "articles")
    with (folder / "articles.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, articles.columns, lineterminator="\n")
        writer.writeheader()
        for number in range(15):
            names = {"prod_name": "Tee\x1b[5m", "colour_group_name": "NULL"}
            writer.writerow({"article_id": f"\u200b0108775{number:03}"} | names)
    project = Project(tmp_path_factory.mktemp("hm_build"))
    outcome = project.dbt(
        "build", *SELECTION, source="hm", raw_path=str(folder), min_history_days=5, label_days=3
    )
    assert outcome.code == 0, outcome.output
    return project


def test_values_of_hm(hm):
    assert reasons(hm) == {
        "price is too large": 1,
        "customer_id is missing": 1,
        "t_dat is no date": 1,
        "t_dat is more than 365 days apart from all other sales": 1,
    }
    assert hm.rows("select file_name, ids, ids_sold from int_id_matches order by file_name") == [
        ("articles", 15, 15),
        ("customers", 40, 40),
    ]
    assert hm.rows("select max(unit_price_micros) from int_transactions") == [(2**63 - 1,)]
    assert hm.rows("select distinct name, colour from int_articles") == [("Tee[5m", None)]
    assert hm.rows("select distinct age, newsletter, postal_code from int_customers") == [(None, "none", "x")]
    assert hm.rows("select words_for_customers from int_sale_lines_read") == [(1,)]


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory):
    path = tmp_path_factory.mktemp("online_retail") / "sales.csv"
    usual = [
        f"{536000 + number},{22000 + number % 15},Mug {number % 15},2,"
        f"{FIRST + timedelta(number % 30)} 09:30:00,2.55,{17000 + number % 40}.0,France\n"
        for number in range(200)
    ]
    odd = [
        "537001,22001,Mug 1,1,2020-06-02 05:05:00 PM,9000000000000,17001,France\n",
        "537002,22001,Mug 1,1,2020-06-02 10:00,9300000000000,17001,France\n",
        "537003,22001,Mug 1,3000000000,2020-06-02 10:00,1,17001,France\n",
        "537004,22001,Mug 1,2000000000,2020-06-02 10:00,9000000,17001,France\n",
        "537005,22001,Mug\x1b[7m 1,1,2020-06-03 10:00,1,nan,France\n",
        "537006,22001,Mug 1,1,1970-01-01 00:00:00,1,17001,France\n",
        "C37007,22001,Mug 1,-2147483648,2020-06-04 10:00,1,17001,France\n",
        "537008,22001,Mug 1,1,2020-06-04 13:05 garbage,1,17001,France\n",
        "537009,22001,Mug 1,1,2020-06-05,1,17001,France\n",
    ]
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    path.write_text(header + "".join(usual + odd))
    project = Project(tmp_path_factory.mktemp("online_retail_build"))
    outcome = project.dbt("build", *SELECTION, source="online_retail", raw_path=str(path))
    assert outcome.code == 0, outcome.output
    return project


def test_values_of_online_retail(online_retail):
    assert reasons(online_retail) == {
        "UnitPrice is too large": 1,
        "Quantity is too large": 2,
        "Quantity times UnitPrice is too large": 1,
        "InvoiceDate is more than 365 days apart from all other sales": 1,
        "InvoiceDate is no date": 1,
    }
    assert online_retail.rows(
        "select sold_at from int_transactions order by unit_price_micros desc limit 1"
    ) == [(datetime(2020, 6, 2, 17, 5),)]
    assert online_retail.rows("select anonymous_lines, sale_lines - timed_lines from int_shop") == [(1, 1)]
    assert online_retail.rows("select words_for_customers from int_sale_lines_read") == [(1,)]
