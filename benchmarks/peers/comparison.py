"""Everybody's work on one shop, side by side."""

import os
import sys
from pathlib import Path

import duckdb

from benchmarks.peers.contestant import NEIGHBOURS, TABLES, WORK
from benchmarks.peers.equality import differences
from benchmarks.peers.project_work import parquet, write_script
from benchmarks.peers.tables import KEYS, SHOP
from benchmarks.speed.figures import Figure
from benchmarks.speed.measured import Measured, measure
from tests.twins.project import BuildFailed, Project, sql_text

ROOT = Path(__file__).resolve().parents[2]
NOT_COMPARED = "another similarity"


def compare_peers(project: Project, folder: Path, repeats: int = 1) -> Figure:
    """Let every contestant work on the shop of a build, and compare what they made with what the build made.

    Parameters
    ----------
    project
        Built up to `candidate_pairs` and the features.
    folder
        Scratch: the shop's tables as Parquet, and what each contestant makes.
    repeats
        How often each works; the fastest counts.

    Returns
    -------
    For each piece of work and contestant `seconds`, `cpu_seconds`, `peak_mb` and `same`, a text.

    Raises
    ------
    BuildFailed
        If a contestant ends with an error.
    """
    shop = folder / "shop"
    shop.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(project.database), read_only=True) as connection:
        for table in SHOP:
            file = sql_text(shop / f"{table}.parquet")
            connection.execute(f"copy (from {table}) to {file} (format parquet, compression zstd)")
    write_script(project, shop)
    figures: Figure = {
        work: {name: _best(work, name, shop, folder, repeats) for name in contestants}
        for work, contestants in WORK.items()
    }
    for name, found in figures[TABLES].items():
        found["same"] = _judged(project.database, folder / TABLES.replace(" ", "_") / name)
    figures[NEIGHBOURS]["project"]["same"] = "yes"
    figures[NEIGHBOURS]["implicit"]["same"] = NOT_COMPARED
    return {"work": figures}


def _best(work: str, contestant: str, shop: Path, folder: Path, repeats: int) -> Figure:
    out = folder / work.replace(" ", "_") / contestant
    out.mkdir(parents=True, exist_ok=True)
    runs = [_measured(work, contestant, shop, out) for _ in range(repeats)]
    best = min(runs, key=lambda run: run.seconds)
    return {"seconds": best.seconds, "cpu_seconds": best.cpu_seconds, "peak_mb": best.peak_mb}


def _measured(work: str, contestant: str, shop: Path, out: Path) -> Measured:
    for file in out.iterdir():
        file.unlink()
    command = [sys.executable, "-m", "benchmarks.peers.contestant", work, contestant, str(shop), str(out)]
    run = measure(command, ROOT, {**os.environ, "PYTHONPATH": str(ROOT)})
    if run.returncode:
        raise BuildFailed(f"{contestant}, {work}: {run.printed}")
    return run


def _judged(build: Path, out: Path) -> str:
    """Whether a contestant's tables are those of the build at its last cutoff."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {sql_text(build)} as build (read_only)")
        built = {table: _of_serve(connection, "build", table) for table in KEYS}
        made = {table: parquet(out, table) for table in KEYS}
        for database in out.glob("*.duckdb"):
            connection.execute(f"attach {sql_text(database)} as made (read_only)")
            made = {table: _of_serve(connection, "made", table) for table in KEYS}
        found = differences(connection, built, made)
    return "; ".join(found) or "yes"


def _of_serve(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> str:
    return f"(from {database}.main.{table} where split = 'serve')"
