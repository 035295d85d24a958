from python_ml.evaluation.single_feature import customers_to_draw, single_feature_auc


def model(dbt, session):
    pairs = dbt.ref("training_pairs")
    drawn = customers_to_draw(pairs.project("customer_key").fetchnumpy()["customer_key"])
    of_drawn = pairs.filter(f"customer_key in ({', '.join(map(str, drawn)) or 'null'})")
    return single_feature_auc(of_drawn.order("as_of, customer_key, article_key").to_arrow_table())
