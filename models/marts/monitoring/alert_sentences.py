from python_ml.drift import alerts


def model(dbt, session):
    shifts, checks = dbt.ref("feature_drift").pl(), dbt.ref("data_quality").pl()
    return alerts(shifts, checks, dbt.ref("prediction_quality").pl())
