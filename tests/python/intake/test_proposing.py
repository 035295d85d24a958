"""Exports of other programs are known by their columns, and are read once their mapping is written."""

import csv
import gzip
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import yaml
from openpyxl import Workbook

from python_ml.intake import propose, read_source, survey
from tests.python.intake.conftest import PROJECT, check, write

FILES = read_source(PROJECT, "files")


@dataclass(frozen=True)
class Sample:
    """A file as another program writes it, with what should be read of it."""

    name: str
    header: str
    rows: list[list[object]]
    columns: dict[str, object]
    said: dict[str, object] = field(default_factory=dict)
    tables: tuple[str, ...] = ("transactions",)
    encoding: str = "utf-8"
    separator: str = ","


SHOPIFY = Sample(
    "orders_export.csv",
    "Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Billing City,Billing Zip,Billing Country,Cancelled at,Vendor,Id,Source",
    [
        [
            "#1",
            "a@x.com",
            "paid",
            "",
            "no",
            "EUR",
            "2024-03-01 10:00:00 +0100",
            1,
            "Hat",
            9.5,
            "H",
            "Bonn",
            5,
            "DE",
            "",
            "V",
            1,
            "web",
        ],
        ["#1", "a@x.com", "", "", "", "", "", 2, "Cap", "8.00", "C", "", "", "", "", "V", "", ""],
        [
            "#2",
            "b@x.com",
            "paid",
            "",
            "yes",
            "EUR",
            "2024-03-02 10:00:00 +0100",
            1,
            "Hat",
            9.5,
            "H",
            "",
            "",
            "",
            "",
            "V",
            2,
            "web",
        ],
    ],
    {
        "customer_id": "Email",
        "article_id": "Lineitem sku",
        "sold_at": "Created at",
        "quantity": "Lineitem quantity",
        "unit_price": "Lineitem price",
        "channel": "Source",
    },
    {
        "fill_down": ["Name", "Email", "Created at", "Accepts Marketing", "Cancelled at"],
        "only": {"Cancelled at": [""]},
    },
    ("transactions", "customers", "articles", "opt_outs"),
)
SAMPLES = {
    "Shopify": SHOPIFY,
    "WooCommerce": Sample(
        "orders.csv",
        "order_id,order_number,date,status,billing_email,billing_country,item_product_id,item_name,item_sku,item_quantity,item_total",
        [
            [1, 1, "2024-03-01 10:00:00", "completed", "a@x.com", "DE", 7, "Hat", "", 2, "19.00"],
            [2, 2, "2024-03-02 10:00:00", "cancelled", "b@x.com", "DE", 8, "Cap", "C", 1, "8.00"],
        ],
        {
            "customer_id": "billing_email",
            "article_id": "item_product_id",
            "sold_at": "date",
            "quantity": "item_quantity",
            "line_total": "item_total",
        },
        {"only": {"status": ["completed"]}},
        ("transactions", "customers", "articles"),
    ),
    "Advanced Order Export": Sample(
        "orders-2024.csv",
        "Order Number;Order Status;Order Date;Email (Billing);City (Billing);SKU;Item Name;"
        "Quantity (- Refund);Item Cost",
        [[1, "Completed", "13.03.2024 10:00", "a@x.com", "K\u00f6ln", "H", "M\u00fctze", 2, "9,50"]],
        {
            "customer_id": "Email (Billing)",
            "article_id": "SKU",
            "sold_at": "Order Date",
            "quantity": "Quantity (- Refund)",
            "unit_price": "Item Cost",
        },
        {"encoding": "cp1252", "separator": ";", "decimal": ",", "dates": "dd.mm.yyyy"},
        ("transactions", "customers", "articles"),
        "cp1252",
        ";",
    ),
    "Magento": Sample(
        "items.csv",
        "increment_id,created_at,status,customer_email,sku,name,parent_item_id,qty_ordered,price",
        [
            [1, "2024-03-01 10:00:00", "complete", "a@x.com", "H", "Hat", "", "2.0000", "9.5000"],
            [1, "2024-03-01 10:00:00", "complete", "a@x.com", "H", "Hat, red", "1", "2.0000", "0.0000"],
        ],
        {
            "customer_id": "customer_email",
            "article_id": "sku",
            "sold_at": "created_at",
            "quantity": "qty_ordered",
            "unit_price": "price",
        },
        {"only": {"status": ["complete"], "parent_item_id": [""]}},
        ("transactions", "articles"),
    ),
    "Online Retail": Sample(
        "data.csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        [
            [536365, "85123A", "HOLDER \u00a3", 6, "12/1/2010 8:26", 2.55, 17850, "United Kingdom"],
            [536366, "85123A", "HOLDER", 6, "12/13/2010 8:26", 2.55, "", "EIRE"],
        ],
        {
            "customer_id": "CustomerID",
            "article_id": "StockCode",
            "sold_at": "InvoiceDate",
            "quantity": "Quantity",
            "unit_price": "UnitPrice",
        },
        {"encoding": "cp1252", "dates": "mm/dd/yyyy"},
        ("transactions", "customers", "articles"),
        "cp1252",
    ),
    "The Complete Journey": Sample(
        "transaction_data.csv",
        "household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,SALES_VALUE,STORE_ID,RETAIL_DISC,TRANS_TIME,WEEK_NO,COUPON_DISC,COUPON_MATCH_DISC",
        [[2375, 26984851472, 1, 1004906, 1, 1.39, 364, -0.6, 1631, 1, 0, 0]],
        {
            "customer_id": "household_key",
            "article_id": "PRODUCT_ID",
            "sold_at": ["DAY", "TRANS_TIME"],
            "quantity": "QUANTITY",
            "line_total": "SALES_VALUE",
        },
        {"dates": "day number"},
    ),
    "Ta-Feng": Sample(
        "ta_feng_all_months_merged.csv",
        "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE",
        [["11/13/2000", "01104905", "45-49", "115", 110411, 4710199010372, 2, 24, 30]],
        {
            "customer_id": "CUSTOMER_ID",
            "article_id": "PRODUCT_ID",
            "sold_at": "TRANSACTION_DT",
            "quantity": "AMOUNT",
            "line_total": "SALES_PRICE",
        },
        {"dates": "mm/dd/yyyy"},
        ("transactions", "customers", "articles"),
    ),
    "names that are alike": Sample(
        "transactions.csv.gz",
        "Customer|SKU|Order date|qty|Price",
        [["c1", "a1", "2024-03-01", 1, 2.5]],
        {
            "customer_id": "Customer",
            "article_id": "SKU",
            "sold_at": "Order date",
            "quantity": "qty",
            "unit_price": "Price",
        },
        {"separator": "|"},
        separator="|",
    ),
}


