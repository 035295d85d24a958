"""Rows that can be read and still make no shop: refused before anything behind staging is rebuilt."""

import json
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.python.bad_input.conftest import SMALL, refusal_of
from tests.python.bad_input.project import HEADER, Project, sales

GOOD = HEADER + "".join(sales())


def given(**fields):
    """JSON of a row as it stands in the transactions file."""
    names = ("customer_id", "article_id", "sold_at", "quantity", "unit_price", "unit_price_micros", "channel")
    return json.dumps({name: fields.get(name) for name in names}, separators=(",", ":"))


def change(project, sql):
    """Edit the project's database as an edited seed would."""
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(sql)


def test_more_rejected_rows_than_allowed(shop):
    shop.write(transactions=GOOD + "c1,a1,31.12.2024,1,9.99\n" * 149 + "c1,a1,2024-03-01,0,9.99\n")
    row = given(customer_id="c1", article_id="a1", sold_at="31.12.2024", quantity="1", unit_price="9.99")
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: sold_at is no date or time in 149 of its rows, such as {row}, "
        "and 150 of all 1500 rows cannot be used, more than max_rejected_share=0.05 allows: "
        "fix those rows or raise max_rejected_share."
    )


def test_more_lines_that_cannot_be_split_than_allowed(shop):
    shop.write(transactions=GOOD, articles="article_id,name\na1,x\n" + "a2,Shirt, red\n" * 100)
    assert shop.refusal() == (
        f"{shop.folder / 'articles.csv'}: more fields than the header has columns in 100 of its rows, "
        'such as {"line":10,"text":"a2,Shirt, red"}, '
        "and 100 of all 1450 rows cannot be used, more than max_rejected_share=0.05 allows: "
        "fix those rows or raise max_rejected_share."
    )


def test_quotes_that_do_not_end(shop):
    rows = sales()
    rows[1200] = 'c1,"a1,2024-03-01,1,9.99\n'
    shop.write(transactions=HEADER + "".join(rows))
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: the quotes in line 1202 are broken, and lines after it may be lost: "
        'close them, and write a quote inside a field as "".'
    )


@pytest.mark.parametrize("thing", ["article", "customer"])
def test_duplicates(shop, thing):
    content = f"{thing}_id\n{thing[0]}1\n{thing[0]}2\n{thing[0]}1\n"
    shop.write(transactions=GOOD, **{f"{thing}s": content})
    assert shop.refusal() == (
        f"{shop.folder / f'{thing}s.csv'}: {thing}_id '{thing[0]}1' stands 2 times in it: "
        f"keep one row of each {thing}."
    )


def test_excluded_article_that_the_shop_does_not_have(shop):
    change(shop.project, "insert into excluded_articles values ('a1', 'recalled'), ('A2', 'recalled')")
    given = {"source": "files", "raw_path": str(shop.folder)} | SMALL
    outcome = shop.project.dbt("build", "--exclude-resource-type", "seed", **given)
    change(shop.project, "delete from excluded_articles")
    assert refusal_of(outcome) == (
        "seeds/excluded_articles.csv: article_id 'A2' is no article of this shop: "
        "write it as the shop does, or remove the row."
    )
    assert shop.project.fingerprints() == shop.good


@pytest.mark.parametrize(
    ("seed", "edit", "back", "sentence"),
    [
        (
            "quiet_hours",
            "insert into quiet_hours values ('3', '7', '22', null)",
            "delete from quiet_hours where quiet_from = '7'",
            "the quiet hours cover the whole of weekday 3 (1 is Monday), which leaves no hour to send anything: "
            "leave at least one hour of every day open.",
        ),
        (
            "quiet_hours",
            "insert into quiet_hours values ('0', '7', '22', null)",
            "delete from quiet_hours where weekday = '0'",
            "the row 0,7,22 is no time of the week: write the weekday as 1 (Monday) to 7 (Sunday), "
            "quiet_from as an hour from 0 to 23 and quiet_until as an hour from 0 to 24.",
        ),
        (
            "quiet_hours",
            "insert into quiet_hours values ('3', '7', '8', 'fax')",
            "delete from quiet_hours where channel = 'fax'",
            "the channel 'fax' of the row 3,7,8 is none of seeds/channels.csv: name one of those, or leave it empty "
            "for every channel.",
        ),
        (
            "channels",
            "insert into channels values ('PUSH', 'true', 'true', null, null, null, '1')",
            "delete from channels where channel = 'PUSH'",
            "the channel PUSH stands 2 times in it, whatever signs it is written with: keep one row of each.",
        ),
        (
            "channels",
            "insert into channels values ('fax', 'true', 'perhaps', null, null, null, '1')",
            "delete from channels where channel = 'fax'",
            "the can_push of the channel 'fax' is 'perhaps': write true where something can be sent by it, else false.",
        ),
        (
            "margins",
            "insert into margins values ('a1', '-2.50')",
            "delete from margins",
            "the margin of article_id 'a1' is negative (-2.50): "
            "write what a unit earns as a number from 0, such as 4.50, or remove the row.",
        ),
        (
            "margins",
            "insert into margins values ('A2', '2.50')",
            "delete from margins",
            "article_id 'A2' is no article of this shop: write it as the shop does, or remove the row.",
        ),
        (
            "message_templates",
            "insert into message_templates values ('other', '{name}, look at this')",
            "delete from message_templates where basis = 'other'",
            "the template of the basis other ({name}, look at this) has other braces than "
            "{date}, {reason}, {article}: write one of those, or leave the braces out.",
        ),
    ],
    ids=[
        "quiet all day",
        "quiet on no day",
        "quiet in no channel",
        "channel twice",
        "neither true nor false",
        "negative margin",
        "margin of no article",
        "unknown placeholder",
    ],
)
def test_seed_of_the_push_plan_that_cannot_be_used(shop, seed, edit, back, sentence):
    change(shop.project, edit)
    given = {"source": "files", "raw_path": str(shop.folder)} | SMALL
    outcome = shop.project.dbt("build", "--exclude-resource-type", "seed", **given)
    change(shop.project, back)
    assert refusal_of(outcome) == f"seeds/{seed}.csv: {sentence}"
    assert shop.project.fingerprints() == shop.good


