import polars as pl

from python_ml.building import progress
from python_ml.building.cores import all_cores
from python_ml.building.fit_cache import LastBuild
from python_ml.building.tracking import record_run, store_beside
from python_ml.ranking import ranker_fits


def model(dbt, session):
    last_build, report = LastBuild(session, dbt.this), progress.report("ranker_model")
    store, source = store_beside(session), dbt.config.meta_get("source")

    def trained(fit):
        ranker = fit.train(report)
        tags = {"source": source, "split": fit.split, "trained_through": str(ranker.trained_through)}
        name = f"ranker for {fit.split}, trained through {ranker.trained_through}"
        run_id, model_uri = record_run(ranker, store, name, tags)
        return {"run_id": run_id, "model_uri": model_uri, "split": fit.split, **ranker.as_row()}

    with all_cores():
        fits = ranker_fits(dbt.ref("training_pairs").to_arrow_table())
        rows = [last_build.row(fit.fingerprint, lambda fit=fit: trained(fit)) for fit in fits]
    return pl.DataFrame(
        rows, schema_overrides={"validation_ndcg_10": pl.Float64, "validation_ndcg_12": pl.Float64}
    )
