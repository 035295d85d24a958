import polars as pl

from python_ml.ranking import calibrate_ranker, labelled_through


def model(dbt, session):
    validation = dbt.ref("training_pairs").filter("split = 'validation'").to_arrow_table()
    run_id, trained_through, model_text = (
        dbt.ref("ranker_model").project("run_id, trained_through, model_text").fetchall()[0]
    )
    fitted_through = max(trained_through, labelled_through(validation))
    weights = calibrate_ranker(validation, model_text)
    return pl.DataFrame({"term": list(weights), "weight": list(weights.values())}).with_columns(
        run_id=pl.lit(run_id),
        fitted_from=pl.from_arrow(validation.column("as_of")).min(),
        fitted_through=pl.lit(fitted_through),
    )
