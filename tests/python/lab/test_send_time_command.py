import duckdb
import polars as pl
import pytest

from lab.quality import send_time
from lab.twins.project import BuildFailed


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "helix.duckdb"
    figures = [("shop", 2.0, 0.1), ("send_time", 1.9, 0.2), ("uniform", 3.8, 0.04)]
    rows = [
        ("2024-03-01", model, metric, segment, value, 7)
        for model, nll, hit in figures
        for metric, value in (("hour_nll", nll), ("hour_hit_1", hit))
        for segment in ("all", "customer")
    ]
    with duckdb.connect(str(path)) as connection:
        frame = pl.DataFrame(
            rows, ["as_of", "model", "metric", "segment", "value", "customers"], orient="row"
        )
        connection.execute("create table send_time_metrics as select * from frame")
        assert frame.height == 12
    return path


def test_baselines_stand_in_the_order_of_their_likelihood(database, capsys):
    assert send_time.main(["--database", str(database)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "7 customers who ordered in the 90 days from 2024-03-01",
        "",
        "| model | hour NLL | hit@1 | hour NLL of send_time |",
        "|---|---:|---:|---:|",
        "| send_time | 1.9000 | 0.2000 |  |",
        "| shop | 2.0000 | 0.1000 | -5.00% |",
        "| uniform | 3.8000 | 0.0400 | -50.00% |",
    ]


def test_nobody_ordered(database, capsys):
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from send_time_metrics")
    assert send_time.main(["--database", str(database)]) == 1
    assert "nobody ordered" in capsys.readouterr().err


def test_a_database_that_is_not_there(tmp_path, capsys):
    assert send_time.main(["--database", str(tmp_path / "none.duckdb")]) == 1
    assert "none.duckdb" in capsys.readouterr().err


def test_what_dbt_says_of_a_failed_build_is_passed_on(monkeypatch, capsys):
    def fail(_):
        raise BuildFailed("no such source")

    monkeypatch.setattr(send_time, "build_metrics", fail)
    assert send_time.main(["--vars", "{source: nowhere}"]) == 1
    assert capsys.readouterr().err == "no such source\n"
