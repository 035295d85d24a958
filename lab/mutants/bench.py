"""The models of a built shop, run again one by one without dbt: a mutant can be tried so in a second."""

import importlib.util
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from lab.manifest import Manifest, Node
from lab.twins.project import Project
from python_ml.problems import Problem
from python_ml.quoting import sql_name, sql_text


class CodeFailed(Problem):
    """A model could not be run; the message names it, and what was said."""


NO_RECORDS = {"store_beside": lambda session: Path(), "record_run": lambda *given: ("", "")}
OF_RECORDS = {"recorded_metrics"}


@dataclass
class Compiled:
    """What dbt compiled of a project that it has built and tested.

    Parameters
    ----------
    project
        The project.
    """

    project: Project

    @cached_property
    def manifest(self) -> Manifest:
        """The project's manifest."""
        return self.project.manifest()

    @cached_property
    def order(self) -> list[str]:
        """Names of models, each after those that it reads; those that say something of the run alone are left out.

        SQL comes first wherever it can, as Python models fit, which takes long.
        """
        sorter = TopologicalSorter({name: self.parents(node) for name, node in self.manifest.models.items()})
        sorter.prepare()
        order, ready = [], sorted(sorter.get_ready())
        while ready:
            ready.sort(key=lambda name: (name in self.manifest.models and not self.is_sql(name), name))
            name = ready.pop(0)
            order.append(name)
            sorter.done(name)
            ready.extend(sorter.get_ready())
        return [
            name
            for name in order
            if name in self.manifest.models
            and not self.manifest.is_of_one_run(name)
            and name not in OF_RECORDS
        ]

    def parents(self, node: Node) -> set[str]:
        """Names of the models that a model or test reads."""
        return {name.split(".")[-1] for name in node["depends_on"]["nodes"] if name.startswith("model.")}

    def code(self, node: Node) -> str:
        """Compiled SQL or Python of a model or test."""
        folder = self.project.folder / "target" / "compiled" / "local_helix"
        path = folder / node["original_file_path"]
        if node["original_file_path"].endswith(".yml"):
            path /= f"{node['name']}.sql"
            short = list(path.parent.glob(f"{node['alias']}.sql"))
            path = short[0] if short else path
        return path.read_text()

    def parents_of(self, model: str) -> set[str]:
        """Names of the models that a model reads."""
        return self.parents(self.manifest.models[model])

    def downstream(self, *models: str) -> list[str]:
        """Some models and all that is made from them, each after what it reads."""
        found = set(models)
        for name in self.order:
            if self.parents_of(name) & found:
                found.add(name)
        return [name for name in self.order if name in found]

    @cached_property
    def leakage_tests(self) -> list[Node]:
        """Tests of a build that look for leaks in its tables, not in dbt's manifest or in what tells of the run."""
        tests = [node for node in self.manifest.nodes.values() if node["resource_type"] == "test"]
        known = set(self.order)
        return [
            node
            for node in tests
            if "leakage" in node["tags"] and self.parents(node) and self.parents(node) <= known
        ]

    @cached_property
    def keys(self) -> dict[str, list[list[str]]]:
        """For each model the columns that no two rows may share, as its YAML says."""
        keys: dict[str, list[list[str]]] = {}
        for node in self.manifest.nodes.values():
            test = node.get("test_metadata") or {}
            if test.get("name") == "unique_combination":
                model = node["attached_node"].split(".")[-1]
                keys.setdefault(model, []).append(test["kwargs"]["columns"])
        return keys

    def is_sql(self, model: str) -> bool:
        """Whether a model is SQL."""
        return self.manifest.models[model]["language"] == "sql"


