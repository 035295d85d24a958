from python_ml import demo_shop


def model(dbt, session):
    return demo_shop.transactions_reader(demo_shop.DemoConfig(**dbt.config.meta_get("shop")))
