from python_ml.next_purchase import forecast_batches


def model(dbt, session):
    models = dbt.ref("timing_models").pl().rows(named=True)
    seasons = dbt.ref("int_timing_seasons").project("as_of, days_until, season_index, holidays").pl()
    customers = dbt.ref("timing_features").filter("target is not null")
    return forecast_batches(customers.to_arrow_reader(dbt.config.meta_get("batch_rows")), models, seasons)
