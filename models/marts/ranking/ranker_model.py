import json
from pathlib import Path

import polars as pl

from python_ml import progress
from python_ml.ranking import labelled_through, record_run, train_ranker


def model(dbt, session):
    pairs = dbt.ref("training_pairs").to_arrow_table()
    trained_through = labelled_through(pairs)
    ranker = train_ranker(pairs, on_progress=progress.report("ranker_model"))
    tags = {"source": dbt.config.meta_get("source"), "trained_through": str(trained_through)}
    ((database,),) = session.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    run_id, model_uri = record_run(ranker, Path(database).parent / "mlflow", tags)
    return pl.DataFrame(
        {
            "run_id": [run_id],
            "model_uri": [model_uri],
            "trained_through": [trained_through],
            "params": [json.dumps(ranker.params.as_lightgbm(), sort_keys=True)],
            "best_iteration": [ranker.best_iteration],
            "training_pairs": [ranker.training_pairs],
            "training_queries": [ranker.training_queries],
            "validation_ndcg_10": [ranker.validation_metrics["ndcg@10"]],
            "validation_ndcg_12": [ranker.validation_metrics["ndcg@12"]],
            "data_fingerprint": [ranker.fingerprint],
            "features": [json.dumps(ranker.features)],
            "model_text": [ranker.model_text],
        }
    )