def test_sales_after_today(shop):
    today = date.today()
    recent = "".join(f"c{day % 9},a{day % 7},{today - timedelta(day)},1,9.99\n" for day in range(80))
    shop.write(transactions=HEADER + recent + f"c1,a1,{today + timedelta(30)},1,9.99\n")
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: its last sale is on {today + timedelta(30)}, after today ({today}), "
        "of article 'a1' to customer 'c1': fix or remove the sales after today."
    )


def test_one_customer(shop):
    shop.write(transactions=HEADER + "".join(sales(customers=1)))
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: all its sales are of one customer, 'c0', and recommending needs "
        "at least two: add the sales of other customers, each with the customer's id."
    )


def test_no_customer(shop):
    shop.write(transactions=HEADER + "".join("," + line.split(",", 1)[1] for line in sales()))
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: no sale has a customer, and recommending needs "
        "at least two: add the sales of other customers, each with the customer's id."
    )


def test_one_article_has_no_lists_but_customers_come_again_all_the_same(shop, tmp_path):
    shop.write(transactions=HEADER + "".join(sales(articles=1)))
    project = Project(tmp_path)
    only = ("--resource-type", "model", "--resource-type", "seed")
    outcome = project.dbt("build", *only, **{"source": "files", "raw_path": str(shop.folder)} | SMALL)
    assert outcome.code != 0
    sentence = (
        f"{shop.folder / 'transactions.csv'}: all its sales are of one article, 'a0', and recommending needs "
        "at least two: add the sales of other articles."
    )
    assert outcome.output.count(sentence) == 1
    assert project.rows("select count(*) > 0 and count(*) = count(p_7d) from next_purchase") == [(True,)]


def test_timing_as_of_outside_the_sales(shop):
    assert shop.refusal(timing_test_as_of="2024-03-15") == (
        f"{shop.folder / 'transactions.csv'}: timing_test_as_of=2024-03-15 does not fit its sales "
        "(2024-01-01 to 2024-03-20): choose a day from 2024-01-29 to 2024-03-14, "
        "so that history lies before it and a week after it."
    )


def test_short_history(shop):
    shop.write(transactions=HEADER + "".join(sales(days=20)))
    assert shop.refusal() == (
        f"{shop.folder / 'transactions.csv'}: its sales span 20 days (2024-01-01 to 2024-01-20), and 35 are "
        "needed, min_history_days=14 and three windows of 7 days to train, validate and test: "
        "give a longer history, or lower min_history_days."
    )


def test_as_of_outside_the_sales(shop):
    assert shop.refusal(ranking_test_as_of="2024-03-19") == (
        f"{shop.folder / 'transactions.csv'}: ranking_test_as_of=2024-03-19 does not fit its sales "
        "(2024-01-01 to 2024-03-20): choose a day from 2024-01-21 to 2024-03-18, "
        "so that history lies before it and a whole label window after it."
    )


def test_file_that_breaks_while_it_is_read(shop):
    columns = {name: ["2024-03-01"] * 100_000 for name in ("customer_id", "article_id", "sold_at")}
    shop.write()
    path = shop.folder / "transactions.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=50_000)
    start = pq.read_metadata(path).row_group(1).column(2).dictionary_page_offset
    content = bytearray(path.read_bytes())
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(content)
    outcome = shop.build()
    assert outcome.code != 0
    assert outcome.output.count("Runtime Error in model stg_files__sale_lines") == 1