def written(folder, sample):
    opened = gzip.open if sample.name.endswith(".gz") else open
    with opened(folder / sample.name, "wt", encoding=sample.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=sample.separator)
        writer.writerow(sample.header.split(sample.separator))
        writer.writerows(sample.rows)


@pytest.mark.parametrize("name", SAMPLES)
def test_export_of_another_program(tmp_path, name):
    sample = SAMPLES[name]
    written(tmp_path, sample)
    proposal = propose(FILES, tmp_path)
    assert proposal.problems == []
    assert set(proposal.tables) == set(sample.tables)
    sales = proposal.tables["transactions"]
    assert sales["columns"] == sample.columns
    assert {key: sales[key] for key in sample.said} == sample.said
    assert {"encoding", "separator", "decimal", "dates"} & set(sales) <= set(sample.said)
    (tmp_path / "columns.yml").write_text(proposal.text(), encoding="utf-8")
    assert check("files", str(tmp_path)) is None


def test_survey_counts_what_is_left_out_and_what_meets(tmp_path):
    written(tmp_path, SHOPIFY)
    (tmp_path / "columns.yml").write_text(propose(FILES, tmp_path).text())
    tables = {table.name: table for table in survey(FILES, str(tmp_path)).tables}
    assert tables["transactions"].rows == 3
    assert (tables["customers"].rows, tables["customers"].ids_that_meet) == (2, 2)
    assert (tables["opt_outs"].rows, tables["opt_outs"].rows_left_out) == (2, 1)
    assert (tables["opt_outs"].ids, tables["opt_outs"].ids_that_meet) == (1, 1)


