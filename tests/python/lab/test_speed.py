import argparse
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from lab.manifest import Manifest
from lab.measuring.figures import Figures, digest
from lab.measuring.measured import measure
from lab.measuring.shop import Size, reference_pass, sizes
from lab.speed import __main__ as command
from lab.speed import report
from lab.speed.growth import exponent
from lab.speed.next_day import add_last_day, different_tables, last_day_of, without_last_day
from lab.speed.picture import draw
from lab.speed.steps import costs, nodes_ran
from lab.twins.project import BuildFailed
from python_ml.building.steps import DBT, STEPS, Ran
from python_ml.demo_shop import DemoConfig, write_hm_layout

ROOT = Path(__file__).resolve().parents[3]


def manifest_of(paths):
    """A manifest of models in some files."""
    nodes = {
        f"model.shop.{Path(path).stem}": {
            "name": Path(path).stem,
            "resource_type": "model",
            "original_file_path": path,
            "config": {"meta": {}},
            "columns": {},
        }
        for path in paths
    }
    return Manifest(nodes)


def test_costs_of_the_steps_add_up_to_the_build():
    nodes = [Ran("features", 2, 6), Ran("candidates", 4, 10), Ran("features", 12, 13)]
    found = costs(nodes, 0, 20, lambda moment: 2 * moment, lambda start, end: int(end))
    assert found["features"].seconds == pytest.approx(2 + 1 + 1)
    assert found["candidates"].seconds == pytest.approx(1 + 4)
    assert found[DBT].seconds == pytest.approx(2 + 2 + 7)
    assert sum(cost.seconds for cost in found.values()) == pytest.approx(20)
    assert sum(cost.cpu_seconds for cost in found.values()) == pytest.approx(40)
    # The peak of a step is of all that ran while it did.
    assert (found["features"].peak_mb, found["candidates"].peak_mb, found["scoring"].peak_mb) == (
        13,
        10,
        None,
    )


def test_nodes_that_ran_are_read_from_dbts_record(tmp_path):
    (tmp_path / "manifest.json").write_text(
        json.dumps(
            {"nodes": manifest_of(["models/marts/features/customer_features.sql"]).nodes, "sources": {}}
        )
    )
    timing = [
        {"name": "compile", "started_at": "2026-01-01T00:00:00Z", "completed_at": "2026-01-01T00:00:01Z"},
        {
            "name": "execute",
            "started_at": "2026-01-01T00:00:01.5Z",
            "completed_at": "2026-01-01T00:00:04Z",
        },
    ]
    results = [
        {"unique_id": "model.shop.customer_features", "timing": timing},
        {"unique_id": "test.shop.skipped.1a", "timing": []},
    ]
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    assert nodes_ran(tmp_path) == [Ran("features", start + 1.5, start + 4)]


def test_exponent_is_the_slope_of_the_logarithms():
    assert exponent([1, 4, 16], [3, 3 * 4**1.1, 3 * 16**1.1]) == pytest.approx(1.1)
    # Least squares, by hand: logarithms (0, 1, 2) to the base e against (0, 1, 1).
    assert exponent([1, math.e, math.e**2], [1, math.e, math.e]) == pytest.approx(0.5)
    assert exponent([1], [3]) is None
    assert exponent([1, 4], [0, 3]) is None


def test_sizes_are_hms_shop_in_small():
    (small, full) = sizes("1, 31.8")
    assert (full.sales, full.customers, full.articles) == (31_788_324, 1_371_980, 105_542)
    assert small.sales == 1_000_000
    assert small.sales / small.customers == pytest.approx(full.sales / full.customers, rel=1e-3)
    assert small.sales / small.articles == pytest.approx(full.sales / full.articles, rel=1e-3)
    assert sizes("") == []
    for wrong in ("a", "0", "nan", "-1", "5000"):
        with pytest.raises(argparse.ArgumentTypeError, match="is no list of millions of sales: write 1,4,16"):
            sizes(wrong)


CHILD = "import time; held = bytearray(150_000_000); end = time.process_time() + 0.5\n" + (
    "while time.process_time() < end: pass\n"
)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
def test_a_command_is_measured_with_its_children(tmp_path):
    parent = f"import subprocess, sys; held = bytearray(100_000_000); subprocess.run([sys.executable, '-c', {CHILD!r}])"
    run = measure([sys.executable, "-c", parent], tmp_path, {})
    assert run.returncode == 0
    assert 250 < run.peak_mb < 600
    assert 0.5 <= run.cpu_seconds < 5
    assert run.seconds >= 0.5
    assert run.cpu_seconds_at(run.started) <= run.cpu_seconds_at(run.ended) <= run.cpu_seconds + 0.1
    assert run.cpu_seconds_at(run.ended) > 0.2


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
def test_what_the_measuring_process_holds_does_not_count(tmp_path):
    held = bytearray(400_000_000)
    run = measure([sys.executable, "-c", "import time; time.sleep(0.3)"], tmp_path, {})
    assert 0 < run.peak_mb < len(held) / 4_000_000


