from python_ml import progress
from python_ml.timing import fit_cutoffs


def model(dbt, session):
    return fit_cutoffs(dbt.ref("send_time_sample").pl(), progress.report("send_time_strengths"))