class Bench:
    """One connection with a database in memory for each side: the shop as it is, and its twins.

    Parameters
    ----------
    compiled
        The project, built.
    folder
        Where the modules of Python models lie; what is there is removed.
    """

    def __init__(self, compiled: Compiled, folder: Path) -> None:
        self.compiled = compiled
        # The tables are tiny: a second thread would only wait.
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute(f"attach {sql_text(compiled.project.database)} as built (read_only)")
        self.owner = compiled.project.database.stem
        # A module's own code is part of what a fit is known by, so it lies in a file.
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def add(self, side: str) -> None:
        """Give the bench another side, without a table."""
        self.connection.execute(f"attach ':memory:' as {sql_name(side)}")

    def take_over(self, side: str, names: Iterable[str]) -> None:
        """Take tables of the build as they are."""
        for name in names:
            self.connection.execute(
                f"create or replace table {_table(side, name)} as from {_table('built', name)}"
            )

    def show(self, side: str, of: str, names: Iterable[str]) -> None:
        """Let a side show the tables of another one, and none of its own."""
        own = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = ? and not temporary", [side]
        ).fetchall()
        for (name,) in own:
            self.connection.execute(f"drop table {_table(side, name)}")
        shown = self.connection.execute(
            "select view_name from duckdb_views() where database_name = ? and not internal", [side]
        ).fetchall()
        for name in set(names) - {name for (name,) in shown}:
            self.connection.execute(f"create view {_table(side, name)} as from {_table(of, name)}")

    def run(self, side: str, model: str, code: str | None = None) -> None:
        """Make a model's table on a side; a view is made a table.

        Raises
        ------
        CodeFailed
            If the database refuses the code, or a Python model what it is given.
        """
        node = self.compiled.manifest.models[model]
        code = self.code_for(side, node) if code is None else self._on(side, code)
        try:
            if node["language"] == "python":
                self._run_python(side, model, code)
            else:
                self._forget(side, model)
                self.connection.execute(f"create table {_table(side, model)} as {code}")
        except Exception as error:
            raise CodeFailed(f"{model}: {str(error).splitlines()[0]}") from error

    def code_for(self, side: str, node: Node) -> str:
        """A model's or test's code, reading from a side."""
        return self._on(side, self.compiled.code(node))

    def rows(self, side: str, test: Node) -> int:
        """How many rows a test finds on a side."""
        query = self.code_for(side, test)
        return self.connection.execute(f"select count(*) from ({query})").fetchone()[0]

    def repeated(self, side: str, model: str) -> int:
        """How many keys of a model stand in several rows."""
        return sum(
            self.connection.execute(
                f"select count(*) from (select 1 from {_table(side, model)} group by {', '.join(key)}"
                " having count(*) > 1)"
            ).fetchone()[0]
            for key in self.compiled.keys.get(model, [])
        )

    def _on(self, side: str, code: str) -> str:
        for quote in ('"', '\\"'):
            code = code.replace(f"{quote}{self.owner}{quote}.", f"{quote}{side}{quote}.")
        return re.sub(
            rf'^    database = "{self.owner}"$', f'    database = "{side}"', code, flags=re.MULTILINE
        )

    def _run_python(self, side: str, model: str, code: str) -> None:
        """Call a model as the adapter for DuckDB calls it."""
        path = self.folder / f"{model}_{side}.py"
        path.write_text(code)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        # A record of the run beside the database is no table, and takes longer than the fit.
        vars(module).update(
            {name: stand_in for name, stand_in in NO_RECORDS.items() if hasattr(module, name)}
        )
        with self.connection.cursor() as cursor:
            cursor.execute(f"use {sql_name(side)}")
            read = module.dbtObj(lambda name: cursor.query(f"select * from {name}"))
            df = module.model(read, cursor)
            if isinstance(df, pa.RecordBatchReader):
                df = df.read_all()
            self._forget(side, model)
            cursor.execute(f"create table {_table(side, model)} as select * from df")

    def _forget(self, side: str, model: str) -> None:
        for kind, listed in (("table", "duckdb_tables()"), ("view", "duckdb_views()")):
            condition = f"database_name = $1 and {kind}_name = $2"
            if self.connection.execute(f"select 1 from {listed} where {condition}", [side, model]).fetchone():
                self.connection.execute(f"drop {kind} {_table(side, model)}")


def _table(side: str, model: str) -> str:
    return f"{sql_name(side)}.main.{sql_name(model)}"
