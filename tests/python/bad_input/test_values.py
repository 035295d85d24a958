"""Values that mean something else than they say, many kinds in one shop, from the file to the tables of the shop."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.python.bad_input.conftest import refusal_of, write_files
from tests.python.bad_input.project import Project

SHOP = (
    "int_transactions",
    "int_purchases",
    "int_orders",
    "int_article_days",
    "int_cancellations",
    "int_opt_outs",
)
MODELS = (*SHOP, "int_pushes", "int_customer_signs", "int_sale_lines_read", "int_shop")
SELECTION = [
    *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", "--select"),
    *(f"+{model}" for model in MODELS),
]
HEADER = "customer_id,article_id,sold_at,quantity,unit_price,channel\n"
FIRST = datetime(2026, 1, 5, 9, 30)
LARGEST = 2**63 - 1


def line(
    customer="1001", article="a1", sold_at="2026-02-01 10:00", quantity="1", price="9.99", channel="web"
):
    return f"{customer},{article},{sold_at},{quantity},{price},{channel}\n"


def usual_sales():
    """Sixty customers, each on two days; their ids went through a float."""
    return [
        line(f"{1001 + number}.0", f"a{number % 12}", FIRST + timedelta(day + number % 7, hours=number % 3))
        for number in range(60)
        for day in (0, 14)
    ]


WORDS = ["nan", "NULL", "None", r"\N", "<NA>", "#N/A", "-"]
ODD_SALES = [
    *(line(word) for word in WORDS),
    # Numbers up to the largest that is counted, and beyond.
    line("1001", "dear", price="15490000.00"),
    line("1001", "dear", price="9000000000000"),
    line("1001", "dear", price="9000000000000"),
    line("1002", "many", quantity="2000000000", price="25.62"),
    line("1002", "many", quantity="2000000000", price="25.62"),
    line("1003", price="9300000000000"),
    line("1003", quantity="3000000000"),
    line("1003", quantity="2000000000", price="10000000"),
    line("1003", price="nan"),
    # One id, written in many ways.
    line('"=""1004"""', "\u00a0a4\t"),
    line("1004\u200b", "a4\x1b"),
    line("'1004", "\"'a4'\"", channel="web\x1b[31m"),
    # Clocks, and words behind a time.
    line("1005", sold_at="2026-02-02 05:05 PM"),
    line("1005", sold_at="2026-02-03 12:05 a.m."),
    line("1005", sold_at="2026-02-04T21:05:00Z"),
    line("1005", sold_at="2026-02-05 13:05 garbage"),
    line("1005", sold_at="2026-02-06"),
    line("1005", sold_at="2026-02-07 00:00:00"),
    # Days that lie apart from all others.
    line("1006", sold_at="1900-01-01"),
    line("1006", sold_at="1970-01-01 00:00:00"),
    line("1006", sold_at="2099-12-31 10:00"),
]
FILES = {
    "transactions": HEADER + "".join(usual_sales() + ODD_SALES),
    "customers": "customer_id,age,city\n"
    + "".join(f"{1001 + number},30,NULL\n" for number in range(60))
    + '9001,nan,"Bad\x1b[2J\u202eTown"\n',
    "articles": "article_id,name\n" + "".join(f" a{number}\u00a0,Article {number}\n" for number in range(12)),
    "opt_outs": 'customer_id\n="1007"\n1008.00\n1009\u00a0\n001010\n9001\nstranger\nNULL\n',
    "pushes": "customer_id,sent_at\n1011.0,2026-02-01 05:05 PM\n'1011,2026-02-01\nNULL,2026-02-01\n",
}
VARIABLES = {"source": "files", "timezone": "Europe/Berlin", "max_rejected_share": 0.2}


class Shop:
    """A folder of files and the project that reads them."""

    def __init__(self, home):
        self.folder = home / "shop"
        self.project = Project(home, {"TZ": "Asia/Tokyo"})

    def build(self, **variables):
        given = VARIABLES | {"raw_path": str(self.folder)} | variables
        return self.project.dbt("build", *SELECTION, **given)

    def refusal(self, **contents):
        """The sentence that refuses the files with some of them replaced."""
        write_files(self.folder, FILES | contents)
        return refusal_of(self.build())


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    built = Shop(tmp_path_factory.mktemp("values"))
    write_files(built.folder, FILES)
    outcome = built.build()
    assert outcome.code == 0, outcome.output
    return built


@pytest.fixture(scope="module")
def rows(shop):
    """What the tables held after the first build, by query; refused builds come later."""
    queries = {
        "rejected": "select reason, count(*) from int_rejected_rows where file_name = 'transactions.csv' group by 1",
        "contents": "select content from int_rejected_rows",
        "dear": (
            "select p.units, p.spend_micros, d.spend_micros from int_purchases as p join int_articles as a using "
            "(article_key) join int_article_days as d using (article_key, sold_on) where article_id = 'dear'"
        ),
        "many": "select units, spend_micros from int_purchases join int_articles using (article_key) "
        "where article_id = 'many'",
        "customers": "select customer_id, age, city from int_customers order by customer_id",
        "articles": "select article_id, name from int_articles order by article_id",
        "channels": "select distinct channel from int_transactions order by 1",
        "opted_out": "select customer_id, customer_key is not null from int_opt_outs order by 1",
        "pushes": "select customer_id, pushes from int_pushes where customer_key is not null",
        "hours": "select sold_at, hour from int_orders join int_customers using (customer_key) "
        "where customer_id = '1005' and sold_on between '2026-02-02' and '2026-02-07' order by sold_at",
        "shop": "select anonymous_lines, sale_lines - timed_lines, first_sold_on, last_sold_on from int_shop",
        "words": "select words_for_customers from int_sale_lines_read",
        "matches": "select file_name, ids, ids_sold from int_id_matches order by file_name",
    }
    return {name: shop.project.rows(query) for name, query in queries.items()}


