"""Everybody's work on one shop, side by side."""

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np

from lab.measuring.figures import Figure, machine
from lab.measuring.measured import measure
from lab.peers.contestant import NEIGHBOURS, SCORING, SECONDS, TABLES, WORK
from lab.peers.equality import differences
from lab.peers.project_work import parquet, write_script
from lab.peers.scoring_work import SCORES, write_pairs
from lab.peers.tables import KEYS, SHOP
from lab.twins.project import BuildFailed, Project
from python_ml.quoting import sql_text

ROOT = Path(__file__).resolve().parents[2]
# What the libraries would take their number of threads from.
ALL_CORES = {"OMP_NUM_THREADS": str(machine()["cores"])}
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
        is_ranked = _is_ranked(connection)
        if is_ranked:
            write_pairs(connection, shop)
    write_script(project, shop)
    figures: Figure = {
        work: {name: _best(work, name, shop, folder, repeats) for name in contestants}
        for work, contestants in WORK.items()
        if work != SCORING or is_ranked
    }
    for name, found in figures[TABLES].items():
        found["same"] = _judged(project.database, _place(folder, TABLES, name), KEYS)
    own = _place(folder, NEIGHBOURS, "project")
    figures[NEIGHBOURS]["project"]["same"] = _judged(project.database, own, ["int_article_neighbours"])
    figures[NEIGHBOURS]["implicit"]["same"] = NOT_COMPARED
    if is_ranked:
        own, others = (np.load(_place(folder, SCORING, name) / SCORES) for name in WORK[SCORING])
        figures[SCORING]["project"]["same"] = f"yes, {len(own):,} pairs"
        apart = float(np.abs(own - others).max())
        figures[SCORING]["lightgbm"]["same"] = f"by {apart:.1g} apart" if apart else "to the last bit"
    return {"work": figures}


def _is_ranked(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the build went as far as a ranker, and the project has a scorer of its own."""
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    return "ranker_model" in tables and find_spec("python_ml.trees") is not None


def _place(folder: Path, work: str, contestant: str) -> Path:
    return folder / work.replace(" ", "_") / contestant


def _best(work: str, contestant: str, shop: Path, folder: Path, repeats: int) -> Figure:
    out = _place(folder, work, contestant)
    out.mkdir(parents=True, exist_ok=True)
    return min(
        (_measured(work, contestant, shop, out) for _ in range(repeats)), key=lambda run: run["seconds"]
    )


def _measured(work: str, contestant: str, shop: Path, out: Path) -> Figure:
    for file in out.iterdir():
        file.unlink()
    command = [sys.executable, "-m", "lab.peers.contestant", work, contestant, str(shop), str(out)]
    run = measure(command, ROOT, {**os.environ, "PYTHONPATH": str(ROOT), **ALL_CORES})
    if run.returncode:
        raise BuildFailed(f"{run.printed}{contestant} at {work} {run.ending}")
    seconds = float((out / SECONDS).read_text()) if (out / SECONDS).exists() else run.seconds
    return {"seconds": seconds, "cpu_seconds": run.cpu_seconds, "peak_mb": run.peak_mb}


def _judged(build: Path, out: Path, tables: Iterable[str]) -> str:
    """Whether a contestant's tables are those of the build at its last cutoff."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {sql_text(build)} as build (read_only)")
        built = {table: _of_serve(connection, "build", table) for table in tables}
        made = {table: parquet(out, table) for table in tables}
        for database in out.glob("*.duckdb"):
            connection.execute(f"attach {sql_text(database)} as made (read_only)")
            made = {table: _of_serve(connection, "made", table) for table in tables}
        found = differences(connection, built, made)
    return "; ".join(found) or "yes"


def _of_serve(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> str:
    return f"(from {database}.main.{table} where split = 'serve')"
