"""The small shops on which mutants are tried."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from python_ml import demo_shop
from python_ml.quoting import sql_text

CONFIG = demo_shop.DemoConfig(customers=500, articles=160, days=220, seed=7)


@cache
def shop_variables(shop: str, folder: Path) -> dict[str, Any]:
    """Dbt's variables for a shop: `demo`, or `returns`, which has cancellations and is written into the folder."""
    few = {"train_cutoffs": 4}
    if shop == "demo":
        return {"source": "demo", **{f"demo_{name}": size for name, size in asdict(CONFIG).items()}, **few}
    path = folder / "returns.parquet"
    write_shop_with_returns(path)
    return {"source": "online_retail", "raw_path": str(path), **few}


def write_shop_with_returns(path: Path) -> None:
    """The demo's sales in the layout of Online Retail; every eighth line is taken back, half of them in part.

    A line is taken back 1 to 40 days later, so that cutoffs lie between the sale and its cancellation.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.register("sales", demo_shop.transactions_reader(CONFIG).read_all())
    connection.execute(
        f"""copy (
            with lines as (
                select
                    dense_rank() over (order by customer_id, cast(sold_at as date)) as invoice,
                    cast(9999 + dense_rank() over (order by article_id) as varchar) as stock_code,
                    cast(quantity + 1 as bigint) as quantity,
                    sold_at,
                    unit_price_micros / 1e6 as unit_price,
                    cast(11999 + dense_rank() over (order by customer_id) as varchar) as customer_id,
                    row_number() over (order by customer_id, sold_at, article_id, quantity) as line
                from sales
            ),
            described as (
                select *, 'ARTICLE ' || stock_code as description,
                    case when cast(customer_id as integer) % 3 = 0 then 'France' else 'Spain' end as country
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
