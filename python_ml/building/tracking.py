"""The record of a training run in MLflow: a SQLite file and a folder, no server."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm as lgb
import matplotlib as mpl
import polars as pl
from matplotlib.figure import Figure

from python_ml.building.process import set_up
from python_ml.ranking.training import TrainedRanker

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

EXPERIMENT = "ranker"
TUNING_EXPERIMENT = "tuning"
METRICS_PER_CALL = 1000


def store_beside(connection: Any) -> Path:
    """The folder of MLflow's records, beside the database of an open DuckDB connection."""
    ((database,),) = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    return Path(database).parent / "mlflow"


def record_run(ranker: TrainedRanker, folder: Path, name: str, tags: dict[str, str]) -> tuple[str, str]:
    """Record parameters, metrics by iteration, importances and the model.

    Parameters
    ----------
    ranker
        What `train_ranker` returned.
    folder
        Holds `mlflow.db` and the artifacts; made if it is not there. Look at it with
        `mlflow ui --backend-store-uri sqlite:///<folder>/mlflow.db`.
    name
        What the run is called, such as `ranker for test, trained through 2025-12-24`.
    tags
        Further facts of the run, such as the source, the last day trained on, and the fingerprint of the data.

    Returns
    -------
    tuple of str
        The run's id, and the model's URI for `mlflow.lightgbm.load_model`.
    """
    client, experiment_id = _open_store(folder, EXPERIMENT)
    run = client.create_run(experiment_id, run_name=name, tags=tags)
    run_id = run.info.run_id
    for name, value in asdict(ranker.params).items():
        client.log_param(run_id, name, value)
    client.log_param(run_id, "features", len(ranker.features))
    client.log_param(run_id, "training_pairs", ranker.training_pairs)
    client.log_param(run_id, "training_queries", ranker.training_queries)
    _log_metrics_by_iteration(client, run_id, ranker)
    _log_importances(client, run_id, ranker)
    model_uri = _log_model(run_id, ranker)
    client.set_terminated(run_id)
    return run_id, model_uri


def record_evaluation(
    run_id: str,
    folder: Path,
    metrics: pl.DataFrame,
    figures: dict[str, Figure],
    on_notice: Callable[[str], None] = lambda _: None,
) -> pl.DataFrame:
    """Add to a run how good its lists turned out to be.

    A fit that was taken over outlives its record, if somebody removes that; then nothing is added to it.

    Parameters
    ----------
    run_id, folder
        Of the run, as `record_run` gave and took them.
    metrics
        Columns `metric`, `k` and `value`; recorded as `test_<metric>_at_<k>`.
    figures
        By file name; put beside the importances, in `evaluation/`.
    on_notice
        Called with a line of text if the run is no longer there.

    Returns
    -------
    polars.DataFrame
        Columns `name` and `value`, by name: what is recorded of the run.
    """
    from mlflow.entities import Metric

    client, _ = _open_store(folder, EXPERIMENT)
    recorded = metrics.select(
        name=pl.format("test_{}_at_{}", "metric", "k"), value=pl.col("value").cast(pl.Float64)
    ).sort("name")
    if not _has_run(client, run_id):
        on_notice(f"MLflow's record of the run {run_id} was removed; --full-refresh fits and records again")
        return recorded
    client.log_batch(run_id, metrics=[Metric(name, value, 0, 0) for name, value in recorded.iter_rows()])
    for file, figure in figures.items():
        client.log_figure(run_id, figure, f"evaluation/{file}")
    return recorded


def record_trial(
    params: Mapping[str, object], metrics: Mapping[str, float], folder: Path, name: str, tags: dict[str, str]
) -> str:
    """Record one trial of the search for the defaults, as a run of the experiment `tuning`.

    Parameters
    ----------
    params
        What was tried.
    metrics
        How well it did; MLflow takes letters, digits, and `_-./ ` in a name.
    folder
        As in `record_run`.
    name
        What the run is called.
    tags
        Further facts, such as the trial's number.

    Returns
    -------
    str
        The run's id.
    """
    client, experiment_id = _open_store(folder, TUNING_EXPERIMENT)
    run_id = client.create_run(experiment_id, run_name=name, tags=tags).info.run_id
    for name, value in params.items():
        client.log_param(run_id, name, value)
    for name, metric in metrics.items():
        client.log_metric(run_id, name, metric)
    client.set_terminated(run_id)
    return run_id


def _open_store(folder: Path, name: str) -> tuple["MlflowClient", str]:
    # Before the import, which would otherwise report its use to the outside, and write to the console.
    set_up()
    import mlflow
    from mlflow.tracking import MlflowClient

    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    store = f"sqlite:///{folder / 'mlflow.db'}"
    mlflow.set_tracking_uri(store)
    client = MlflowClient(store)
    experiment = client.get_experiment_by_name(name)
    if experiment is not None:
        return client, experiment.experiment_id
    return client, client.create_experiment(name, artifact_location=(folder / "artifacts").as_uri())


def _has_run(client: "MlflowClient", run_id: str) -> bool:
    from mlflow.exceptions import MlflowException

    try:
        client.get_run(run_id)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return False
    return True


def _log_metrics_by_iteration(client: "MlflowClient", run_id: str, ranker: TrainedRanker) -> None:
    from mlflow.entities import Metric

    metrics = [
        # MLflow allows no @ in a metric's name.
        Metric(f"validation_{name.replace('@', '_at_')}", value, 0, iteration)
        for name, values in ranker.metrics_by_iteration.items()
        for iteration, value in enumerate(values, start=1)
    ]
    for start in range(0, len(metrics), METRICS_PER_CALL):
        client.log_batch(run_id, metrics=metrics[start : start + METRICS_PER_CALL])


def importance_table(ranker: TrainedRanker) -> pl.DataFrame:
    """Columns `feature`, `gain`, `share` (of the total gain), largest first."""
    table = pl.DataFrame({"feature": list(ranker.importances), "gain": list(ranker.importances.values())})
    total = sum(ranker.importances.values()) or 1.0
    return table.with_columns(share=pl.col("gain") / total).sort(-pl.col("gain"), pl.col("feature"))


def importance_figure(table: pl.DataFrame, features: int = 30) -> Figure:
    """Bars of the leading features' shares of the total gain."""
    leading = table.head(features).reverse()
    mpl.use("Agg")
    figure = Figure(figsize=(8, 0.28 * leading.height + 1), layout="constrained")
    axes = figure.subplots()
    axes.barh(leading["feature"].to_list(), (100 * leading["share"]).to_list())
    axes.set_xlabel("share of the total gain, %")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _log_importances(client: "MlflowClient", run_id: str, ranker: TrainedRanker) -> None:
    table = importance_table(ranker)
    with tempfile.TemporaryDirectory() as scratch:
        table.write_csv(Path(scratch) / "importances.csv")
        importance_figure(table).savefig(Path(scratch) / "importances.png", dpi=120)
        client.log_artifacts(run_id, scratch, "importances")


def _log_model(run_id: str, ranker: TrainedRanker) -> str:
    import mlflow

    with mlflow.start_run(run_id=run_id, log_system_metrics=False):
        # Named requirements keep MLflow from starting an environment of its own to find them out.
        logged = mlflow.lightgbm.log_model(
            lgb.Booster(model_str=ranker.model_text),
            name="ranker",
            pip_requirements=[f"lightgbm=={lgb.__version__}"],
        )
    return logged.model_uri
