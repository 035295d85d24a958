from dataclasses import asdict

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from python_ml.building.tracking import (
    importance_figure,
    importance_table,
    record_evaluation,
    record_run,
    record_trial,
)
from python_ml.ranking.pairs import feature_matrix
from tests.python.ranking.conftest import QUICK

TAGS = {"source": "demo", "trained_through": "2024-05-31"}


@pytest.fixture(scope="module")
def recorded(ranker, tmp_path_factory):
    """The store's folder, and the run recorded twice."""
    folder = tmp_path_factory.mktemp("store") / "mlflow"
    return folder, [record_run(ranker, folder, "ranker for test", TAGS) for _ in range(2)]


@pytest.fixture(scope="module")
def client(recorded):
    from mlflow.tracking import MlflowClient

    return MlflowClient(f"sqlite:///{recorded[0] / 'mlflow.db'}")


@pytest.fixture(scope="module")
def run(recorded, client):
    (run_id, _), _ = recorded[1]
    return client.get_run(run_id)


def test_every_run_is_one_of_its_own(recorded, client):
    (first, _), (second, _) = recorded[1]
    assert first != second
    (experiment,) = [found for found in client.search_experiments() if found.name == "ranker"]
    assert {run.info.run_id for run in client.search_runs([experiment.experiment_id])} == {first, second}


def test_run_is_finished(run):
    assert run.info.status == "FINISHED"


def test_params(run, ranker):
    expected = asdict(QUICK) | {
        "features": 3,
        "training_pairs": ranker.training_pairs,
        "training_queries": ranker.training_queries,
    }
    assert {name: run.data.params[name] for name in expected} == {
        name: str(value) for name, value in expected.items()
    }


def test_tags(run, ranker):
    assert {name: run.data.tags[name] for name in TAGS} == TAGS


@pytest.mark.parametrize("k", [10, 12])
def test_metric_by_iteration(run, ranker, client, k):
    history = client.get_metric_history(run.info.run_id, f"validation_ndcg_at_{k}")
    assert sorted(point.step for point in history) == list(range(1, len(history) + 1))
    by_step = [point.value for point in sorted(history, key=lambda point: point.step)]
    assert by_step == ranker.metrics_by_iteration[f"ndcg@{k}"]


def test_importances(run, ranker, client, tmp_path):
    assert {file.path for file in client.list_artifacts(run.info.run_id, "importances")} == {
        "importances/importances.csv",
        "importances/importances.png",
    }
    folder = client.download_artifacts(run.info.run_id, "importances", str(tmp_path))
    table = pl.read_csv(f"{folder}/importances.csv")
    assert dict(table.select("feature", "gain").iter_rows()) == pytest.approx(ranker.importances)
    with open(f"{folder}/importances.png", "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"


def test_model_loads_back_and_predicts_the_same(recorded, pairs, ranker):
    import mlflow

    _, model_uri = recorded[1][0]
    matrix = feature_matrix(pairs.slice(0, 500), ranker.features)
    loaded = mlflow.lightgbm.load_model(model_uri)
    np.testing.assert_array_equal(
        loaded.predict(matrix), lgb.Booster(model_str=ranker.model_text).predict(matrix)
    )


def test_everything_lies_in_the_folder(recorded, client):
    folder, ((run_id, _), _) = recorded
    assert (folder / "mlflow.db").is_file()
    assert client.get_run(run_id).info.artifact_uri.startswith((folder / "artifacts").as_uri())


def test_trial_is_a_run_of_the_search(recorded, client):
    metrics = {"objective": 1.02, "demo_1_ndcg": 0.4}
    run_id = record_trial(
        {"num_leaves": 15, "half_life_days": None}, metrics, recorded[0], "trial 3", {"trial": "3"}
    )
    run = client.get_run(run_id)
    assert client.get_experiment(run.info.experiment_id).name == "tuning"
    assert run.info.status == "FINISHED"
    assert run.data.params == {"num_leaves": "15", "half_life_days": "None"}
    assert run.data.metrics == metrics
    assert run.data.tags["trial"] == "3"


def test_importance_table_is_sorted_and_shares_add_up(ranker):
    table = importance_table(ranker)
    assert table["feature"][0] == "signal"
    assert table["gain"].is_sorted(descending=True)
    assert table["share"].sum() == pytest.approx(1)


def test_figure_shows_the_leading_features_best_on_top():
    table = pl.DataFrame({"feature": ["a", "b", "c"], "gain": [5.0, 3.0, 2.0], "share": [0.5, 0.3, 0.2]})
    (axes,) = importance_figure(table, features=2).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]
    assert [bar.get_width() for bar in axes.patches] == [30.0, 50.0]


def test_evaluation_is_added_to_the_run(recorded, client, tmp_path):
    folder, ((run_id, _), _) = recorded
    metrics = pl.DataFrame({"metric": ["ndcg", "ece"], "k": [10, 0], "value": [0.25, 0.01]})
    figure = importance_figure(pl.DataFrame({"feature": ["a"], "gain": [1.0], "share": [1.0]}))
    told = record_evaluation(run_id, folder, metrics, {"picture.png": figure})
    assert told.rows() == [("test_ece_at_0", 0.01), ("test_ndcg_at_10", 0.25)]
    kept = client.get_run(run_id).data.metrics
    assert {name: kept[name] for name in told["name"]} == dict(told.rows())
    picture = client.download_artifacts(run_id, "evaluation/picture.png", str(tmp_path))
    with open(picture, "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"


def test_a_run_whose_record_was_removed_ends_no_build(tmp_path):
    metrics = pl.DataFrame({"metric": ["ndcg"], "k": [10], "value": [0.25]})
    notices = []
    told = record_evaluation("0" * 32, tmp_path / "mlflow", metrics, {}, notices.append)
    assert told.rows() == [("test_ndcg_at_10", 0.25)]
    assert notices == [
        f"MLflow's record of the run {'0' * 32} was removed; --full-refresh fits and records again"
    ]
