from python_ml.experiments.business import business_metrics


def model(dbt, session):
    return business_metrics(dbt.ref("business_counts").pl())