REJECTED = {
    "c1,a1,soon,1,9.99": "sold_at is no date or time",
    "c1,a1,infinity,1,9.99": "sold_at is no date or time",
    "c1,a1,12/1/10,1,9.99": "sold_at is no date or time",
    "c1,,2024-03-01,1,9.99": "article_id is missing",
    "c1,a1,2024-03-01,two,9.99": "quantity is no whole number",
    "c1,a1,2024-03-01,1.5,9.99": "quantity is no whole number",
    "c1,a1,2024-03-01,-1,9.99": "quantity is not positive",
    'c1,a1,2024-03-01,1,"9,99"': "unit price is no number",
    "c1,a1,2024-03-01,1,1e300": "unit price is too large",
    "c1,a1,2024-03-01,1,-9.99": "unit price is negative",
    "c1,a1,2024-03-01,1,9,99": "more fields than the header has columns",
    "c1,a1,2024-03-01,1": "fewer fields than the header has columns",
}


def test_few_rejected_rows_are_kept_with_their_reason(shop, tmp_path):
    bad = [line + "\n" for line in REJECTED]
    shop.write(
        transactions=HEADER + "".join(bad + sales()),
        customers="customer_id,age\nc1,1e300\nc2,29.0\n,30\nc3\n",
    )
    project = Project(tmp_path)
    outcome = project.dbt(
        "build",
        "--select",
        "+int_cutoffs",
        "--indirect-selection",
        "cautious",
        **{"source": "files", "raw_path": str(shop.folder)} | SMALL,
    )
    assert outcome.code == 0, outcome.output
    reasons = project.rows("select reason from int_rejected_rows where file_name = 'transactions.csv'")
    assert sorted(reasons) == sorted((reason,) for reason in REJECTED.values())
    assert project.rows(
        "select content from int_rejected_rows where file_name = 'customers.csv' order by content"
    ) == [
        ('{"customer_id":null,"age":"30","gender":null,"country":null,"city":null,"postal_code":null,'
         '"club_status":null,"newsletter":null}',),
        ('{"line":5,"text":"c3"}',),
    ]  # fmt: skip
    assert project.rows("select content from int_rejected_rows where reason = 'unit price is no number'")[
        0
    ] == (given(customer_id="c1", article_id="a1", sold_at="2024-03-01", quantity="1", unit_price="9,99"),)
    assert project.rows("select count(*) from int_transactions") == [(len(sales()),)]
    assert project.rows(
        "select age from int_customers where customer_id in ('c1', 'c2') order by customer_id"
    ) == [
        (None,),
        (29,),
    ]


def test_hm(tmp_path):
    day, bad = "2020-09-22,c1,0108775015,0.05,2\n", "22.9.2020,c1,0108775015,0.05,2\n"
    for name, header in {
        "transactions_train": "t_dat,customer_id,article_id,price,sales_channel_id\n" + day + bad,
        "customers": "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code\n",
        "articles": HM_ARTICLES,
    }.items():
        (tmp_path / f"{name}.csv").write_text(header)
    outcome = Project(tmp_path).dbt("build", source="hm", raw_path=str(tmp_path))
    assert refusal_of(outcome) == (
        f"{tmp_path / 'transactions_train.csv'}: t_dat is no date in 1 of its rows, such as "
        '{"t_dat":"22.9.2020","customer_id":"c1","article_id":"0108775015","price":"0.05","sales_channel_id":"2"}, '
        "and 1 of all 2 rows cannot be used, more than max_rejected_share=0.05 allows: "
        "fix those rows or raise max_rejected_share."
    )


HM_ARTICLES = (
    "article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,"
    "graphical_appearance_no,graphical_appearance_name,colour_group_code,colour_group_name,"
    "perceived_colour_value_id,perceived_colour_value_name,perceived_colour_master_id,"
    "perceived_colour_master_name,department_no,department_name,index_code,index_name,index_group_no,"
    "index_group_name,section_no,section_name,garment_group_no,garment_group_name,detail_desc\n"
)


def test_online_retail(tmp_path):
    path = tmp_path / "retail.csv"
    line = "536365,21730,GLASS STAR,{},2010-12-01 08:26,4.25,17850.0,United Kingdom\n"
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    path.write_text(header + line.format(6) * 2 + line.format("6,7"))
    outcome = Project(tmp_path).dbt("build", source="online_retail", raw_path=str(path))
    assert refusal_of(outcome) == (
        f"{path}: more fields than the header has columns in 1 of its rows, such as "
        '{"line":4,"text":"536365,21730,GLASS STAR,6,7,2010-12-01 08:26,4.25,17850.0,United Kingdom"}, '
        "and 1 of all 3 rows cannot be used, more than max_rejected_share=0.05 allows: "
        "fix those rows or raise max_rejected_share."
    )
