from python_ml.drift import feature_shifts


def model(dbt, session):
    return feature_shifts(dbt.ref("drift_histograms").pl())