def test_each_bad_value_has_a_reason_of_its_own(rows):
    assert dict(rows["rejected"]) == {
        "unit price is too large": 1,
        "unit price is no number": 1,
        "quantity is too large": 1,
        "quantity times unit price is too large": 1,
        "sold_at is no date or time": 1,
        "sold_at is more than 365 days apart from all other sales": 3,
    }


def test_sums_beyond_the_largest_number_are_the_largest_number(rows):
    assert rows["dear"] == [(3, LARGEST, LARGEST)]
    assert rows["many"] == [(2**31 - 1, 2 * 2_000_000_000 * 25_620_000)]


def test_ids_written_in_many_ways_meet(rows):
    assert [customer for customer, _, _ in rows["customers"]] == [*(str(1001 + n) for n in range(60)), "9001"]
    names = {f"a{number}": f"Article {number}" for number in range(12)} | {"dear": "dear", "many": "many"}
    assert dict(rows["articles"]) == names
    assert rows["matches"] == [
        ("articles", 12, 12),
        ("customers", 61, 60),
        ("opt_outs", 6, 3),
        ("pushes", 1, 1),
    ]


def test_nobody_who_opted_out_is_reached_because_of_how_an_id_is_written(rows):
    assert rows["opted_out"] == [
        *((customer, True) for customer in ("1007", "1008", "1009", "1010", "9001")),
        ("stranger", False),
    ]
    assert rows["pushes"] == [("1011", 2)]


def test_words_for_missing_customers_are_nobody_and_counted(rows):
    assert rows["words"] == [(len(WORDS),)]
    assert rows["shop"][0][0] == len(WORDS)


def test_clocks_of_twelve_hours_and_zones(rows):
    assert rows["hours"] == [
        (datetime(2026, 2, 2, 17, 5), 17),
        (datetime(2026, 2, 3, 0, 5), 0),
        (datetime(2026, 2, 4, 22, 5), 22),
        (datetime(2026, 2, 6), None),
        (datetime(2026, 2, 7), None),
    ]


def test_bare_dates_are_counted_and_stray_days_are_no_history(rows):
    assert rows["shop"][0][1:] == (2, date(2026, 1, 5), date(2026, 2, 7))


def test_what_steers_a_terminal_is_in_no_table(rows):
    assert rows["customers"][-1] == ("9001", None, "Bad[2JTown")
    assert Counter(city for _, _, city in rows["customers"])[None] == 60
    assert rows["channels"] == [("web",), ("web[31m",)]
    assert all(content.isprintable() for (content,) in rows["contents"])


def test_ids_of_a_file_that_never_meet(shop):
    sentence = shop.refusal(opt_outs="customer_id\nX-1\x1b[31m\nX-2\n")
    assert sentence == (
        f"{shop.folder / 'opt_outs.csv'}: none of its 2 customer_ids is known, it has ids such as 'X-1[31m' and "
        "'X-2', and the sales such as '1001': write ids alike in every file."
    )


def test_leading_zeros_that_a_spreadsheet_dropped(shop):
    articles = "article_id,name\n" + "".join(f"00a{number},Article {number}\n" for number in range(12))
    assert shop.refusal(articles=articles) == (
        f"{shop.folder / 'articles.csv'}: 12 of its 12 article_ids are written in another way than in the sales, such "
        "as '00a0', which is 'a0' there: write leading zeros, letters and blanks alike in every file, with ids as text "
        "where a spreadsheet saves them."
    )


def test_parquet_of_bytes_and_of_moments_with_a_zone(shop):
    moments = [FIRST.replace(tzinfo=UTC) + timedelta(number % 40, hours=number % 3) for number in range(120)]
    table = pa.table(
        {
            "customer_id": pa.array([f"клиент {number % 60}".encode() for number in range(120)], pa.binary()),
            "article_id": pa.array([float(number % 12) for number in range(120)], pa.float64()),
            "sold_at": pa.array(moments, pa.timestamp("us", "UTC")),
        }
    )
    write_files(shop.folder, {})
    pq.write_table(table, shop.folder / "transactions.parquet")
    outcome = shop.build()
    assert outcome.code == 0, outcome.output
    assert shop.project.rows("select min(customer_id), max(customer_id) from int_customers") == [
        ("клиент 0", "клиент 9")
    ]
    assert shop.project.rows(
        "select distinct article_id from int_articles order by cast(article_id as integer)"
    ) == [(str(number),) for number in range(12)]
    # Half past nine in UTC is half past ten in Berlin, whatever the clock of the machine, which is in Tokyo.
    assert shop.project.rows("select distinct hour from int_orders order by hour") == [(10,), (11,), (12,)]
