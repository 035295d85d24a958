from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from lab.tuning import __main__ as tune
from lab.tuning.__main__ import changes, recorder, table, told, verdict
from lab.tuning.search import Result, Setting, Shop
from lab.tuning.shops import default_setting
from lab.twins.project import BuildFailed
from python_ml.ranking import RankerParams

DEFAULTS = Setting(8, 60, RankerParams())
OTHER = Setting(12, 60, replace(RankerParams(), objective="binary", lambda_l2=1.23456, half_life_days=56.0))


def result(setting, ndcg, customers=100):
    """Everybody has the same NDCG but for a little that averages out."""
    rows = [
        ("demo_1", date(2024, 5, 1), customer, ndcg + 0.01 * (-1) ** customer)
        for customer in range(customers)
    ]
    return Result(setting, pl.DataFrame(rows, schema=["shop", "as_of", "customer_key", "ndcg"], orient="row"))


def with_noise(tried):
    """The same mean, but differing from customer to customer."""
    values = tried.values.with_columns(
        ndcg=pl.col("ndcg") + pl.Series([0.3, -0.3] * (tried.values.height // 2))
    )
    return Result(tried.setting, values)


def test_defaults_are_those_of_a_build():
    assert default_setting() == DEFAULTS


def test_a_build_that_fails_ends_the_command(monkeypatch, capsys):
    def fail(*_):
        raise BuildFailed("raw_path is not set")

    monkeypatch.setattr(tune, "shops_of", fail)
    monkeypatch.setattr("sys.argv", ["tune"])
    assert tune.main() == 1
    assert capsys.readouterr().err == "raw_path is not set\n"


def test_one_trial_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tune", "--trials", "1"])
    with pytest.raises(SystemExit):
        tune.main()
    assert "--trials must be 2 or more" in capsys.readouterr().err


def test_changes_are_told():
    assert (
        told(changes(OTHER, DEFAULTS))
        == "train_cutoffs 12, objective binary, half_life_days 56, lambda_l2 1.23"
    )
    assert told(changes(DEFAULTS, DEFAULTS)) == "the defaults"


def test_table_tells_gain_and_error():
    lines = table([result(OTHER, 0.44), result(DEFAULTS, 0.4)], result(DEFAULTS, 0.4)).splitlines()
    assert lines[0].startswith("1.1000 ± 0.0000   demo_1 0.4400 (+0.0400 ± 0.0000)   train_cutoffs 12, ")
    assert lines[1] == "1.0000 ± 0.0000   demo_1 0.4000 (+0.0000 ± 0.0000)   the defaults"


def test_verdict_prints_what_to_write_where():
    assert verdict(result(OTHER, 0.44), result(DEFAULTS, 0.4)).splitlines() == [
        "The best trial gains +10.00 % ± 0.00 % there: more than noise.",
        "dbt_project.yml:",
        "  train_cutoffs: 12",
        "RankerParams:",
        '    objective: str = "binary"',
        "    half_life_days: float | None = 56.0",
        "    lambda_l2: float = 1.23",
    ]


@pytest.mark.parametrize("best", [with_noise(result(OTHER, 0.44)), result(OTHER, 0.38)])
def test_verdict_leaves_the_defaults_where_the_gain_is_noise(best):
    assert verdict(best, result(DEFAULTS, 0.4)).endswith("no more than noise, so the defaults stay.")


def test_trials_are_recorded_with_their_metrics_by_shop(tmp_path, monkeypatch, capsys):
    from mlflow.tracking import MlflowClient

    monkeypatch.setenv("HELIX_DB", str(tmp_path / "helix.duckdb"))
    record = recorder([Shop("demo_1", None, None)], seed=5)
    record(0, result(DEFAULTS, 0.4))
    record(1, replace(result(OTHER, 0.44), is_given_up=True))
    client = MlflowClient(f"sqlite:///{tmp_path / 'mlflow' / 'mlflow.db'}")
    (experiment,) = [found for found in client.search_experiments() if found.name == "tuning"]
    runs = {run.data.tags["trial"]: run.data for run in client.search_runs([experiment.experiment_id])}
    assert set(runs) == {"0", "1"}
    assert runs["1"].metrics == pytest.approx(
        {
            "objective": 1.1,
            "objective_error": 0,
            "demo_1_ndcg": 0.44,
            "demo_1_gain": 0.04,
            "demo_1_standard_error": 0,
        }
    )
    assert runs["1"].params == {name: str(value) for name, value in OTHER.searched().items()}
    assert (runs["1"].tags["is_given_up"], runs["0"].tags["is_given_up"]) == ("True", "False")
    assert "trial 1: 1.1000 ± 0.0000, given up" in capsys.readouterr().out


def test_finalists_are_judged_where_the_search_has_not_looked(monkeypatch, capsys):
    windows = []

    def search(shops, defaults, windows_back, *_):
        assert defaults == DEFAULTS
        windows.append(set(windows_back))
        return [result(DEFAULTS, 0.4), result(OTHER, 0.5)]

    def measure(shops, setting, windows_back):
        windows.append(set(windows_back))
        return result(setting, 0.4 if setting == DEFAULTS else 0.39)

    monkeypatch.setattr(tune, "search", search)
    monkeypatch.setattr(tune, "measure", measure)
    tune.tune([], trials=2, seed=1)
    assert windows[0].isdisjoint(windows[1] | windows[2])
    assert len(windows) == 3
    printed = capsys.readouterr().out
    assert "1.2500 ± 0.0000" in printed
    assert printed.endswith(
        "The best trial gains -2.50 % ± 0.00 % there: no more than noise, so the defaults stay.\n"
    )