def test_a_failed_command_says_why(tmp_path):
    run = measure([sys.executable, "-c", "import sys; print('so far'); sys.exit('no further')"], tmp_path, {})
    assert run.returncode == 1
    assert "so far" in run.printed
    assert "no further" in run.printed
    assert run.ending == "ended with exit code 1"


def test_a_killed_command_is_told_from_a_failed_one(tmp_path):
    run = measure([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], tmp_path, {})
    assert run.ending == "was killed by signal 9"


def test_the_reference_pass_leaves_nothing(tmp_path):
    database = tmp_path / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table int_transactions as select 1 as customer_key, range as article_key, 2 as quantity,"
            " 5 as unit_price_micros, timestamp '2026-01-01' as sold_at from range(100)"
        )
    assert min(reference_pass(database, tmp_path / "reference.duckdb")) > 0
    assert [file.name for file in tmp_path.iterdir()] == ["shop.duckdb"]


def test_last_day_is_left_out_and_added(tmp_path):
    shop, folder = tmp_path / "shop", tmp_path / "files"
    write_hm_layout(DemoConfig(customers=30, articles=20, days=60, seed=1), shop, print)
    without_last_day(shop, folder)
    all_lines = (shop / "transactions_train.csv").read_text().splitlines()
    kept = (folder / "transactions_train.csv").read_text().splitlines()
    last = str(last_day_of(shop))
    assert kept == [line for line in all_lines if not line.startswith(last)]
    assert 1 < len(kept) < len(all_lines)
    assert (folder / "articles.csv").read_bytes() == (shop / "articles.csv").read_bytes()
    add_last_day(shop, folder)
    assert (folder / "transactions_train.csv").read_text().splitlines() == all_lines
    assert {file.name for file in folder.iterdir()} == {file.name for file in shop.iterdir()}


