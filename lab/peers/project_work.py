"""The tables by the project's own SQL, model for model as dbt compiled it, on DuckDB."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dbt_plugins.resources import PLANNING
from lab.manifest import Manifest
from lab.peers.tables import KEYS, SHOP
from lab.twins.project import Project
from python_ml.quoting import sql_text

SCRIPT = "models.json"
# Another cutoff than the last is nobody else's work.
OF_SERVE = {"int_cutoffs": "split = 'serve'"}
# Ends a bad build; nothing reads its rows.
GUARDS = ("int_shop_problems",)


def write_script(project: Project, folder: Path) -> None:
    """Write the compiled models of a build that the tables need, in their order, and the database's name."""
    manifest = project.manifest()
    models = [_model(manifest, node_id) for node_id in _needed(manifest)]
    script = {"database": project.database.name, "models": models}
    (folder / SCRIPT).write_text(json.dumps(script))


def make_tables(shop: Path, out: Path, wanted: Sequence[str]) -> None:
    """Run the models that the wanted tables need, on the shop's Parquet files, in a database of their own."""
    script = json.loads((shop / SCRIPT).read_text())
    models = {model["name"]: model for model in script["models"]}
    settings = {"memory_limit": os.environ.get("HELIX_MEMORY_LIMIT", "6GB")} | PLANNING
    # Compiled models call each other by the name of the database they were built in.
    with duckdb.connect(str(out / script["database"]), config=settings) as connection:
        for table in SHOP:
            connection.execute(f"create view {table} as select * from {parquet(shop, table)}")
        for name in _with_ancestors(wanted, models):
            model = models[name]
            rows = f"({model['sql']}) as made where {OF_SERVE.get(name, 'true')}"
            kind = "view" if model["is_view"] else "table"
            connection.execute(f"create {kind} {name} as select * from {rows}")


def parquet(folder: Path, table: str) -> str:
    """A table of a folder, as a relation in SQL."""
    return f"read_parquet({sql_text(folder / f'{table}.parquet')})"


def _needed(manifest: Manifest) -> Iterator[str]:
    """Ids of all models and seeds up to the tables, each after those it reads; without the shop, which is given."""
    seen: set[str] = set()

    def visit(node_id: str) -> Iterator[str]:
        name = node_id.split(".")[-1]
        if node_id in seen or name in (*SHOP, *GUARDS) or not node_id.startswith(("model.", "seed.")):
            return
        seen.add(node_id)
        node = manifest.nodes[node_id]
        for parent in node.get("depends_on", {}).get("nodes", []):
            yield from visit(parent)
        yield node_id

    for table in KEYS:
        yield from visit(manifest.models[table]["unique_id"])


def _model(manifest: Manifest, node_id: str) -> dict[str, Any]:
    node = manifest.nodes[node_id]
    parents = [parent.split(".")[-1] for parent in node.get("depends_on", {}).get("nodes", [])]
    if node["resource_type"] == "seed":
        file = Path(node["root_path"]) / node["original_file_path"]
        return {
            "name": node["name"],
            "sql": f"select * from read_csv({sql_text(file)})",
            "is_view": False,
            "parents": [],
        }
    is_view = node["config"]["materialized"] == "view"
    return {"name": node["name"], "sql": node["compiled_code"], "is_view": is_view, "parents": parents}


def _with_ancestors(wanted: Sequence[str], models: dict[str, dict[str, Any]]) -> list[str]:
    """The wanted models and all they read, in the script's order."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in models and name not in found:
            found.add(name)
            waiting += models[name]["parents"]
    return [name for name in models if name in found]
