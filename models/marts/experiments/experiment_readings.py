from python_ml.experiments.readings import experiment_results


def model(dbt, session):
    units = dbt.ref("experiment_units").pl()
    experiments = dbt.ref("experiments").pl()
    return experiment_results(units, experiments)
