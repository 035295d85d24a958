"""Running dbt on a generated shop, and fingerprints of what it built."""

import hashlib
import multiprocessing
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
import yaml

from lab.dbt_runs import DbtRuns

PROJECT = Path(__file__).parents[3]
FIRST_DAY = date(2024, 1, 1)
HEADER = "customer_id,article_id,sold_at,quantity,unit_price\n"
OPT_OUTS = (
    "customer_id,opted_out_at\nc1,2024-01-05\nc1,2024-01-09\nc2,some day\nnobody,2024-01-05\n,2024-01-05\n"
)
PUSHES = (
    "customer_id,sent_at\nc3,2024-03-20 10:00\nc3,2024-03-20 19:00\nc4,2024-03-20\nc5,2023-01-01\nc5,2023-01-01\n"
    "c1,2024-03-20\nc1,2024-03-20\nc6,soon\nc6,2024-03-20\nnobody,2024-03-20\n"
)
# Processes are forked from one that has imported dbt, which takes as long as a refused build does.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb", "dbt_plugins.helix"])
# What a build may replace before it knows that its shop is fit.
BEFORE_CHECK = (
    "build_steps",
    "int_channels",
    "int_experiment_problems",
    "int_id_matches",
    "int_journal_segments",
    "int_push_hours",
    "int_rejected_rows",
    "int_seed_problems",
    "int_shop_problems",
)


@dataclass(frozen=True)
class Outcome:
    """How a run of dbt ended, and what a person saw of it."""

    code: int
    output: str


@dataclass(frozen=True)
class Project:
    """The dbt project with a database, a target and logs of its own."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "helix.duckdb"

    def dbt(self, *arguments: str, **variables: object) -> Outcome:
        """Run dbt in a process of its own, with a target for each set of variables, as each is parsed again."""
        text = yaml.safe_dump(variables)
        target = self.home / "targets" / hashlib.md5(text.encode()).hexdigest()
        target.mkdir(parents=True, exist_ok=True)
        runs = DbtRuns(PROJECT, self.database, target, self.home / "logs", settings=self.settings)
        seen = self.home / "seen.txt"
        process = PROCESSES.Process(
            target=_run_dbt, args=(runs, runs.words(*arguments, variables=text), str(seen))
        )
        process.start()
        process.join()
        return Outcome(process.exitcode, seen.read_text())

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def fingerprints(self) -> dict[str, tuple]:
        """Rows and order-free hash of every table and view behind the check."""
        tables = self.rows(
            "select table_name from information_schema.tables where table_schema = 'main' "
            "and table_name not like 'stg_%' order by table_name"
        )
        names = [name for (name,) in tables if name not in BEFORE_CHECK]
        each = [f"(select {{'rows': count(*), 'hash': sum(hash(t))}} from {name} as t)" for name in names]
        return dict(zip(names, self.rows(f"select {', '.join(each)}")[0], strict=True))


def _run_dbt(runs: DbtRuns, words: list[str], seen: str) -> None:
    from dbt.cli.main import cli

    with Path(seen).open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ |= runs.environment()
    os.chdir(runs.project)
    cli(["--no-use-colors", *words])


def sales(customers: int = 150, articles: int = 40, days: int = 80) -> list[str]:
    """Lines of a transactions file: nine a customer, some articles oftener than others."""
    draw = random.Random(7)
    return [
        f"c{customer},a{min(draw.randrange(articles), draw.randrange(articles))},"
        f"{FIRST_DAY + timedelta(draw.randrange(days))},1,9.99\n"
        for customer in range(customers)
        for _ in range(9)
    ]
