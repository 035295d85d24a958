import polars as pl

from python_ml import evaluation
from python_ml.building import progress
from python_ml.building.tracking import record_evaluation, store_beside


def model(dbt, session):
    ((run_id,),) = dbt.ref("ranker_model").filter("split = 'test'").project("run_id").fetchall()
    metrics = dbt.ref("cutoff_metrics").pl()
    headline = metrics.filter((pl.col("recommender") == "ranker") & (pl.col("segment") == "all"))
    figures = {"reliability.png": evaluation.reliability_figure(headline)}
    notice = progress.notice("recorded_metrics")
    recorded = record_evaluation(run_id, store_beside(session), headline, figures, notice)
    return recorded.with_columns(run_id=pl.lit(run_id))
