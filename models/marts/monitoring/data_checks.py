from python_ml.drift import data_checks


def model(dbt, session):
    return data_checks(dbt.ref("quality_counts").pl())
