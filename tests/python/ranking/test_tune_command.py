from dataclasses import replace
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from benchmarks import tune
from benchmarks.tune import changes, default_setting, read_shop, recorder, table, told, verdict
from python_ml.ranking import RankerParams
from python_ml.ranking.tuning import Result, Setting, Shop
from tests.twins.project import BuildFailed

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


def built(path, cutoffs):
    """A database with what the search reads of a build."""
    days = [date(2024, 1, 3) + timedelta(days=7 * week) for week in range(cutoffs)]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table cutoffs (as_of date, split text)")
        connection.executemany("insert into cutoffs values (?, 'train')", [[day] for day in days])
        connection.execute(
            "update cutoffs set split = 'validation' where as_of = (select max(as_of) from cutoffs)"
        )
        connection.execute("insert into cutoffs values ('2025-01-01', 'test')")
        connection.execute(
            """create table training_pairs as
            select as_of, split, customer_key, 7 as article_key, as_of + 7 as label_until, true as is_bought
            from cutoffs cross join (values (2), (1)) as customers(customer_key)"""
        )
        connection.execute(
            """create table labels as select as_of, split, customer_key, 9 as article_key
            from cutoffs cross join (values (1), (2), (3)) as customers(customer_key)"""
        )
        connection.execute(
            "create table int_audience as select as_of, split, customer_key from labels where customer_key < 3"
        )


def test_defaults_are_those_of_a_build():
    assert default_setting() == DEFAULTS


def test_shop_holds_no_test_window_and_nobody_else(tmp_path):
    built(tmp_path / "helix.duckdb", 9)
    shop = read_shop("demo_1", tmp_path / "helix.duckdb")
    assert shop.cutoffs()[0] == date(2024, 2, 28)
    assert len(shop.cutoffs()) == 9
    assert set(shop.labels["as_of"]) == set(shop.cutoffs())
    assert set(shop.labels["customer_key"]) == {1, 2}
    assert shop.pairs.column("customer_key").to_pylist()[:2] == [1, 2]


def test_too_few_cutoffs_are_said(tmp_path):
    built(tmp_path / "helix.duckdb", 6)
    with pytest.raises(
        ValueError, match=r"^The shop demo_1 has 6 cutoffs before its test window, and the search needs 7: "
    ):
        read_shop("demo_1", tmp_path / "helix.duckdb")


def test_each_shop_is_built_with_many_cutoffs_in_a_place_of_its_own(tmp_path, monkeypatch):
    runs = []

    def dbt(self, *arguments, variables):
        runs.append((self.database, arguments, variables))
        built(self.database, 9)

    monkeypatch.setattr(tune.Project, "dbt", dbt)
    given = [{}, {"source": "files", "raw_path": "sales", "train_cutoffs": 3}]
    shops = tune.read_shops(given, tmp_path, is_built=False)
    assert [shop.name for shop in shops] == ["demo_1", "files_2"]
    assert [database for database, *_ in runs] == [
        tmp_path / name / "helix.duckdb" for name in ("demo_1", "files_2")
    ]
    assert all("+training_pairs" in arguments for _, arguments, _ in runs)
    assert runs[1][2] == {
        "source": "files",
        "raw_path": "sales",
        "train_cutoffs": 26,
        "train_negatives": 1000,
    }
    assert tune.read_shops(given, tmp_path, is_built=True)[1].labels.equals(shops[1].labels)
    assert len(runs) == 2


def test_online_retail_ends_before_the_weeks_kept_for_testing(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(tune, "read_shops", lambda variables, *_: asked.extend(variables) or [])
    monkeypatch.setattr(tune, "tune", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["tune", "--online-retail", str(tmp_path / "sales.parquet")])
    assert tune.main() == 0
    assert asked == [
        {},
        {
            "source": "online_retail",
            "ranking_test_as_of": date(2011, 10, 6),
            "raw_path": str(tmp_path / "sales.parquet"),
        },
    ]


def test_a_build_that_fails_ends_the_command(monkeypatch, capsys):
    def fail(*_):
        raise BuildFailed("raw_path is not set")

    monkeypatch.setattr(tune, "read_shops", fail)
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
