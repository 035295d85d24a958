from python_ml.evaluation.single_feature import single_feature_auc


def model(dbt, session):
    return single_feature_auc(dbt.ref("training_pairs").to_arrow_table())
