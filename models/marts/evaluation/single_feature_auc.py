from python_ml.evaluation.single_feature import single_feature_auc


def model(dbt, session):
    pairs = dbt.ref("training_pairs").order("as_of, customer_key, article_key")
    return single_feature_auc(pairs.to_arrow_table())
