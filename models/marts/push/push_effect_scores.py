from python_ml.uplift import score_batches


def model(dbt, session):
    trials = dbt.ref("push_trials").pl()
    customers = dbt.ref("timing_features").filter("target = 'serve'")
    return score_batches(customers.to_arrow_reader(dbt.config.meta_get("batch_rows")), trials)
