from python_ml import leakage


def model(dbt, session):
    return leakage.single_feature_auc(dbt.ref("training_pairs").to_arrow_table())
