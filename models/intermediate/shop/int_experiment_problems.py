from python_ml.experiments.faults import fault_table


def model(dbt, session):
    experiments = dbt.ref("experiments").pl()
    arms = dbt.ref("experiment_arms").pl()
    channels = dbt.ref("int_channels").filter("is_active and can_push").pl()
    return fault_table(experiments, arms, channels)
