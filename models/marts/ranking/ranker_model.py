import polars as pl

from python_ml import progress
from python_ml.ranking import record_run, store_beside, train_rankers


def model(dbt, session):
    pairs = dbt.ref("training_pairs").to_arrow_table()
    rankers = train_rankers(pairs, on_progress=progress.report("ranker_model"))
    store, source = store_beside(session), dbt.config.meta_get("source")
    rows = []
    for split, ranker in rankers.items():
        tags = {"source": source, "split": split, "trained_through": str(ranker.trained_through)}
        run_id, model_uri = record_run(ranker, store, tags)
        rows.append({"run_id": run_id, "model_uri": model_uri, "split": split, **ranker.as_row()})
    return pl.DataFrame(
        rows, schema_overrides={"validation_ndcg_10": pl.Float64, "validation_ndcg_12": pl.Float64}
    )
