from python_ml import demo_shop


def model(dbt, session):
    return demo_shop.articles_table(demo_shop.DemoConfig(**dbt.config.meta_get("shop")))
