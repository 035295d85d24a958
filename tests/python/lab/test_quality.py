import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lab.quality import __main__ as quality
from lab.quality.baselines import BASELINES
from lab.quality.snapshot import Past, Snapshot
from lab.twins.project import BuildFailed

ROOT = Path(__file__).resolve().parents[3]
SMALL = "{demo_customers: 150, demo_articles: 80, demo_days: 120, demo_seed: 5, train_cutoffs: 1}"
LAST_WEEK = "2025-12-25"


def purchases_of(generator, *columns):
    """Random purchases of 12 customers and 15 articles, each once."""
    drawn = {
        "customer_key": generator.integers(0, 12, 90),
        "article_key": generator.integers(0, 15, 90),
        "days_ago": generator.integers(1, 40, 90),
    }
    return pl.DataFrame(drawn).select(columns).unique(maintain_order=True)


def snapshot_of(as_of, *_, weeks=1, **__):
    """A test cutoff at which the project recommends exactly what is bought."""
    generator = np.random.default_rng(as_of.toordinal())
    past = Past.of(purchases_of(generator, "customer_key", "article_key", "days_ago"), range(12))
    truth = purchases_of(generator, "customer_key", "article_key")
    perfect = truth.select(
        pl.lit("project").alias("recommender"),
        "customer_key",
        pl.int_range(1, pl.len() + 1).over("customer_key").alias("rank"),
        "article_key",
    )
    customers = truth["customer_key"].unique().sort()
    segments = pl.DataFrame({"customer_key": customers, "segment": ["light"] * len(customers)})
    return Snapshot(as_of, past, truth, segments, perfect, [past.week(truth)] * weeks)


@pytest.fixture
def built(monkeypatch):
    """Take dbt's place: a function from a test cutoff to what was built there."""

    def give(snapshot):
        monkeypatch.setattr(quality, "snapshot_of", snapshot)

    give(snapshot_of)
    return give


def test_the_baselines_of_a_small_shop(tmp_path, capsys):
    """The whole way, but for the project's ranker."""
    folder = tmp_path / "quality"
    options = ["--baselines-only", "--tuning-weeks", "1", "--vars", SMALL, "--folder", str(folder)]
    assert quality.main([*options, LAST_WEEK]) == 0
    printed = capsys.readouterr().out
    for baseline in BASELINES:
        assert f"\n  {baseline.name}: NDCG@10 0." in printed
        assert f"\n| {baseline.name} " in printed
    figures = pl.read_csv(folder / "quality.csv", try_parse_dates=True)
    assert figures["as_of"].unique().to_list() == [date.fromisoformat(LAST_WEEK)]
    assert set(figures["recommender"]) == {baseline.name for baseline in BASELINES}
    assert figures.filter(pl.col("segment") == "all")["customers"].n_unique() == 1
    assert [path.name for path in folder.iterdir()] == ["quality.csv"]


def test_tables_and_picture_of_several_cutoffs(built, tmp_path, capsys):
    assert quality.main(["--folder", str(tmp_path), "2024-01-08,2024-01-01, 2024-01-08"]) == 0
    printed = capsys.readouterr().out
    assert "| project " in printed
    assert "| light " in printed
    # Each cutoff once, the earliest first.
    assert printed.count("| 2024-01-08 ") == 1
    assert printed.index("| 2024-01-01 ") < printed.index("| 2024-01-08 ")
    assert (tmp_path / "quality.png").read_bytes().startswith(b"\x89PNG")
    figures = pl.read_csv(tmp_path / "quality.csv")
    perfect = figures.filter(pl.col("recommender") == "project", pl.col("metric") == "ndcg")
    assert perfect["value"].to_list() == [1] * 4


def test_baselines_are_tuned_before_the_earliest_cutoff_only(built, tmp_path, monkeypatch):
    tuned_on = []
    original = quality.tune_baseline
    monkeypatch.setattr(
        quality,
        "tune_baseline",
        lambda baseline, weeks, before: tuned_on.append(weeks) or original(baseline, weeks, before),
    )
    seen = {}
    built(lambda as_of, *_: seen.setdefault(as_of, snapshot_of(as_of)))
    assert quality.main(["--baselines-only", "--folder", str(tmp_path), "2024-01-08,2024-01-01"]) == 0
    assert tuned_on == [seen[date(2024, 1, 1)].weeks] * len(BASELINES)


def test_a_folder_of_files_is_the_source_files(built, tmp_path):
    given = []
    built(lambda as_of, variables, *_: given.append(variables) or snapshot_of(as_of))
    folder = tmp_path / "sales"
    assert (
        quality.main(["--folder", str(tmp_path), "--vars", "{label_days: 7}", str(folder), "2024-01-01"]) == 0
    )
    assert given == [{"label_days": 7, "source": "files", "raw_path": str(folder)}]


def refused(command, capsys):
    """What is printed when a command line is refused."""
    with pytest.raises(SystemExit) as ended:
        quality.main(command)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_arguments_that_mean_nothing_are_refused(capsys):
    assert "'2024-13-01' is no list of dates" in refused(["2024-13-01"], capsys)
    assert "'5' is no list of dates" in refused(["folder", "5"], capsys)
    assert "'[1]' is no mapping" in refused(["--vars", "[1]", "2024-01-01"], capsys)
    assert "'{' is no mapping" in refused(["--vars", "{", "2024-01-01"], capsys)
    assert "'0' is no whole number of 1 or more" in refused(["--tuning-weeks", "0", "2024-01-01"], capsys)


def test_a_cutoff_without_buyers_is_refused(built, tmp_path, capsys):
    def nobody(as_of, *_):
        snapshot = snapshot_of(as_of)
        return Snapshot(as_of, snapshot.past, snapshot.truth.clear(), snapshot.segments, None, [])

    built(nobody)
    assert quality.main(["--folder", str(tmp_path), "2024-01-01"]) == 1
    assert "nobody bought in the label window of 2024-01-01" in capsys.readouterr().err


def test_a_first_cutoff_without_weeks_before_it_is_refused(built, tmp_path, capsys):
    built(lambda as_of, *_: snapshot_of(as_of, weeks=0))
    assert quality.main(["--folder", str(tmp_path), "2024-01-01"]) == 1
    assert "no label window with sales before 2024-01-01" in capsys.readouterr().err


def test_a_failed_build_ends_it_with_what_dbt_said(built, tmp_path, capsys):
    def fail(*_):
        raise BuildFailed("there is no folder called so")

    built(fail)
    assert quality.main(["--folder", str(tmp_path), "2024-01-01"]) == 1
    assert "there is no folder called so" in capsys.readouterr().err


def test_it_runs_as_a_file_from_anywhere(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [sys.executable, str(ROOT / "lab/quality"), "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert "AS_OF[,AS_OF...]" in ended.stdout
