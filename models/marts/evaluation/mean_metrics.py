from python_ml import evaluation


def model(dbt, session):
    return evaluation.means_over_cutoffs(dbt.ref("measured_cutoffs").pl())
