import polars as pl

from python_ml import demo_shop


def model(dbt, session):
    config = demo_shop.DemoConfig(**dbt.config.meta_get("shop"))
    audience = dbt.ref("int_audience").filter("split = 'test' and cohort = 'buyers'")
    ((as_of,),) = audience.project("as_of").distinct().fetchall()
    keys = {key for (key,) in audience.project("customer_key").fetchall()}
    customers = dbt.ref("int_customers").project("customer_key, customer_id").order("customer_key").fetchall()
    customer_ids = [customer_id for key, customer_id in customers if key in keys]
    label_days, top_k = dbt.config.meta_get("label_days"), dbt.config.meta_get("top_k")
    lists = demo_shop.oracle_lists(config, as_of, label_days, customer_ids, k=top_k)
    return pl.from_arrow(lists).with_columns(as_of=pl.lit(as_of))