def test_ids_of_plain_files_that_meet(tmp_path):
    write(
        tmp_path,
        transactions='customer_id,article_id,sold_at\nc1,"a\n1",2024-03-01\n c2 ,a2,2024-03-02\nc2\n',
        customers='customer_id,hobby\n"=""c1""",x\n c2,y\n3.0,z\n',
        opt_outs="customer_id\n0001\n",
    )
    found = survey(FILES, str(tmp_path))
    assert [(table.name, table.rows, table.ids, table.ids_that_meet) for table in found.tables] == [
        ("transactions", 2, None, None),
        ("customers", 3, 3, 2),
        ("opt_outs", 1, 1, 0),
    ]
    assert found.unread_columns[tmp_path / "customers.csv"] == ["hobby"]
    assert found.absent == ["articles", "pushes"]


def test_online_retail_ii_has_two_sheets(tmp_path):
    book = Workbook()
    for number, title in enumerate(["Year 2009-2010", "Year 2010-2011"]):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        sheet.append(
            [
                "Invoice",
                "StockCode",
                "Description",
                "Quantity",
                "InvoiceDate",
                "Price",
                "Customer ID",
                "Country",
            ]
        )
        sheet.append(
            [489434, "85048", "LIGHTS", 12, datetime(2009, 12, 1, 7, 45), 6.95, 13085.0, "United Kingdom"]
        )
    book.save(tmp_path / "online_retail_II.xlsx")
    proposal = propose(FILES, tmp_path)
    assert proposal.tables["transactions"]["sheets"] == ["Year 2009-2010", "Year 2010-2011"]
    (tmp_path / "columns.yml").write_text(proposal.text())
    assert [table.rows for table in survey(FILES, str(tmp_path)).tables] == [2, 1, 1]


def test_days_that_fit_several_formats_are_for_a_person_to_decide(tmp_path):
    write(tmp_path, sales="customer_id,article_id,sold_at\nc1,a1,03/04/2024\nc2,a2,01/02/2024\n")
    proposal = propose(FILES, tmp_path)
    assert proposal.tables["transactions"]["dates"] == "dd/mm/yyyy or mm/dd/yyyy"
    assert "the days of sold_at in sales.csv fit dd/mm/yyyy and mm/dd/yyyy" in proposal.text()


def test_days_in_no_format_are_said_to_be(tmp_path):
    write(tmp_path, sales="customer_id,article_id,sold_at\nc1,a1,13/04/2024\nc2,a2,01/22/2024\n")
    proposal = propose(FILES, tmp_path)
    assert "dates" not in proposal.tables["transactions"]
    assert "in no format that is known, or in several" in proposal.text()


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order",
            "has no dates",
        ),
        ("order_id,product_id,add_to_cart_order,reordered", "has neither customers nor dates"),
        (
            "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue",
            "a row an order",
        ),
        ("ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base)", "a row an order"),
        ("t_dat,customer_id,article_id,price,sales_channel_id", "is H&M's"),
    ],
)
def test_export_that_is_not_enough(tmp_path, header, said):
    write(tmp_path, orders=header + "\n" + "1," * header.count(",") + "1\n")
    proposal = propose(FILES, tmp_path)
    assert proposal.tables == {}
    assert [said in problem.sentence for problem in proposal.problems] == [True]
    assert proposal.problems[0].remedy


def test_two_files_for_one_table(tmp_path):
    row = "Customer,SKU,Date\nc,a,2024-03-01\n"
    write(tmp_path, orders_2023=row, orders_2024=row)
    proposal = propose(FILES, tmp_path)
    assert proposal.tables == {}
    assert [str(problem) for problem in proposal.problems] == [
        f"{tmp_path} has orders_2023.csv and orders_2024.csv, each of which could be transactions: "
        "leave one, or put them together"
    ]


def test_text_of_a_proposal_is_what_it_says(tmp_path):
    written(tmp_path, SHOPIFY)
    proposal = propose(FILES, tmp_path)
    assert yaml.safe_load(proposal.text()) == proposal.tables
    assert "# opt_outs has only the rows in which Accepts Marketing is 'no'." in proposal.text()
