from python_ml import demo_shop


def model(dbt, session):
    config = demo_shop.DemoConfig(
        customers=dbt.config.meta_get("customers"),
        articles=dbt.config.meta_get("articles"),
        days=dbt.config.meta_get("days"),
        seed=dbt.config.meta_get("seed"),
    )
    return demo_shop.customers_table(config)
