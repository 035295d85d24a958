import polars as pl

from python_ml.ranking import calibrate_ranker, labelled_through


def model(dbt, session):
    validation = dbt.ref("training_pairs").filter("split = 'validation'").to_arrow_table()
    run_id, trained_through, model_text = (
        dbt.ref("ranker_model").project("run_id, trained_through, model_text").fetchall()[0]
    )
    fitted_through = max(trained_through, labelled_through(validation))
    weights = calibrate_ranker(validation, model_text)
    return pl.DataFrame(
        [(run_id, fitted_through, term, weight) for term, weight in weights.items()],
        schema=["run_id", "fitted_through", "term", "weight"],
        orient="row",
    )
