from python_ml.building import progress
from python_ml.send_time import fit_cutoffs


def model(dbt, session):
    return fit_cutoffs(dbt.ref("send_time_sample").pl(), progress.report("send_time_strengths"))
