"""The small shops on which mutants are tried."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from python_ml import demo_shop
from python_ml.quoting import sql_text

CONFIG = demo_shop.DemoConfig(customers=500, articles=160, days=220, seed=7)
# A year and a half, so that seasons are learned from; few customers, as each cut is tried on it.
TINY = demo_shop.DemoConfig(customers=90, articles=40, days=460, seed=11)
# By a hash of the id: every third customer is a newcomer on the last visit, every fifth article new within 100 days.
CUSTOMER, ARTICLE = (
    f"cast('0x' || substr(md5({name}), 1, 6) as integer)" for name in ("customer_id", "article_id")
)
LATE_CUSTOMERS = (
    f"({CUSTOMER} % 3 > 0 or sold_at >= max(sold_at) over (partition by customer_id) - to_days(3))"
)
LATE_ARTICLES = f"({ARTICLE} % 5 > 0 or sold_at >= date '2026-01-01' - to_days({ARTICLE} // 5 % 100))"
TINY_VARIABLES = {
    "train_cutoffs": 3,
    "timing_train_cutoffs": 8,
    "train_customers": 12,
    "train_negatives": 20,
    "timing_customers": 120,
    "top_k": 4,
    "max_per_product": 1,
    "max_per_category": 2,
}


@cache
def shop_variables(shop: str, folder: Path) -> dict[str, Any]:
    """Dbt's variables for a shop: `demo`, `returns` with cancellations, or `tiny`, in which everything happens once.

    The last two are written into the folder, in the layout of Online Retail, as no other source dates what an invoice
    says about a customer; `tiny` has a journal as well.
    """
    few = {"train_cutoffs": 4}
    if shop == "demo":
        return {"source": "demo", **{f"demo_{name}": size for name, size in asdict(CONFIG).items()}, **few}
    path = folder / f"{shop}.parquet"
    variables = {"source": "online_retail", "raw_path": str(path)}
    if shop == "returns":
        write_shop_with_returns(path)
        return {**variables, **few}
    write_shop_with_returns(path, TINY, newcomers=True)
    journal = folder / "journal"
    write_journal(path, journal)
    return {**variables, **TINY_VARIABLES, "journal_path": str(journal)}


def write_shop_with_returns(
    path: Path, config: demo_shop.DemoConfig = CONFIG, newcomers: bool = False
) -> None:
    """The demo's sales in the layout of Online Retail; every eighth line is taken back, half of them in part.

    A line is taken back 1 to 40 days later, so that cutoffs lie between the sale and its cancellation. With newcomers,
    every third customer first buys on the last visit, every fifth article is new and two share a product; what
    customers and articles are called changes from one invoice to the next.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.register("drawn", demo_shop.transactions_reader(config).read_all())
    late = f"qualify {LATE_CUSTOMERS} and {LATE_ARTICLES}" if newcomers else ""
    stock_code = "cast(9999 + dense_rank() over (order by article_id) as varchar)"
    if newcomers:
        stock_code = """concat(
            cast(10000 + dense_rank() over (order by article_id) // 2 as varchar),
            case when dense_rank() over (order by article_id) % 2 = 0 then 'A' else 'B' end
        )"""
    country = (
        "substr(md5(customer_id || sold_at), 1, 1) < '8'"
        if newcomers
        else "cast(customer_id as integer) % 3 = 0"
    )
    renamed = " || case when sold_at < date '2025-12-01' then '' else ' NEW' end" if newcomers else ""
    connection.execute(
        f"""copy (
            with sales as (select * from drawn {late}),
            lines as (
                select
                    dense_rank() over (order by customer_id, cast(sold_at as date)) as invoice,
                    {stock_code} as stock_code,
                    cast(quantity + 1 as bigint) as quantity,
                    sold_at,
                    unit_price_micros / 1e6 as unit_price,
                    cast(11999 + dense_rank() over (order by customer_id) as varchar) as customer_id,
                    row_number() over (order by customer_id, sold_at, article_id, quantity) as line
                from sales
            ),
            described as (
                select *, 'ARTICLE ' || stock_code{renamed} as description,
                    case when {country} then 'France' else 'Spain' end as country
                from lines
            ),
            all_lines as (
                select cast(500000 + invoice as varchar) as "InvoiceNo", stock_code as "StockCode",
                    description as "Description", quantity as "Quantity", sold_at as "InvoiceDate",
                    unit_price as "UnitPrice", customer_id as "CustomerID", country as "Country"
                from described
                union all
                select 'C' || cast(500000 + invoice as varchar), stock_code, description,
                    -case when line % 16 = 0 then 1 else quantity end,
                    sold_at + to_days(cast(1 + line * 7919 % 40 as integer)), unit_price, customer_id, country
                from described
                where line % 8 = 0
            )
            select * from all_lines
            where "InvoiceDate" < (select max(sold_at) from sales)
            order by "InvoiceDate", "InvoiceNo", "StockCode"
        ) to {sql_text(path)} (format parquet)"""
    )


def _execute(query: str) -> None:
    """Run a query on a connection of its own: shops are made by several threads at once."""
    with duckdb.connect() as connection:
        connection.execute(query)


def write_journal(sales: Path, folder: Path) -> None:
    """Opt-outs and pushes of three months: every fourth customer opts out, once, and every second gets pushes."""
    once = "customer // 4 % 7 = days // 13"
    kinds = (
        ("opt_outs", "opt_out", f"customer % 4 = 0 and {once}"),
        ("pushes", "push", "customer % 2 = 0"),
    )
    for kind, event, chosen in kinds:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        _execute(
            f"""copy (
                with customers as (
                    select cast("CustomerID" as integer) as customer, min("StockCode") as article
                    from read_parquet({sql_text(sales)}) group by 1
                )
                select
                    '{event}' as kind,
                    customer || '/' || days as event_id,
                    strftime(date '2026-01-01' - to_days(cast(days as integer)), '%Y-%m-%dT10:00:00+00:00')
                        as occurred_at,
                    cast(customer as varchar) as customer_id,
                    article as article_id
                from customers, range(1, 90, 13) as pushed(days)
                where {chosen}
                order by all
            ) to {sql_text(folder / kind / "20260101T000000.ndjson")} (format json)"""
        )


def describe_more(project: Path) -> None:
    """Give `tiny` what its layout lacks, in a copy of the project: a list of customers without dates, and attributes.

    Every fourth customer stands on the list; some of these buy late and some never. What is said of an article follows
    from its id, so that no sale can change it.
    """
    staging = project / "models/staging/online_retail"
    _end_with(
        staging / "stg_online_retail__customers.sql",
        """select * from customers
where cast(customer_id as integer) % 4 > 0
union all
select one.* replace (
    cast(numbers.number as string) as customer_id,
    'Spain' as country,
    cast(20 + 7 * numbers.number % 41 as integer) as age,
    case when numbers.number % 3 = 0 then 'female' else 'male' end as gender,
    cast(null as timestamp) as described_at
)
from (select * from customers order by customer_id limit 1) as one
cross join range(12000, 12100, 4) as numbers(number)
""",
    )
    kinds = {"category": 5, "department": 3, "colour": 4}
    attributes = ", ".join(
        f"'{name} ' || cast(substr(article_id, 3, 3) as integer) % {number} as {name}"
        for name, number in kinds.items()
    )
    _end_with(staging / "stg_online_retail__articles.sql", f"select * replace ({attributes}) from articles\n")


def _end_with(path: Path, select: str) -> None:
    """Let a model end with another query than `select *` of its last CTE."""
    text = path.read_text()
    path.write_text(text[: text.rindex("select * from ")] + select)
