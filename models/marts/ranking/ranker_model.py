import json
from pathlib import Path

import polars as pl

from python_ml import progress
from python_ml.ranking import record_run, train_rankers


def model(dbt, session):
    pairs = dbt.ref("training_pairs").to_arrow_table()
    rankers = train_rankers(pairs, on_progress=progress.report("ranker_model"))
    ((database,),) = session.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    rows = []
    for split, ranker in rankers.items():
        tags = {
            "source": dbt.config.meta_get("source"),
            "split": split,
            "trained_through": str(ranker.trained_through),
        }
        run_id, model_uri = record_run(ranker, Path(database).parent / "mlflow", tags)
        rows.append(
            {
                "run_id": run_id,
                "model_uri": model_uri,
                "split": split,
                "trained_through": ranker.trained_through,
                "params": json.dumps(ranker.params.as_lightgbm(), sort_keys=True),
                "best_iteration": ranker.params.num_iterations,
                "training_pairs": ranker.training_pairs,
                "training_queries": ranker.training_queries,
                "validation_ndcg_10": ranker.validation_metrics.get("ndcg@10"),
                "validation_ndcg_12": ranker.validation_metrics.get("ndcg@12"),
                "data_fingerprint": ranker.fingerprint,
                "features": json.dumps(ranker.features),
                "model_text": ranker.model_text,
            }
        )
    return pl.DataFrame(
        rows, schema_overrides={"validation_ndcg_10": pl.Float64, "validation_ndcg_12": pl.Float64}
    )