def test_tables_are_compared_in_every_column(tmp_path):
    models = ("same", "other", "shuffled", "lost", "of_one_run")
    manifest = manifest_of([f"models/{name}.sql" for name in models])
    manifest.models["of_one_run"]["config"]["meta"] = {"names_the_run": True}
    # A database called by a word of SQL's, as that of the benchmark's full build.
    for name, value in (("full", 1), ("two", 2)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute("create table same as select range as n from range(5)")
            connection.execute(f"create table other as select range as n, {value} as v from range(5)")
            connection.execute(f"create table of_one_run as select {value} as seconds")
            order = "asc" if value == 1 else "desc"
            connection.execute(f"create table shuffled as select range as n from range(5) order by n {order}")
            if value == 1:
                connection.execute("create table lost as select 1 as n")
    compared = different_tables(manifest, tmp_path / "full.duckdb", tmp_path / "two.duckdb")
    assert compared == (3, ["other", "lost"])


def figure(sales, seconds):
    """A build whose steps all took the same time."""
    cost = {"seconds": seconds / len(STEPS), "cpu_seconds": seconds / len(STEPS), "peak_mb": 1500}
    return {
        "sales": sales,
        "customers": sales // 23,
        "articles": sales // 301,
        "reference_seconds": seconds / 20,
        "times_reference": 20.0,
        "times_reference_cpu": 17.0,
        "seconds": seconds,
        "cpu_seconds": 1.5 * seconds,
        "peak_mb": 2500,
        "sales_per_second": sales / seconds,
        "steps": dict.fromkeys(STEPS, cost),
    }


def contestant(seconds, peak_mb, same):
    return {"seconds": seconds, "cpu_seconds": 2 * seconds, "peak_mb": peak_mb, "same": same}


PEERS = {
    "work": {
        "features and candidates": {
            "project": contestant(2.0, 500, "yes"),
            "pandas": contestant(30.0, 2000, "yes"),
        }
    }
}
NEXT_DAY = {
    "seconds": 20.0,
    "cpu_seconds": 30.0,
    "peak_mb": 2000,
    "share_of_full": 0.2,
    "tables": 100,
    "different": ["labels"],
}


class FakeBench:
    """Takes dbt's place: remembers what was asked."""

    asked: list[str]
    fails_at = None

    def __init__(self, size, folder, variables):
        self.size, self.folder, self.full = size, folder, None

    def build(self):
        if self.size.name == FakeBench.fails_at:
            raise BuildFailed("no room")
        FakeBench.asked.append(f"build {self.size.name}")
        return figure(self.size.sales, 100 * self.size.millions**1.05)

    def next_day(self, full_seconds):
        FakeBench.asked.append(f"next day {self.size.name}")
        return NEXT_DAY

    def remove(self):
        FakeBench.asked.append(f"remove {self.size.name}")


@pytest.fixture
def fake(monkeypatch):
    FakeBench.asked, FakeBench.fails_at = [], None
    monkeypatch.setattr(command, "Bench", FakeBench)
    monkeypatch.setattr(command, "compare_peers", lambda *_: FakeBench.asked.append("peers") or PEERS)
    return FakeBench


def test_what_is_done_is_kept_and_the_next_run_goes_on(fake, tmp_path, capsys):
    options = ["--sizes", "1,4", "--peers", "1", "--folder", str(tmp_path)]
    fake.fails_at = "4"
    assert command.main(options) == 1
    assert "no room" in capsys.readouterr().err
    assert list(json.loads((tmp_path / "bench.json").read_text())["builds"]) == ["1"]
    fake.fails_at = None
    assert command.main(options) == 0
    assert fake.asked == ["build 1", "peers", "remove 1", "build 4", "remove 4"]
    printed = capsys.readouterr().out
    assert "Exponent of growth: 1.05" in printed
    assert printed.startswith((tmp_path / "bench.md").read_text())
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bench.json", "bench.md", "bench.png"]
    # What was not asked for before is measured now, and that alone.
    assert command.main([*options, "--next-day", "--sizes", "1"]) == 0
    assert fake.asked[5:] == ["build 1", "peers", "next day 1", "remove 1"]
    assert command.main([*options, "--fresh", "--peers", ""]) == 0
    assert fake.asked[9:] == ["build 1", "remove 1", "build 4", "remove 4"]


def test_figures_of_another_project_are_not_gone_on_with(tmp_path):
    path = tmp_path / "bench.json"
    figures = Figures.kept(path, "one")
    figures.builds["1"] = figure(1_000_000, 100.0)
    figures.write(path)
    assert Figures.kept(path, "one").builds == figures.builds
    assert Figures.kept(path, "two").builds == {}
    assert [file.name for file in tmp_path.iterdir()] == ["bench.json"]


def test_digest_sees_the_project_and_the_variables(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: shop")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1")
    digests = [digest(tmp_path, {}), digest(tmp_path, {"top_k": 3})]
    (tmp_path / "models" / "a.sql").write_text("select 2")
    digests.append(digest(tmp_path, {}))
    assert len(set(digests)) == 3
    (tmp_path / "README.md").write_text("nothing that is read")
    assert digest(tmp_path, {}) == digests[2]


def test_tables_tell_multiples_and_exponents(tmp_path):
    figures = Figures("p", {"cores": 2, "memory_gb": 16.0})
    figures.builds = {"16": figure(16_000_000, 1600.0), "1": figure(1_000_000, 100.0)}
    figures.peers, figures.next_days = {"1": PEERS}, {"1": NEXT_DAY}
    told = report.tables(figures)
    assert "2 cores and 16 GB" in told
    lines = {line.split("|")[1].strip(): line for line in told.splitlines() if line.startswith("|")}
    assert [cell.strip() for cell in lines["1,000,000"].split("|")[4:9]] == [
        "5.00 s",
        "100 s",
        "20.0",
        "17.0",
        "1.50",
    ]
    assert told.index("| 1,000,000 ") < told.index("| 16,000,000 ")
    assert [cell.strip() for cell in lines["features"].split("|")[2:5]] == ["1.0", "1.0", "1.00"]
    pandas = next(line for line in told.splitlines() if "| pandas " in line)
    assert [cell.strip() for cell in pandas.split("|")[3:8]] == ["30.0 s", "15.0", "60.0 s", "2.00 GB", "4.0"]
    assert "20 %" in told
    assert "99 of 100" in told
    assert "| labels " in told
    draw(figures, tmp_path / "bench.png")
    assert (tmp_path / "bench.png").stat().st_size > 10_000


def test_a_size_is_named_as_it_was_given():
    assert [size.name for size in (Size(1), Size(0.25), Size(31.8))] == ["1", "0.25", "31.8"]
