from pathlib import Path

import polars as pl

from python_ml import evaluation
from python_ml.ranking import record_evaluation


def model(dbt, session):
    ((run_id,),) = dbt.ref("ranker_model").filter("split = 'test'").project("run_id").fetchall()
    metrics = dbt.ref("cutoff_metrics").pl()
    headline = metrics.filter((pl.col("recommender") == "ranker") & (pl.col("segment") == "all"))
    ((database,),) = session.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    figures = {"reliability.png": evaluation.reliability_figure(headline)}
    recorded = record_evaluation(run_id, Path(database).parent / "mlflow", headline, figures)
    return recorded.with_columns(run_id=pl.lit(run_id))
