import json

import polars as pl

from python_ml import evaluation


def model(dbt, session):
    ((horizons,),) = dbt.ref("timing_models").filter("target = 'timing_test'").project("horizons").fetchall()
    forecasts = dbt.ref("timing_scores").filter("split = 'test' and cohort = 'everyone'").pl()
    truth = dbt.ref("evaluated_next_orders").pl()
    metrics = evaluation.evaluate_forecasts(
        forecasts, truth.select("customer_key", "segment", "days_to_next"), json.loads(horizons)
    )
    return metrics.with_columns(as_of=pl.lit(truth["as_of"][0]), split=pl.lit("test"))
