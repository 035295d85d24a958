"""Where things are in the project, and what dbt says of them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
SOURCES = ("demo", "hm", "online_retail", "files")

Node = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Manifest:
    """The part of dbt's manifest that the house is judged by, each node under its name."""

    models: dict[str, Node]
    seeds: dict[str, Node]
    tests: list[Node]
    raw_tables: list[Node]

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a `manifest.json`."""
        manifest = json.loads(path.read_text())
        nodes = list(manifest["nodes"].values())
        of_kind = {
            kind: {node["name"]: node for node in nodes if node["resource_type"] == kind}
            for kind in ("model", "seed")
        }
        tests = [node for node in nodes if node["resource_type"] == "test"]
        return cls(of_kind["model"], of_kind["seed"], tests, list(manifest["sources"].values()))

    def columns(self, model: str) -> dict[str, str]:
        """Descriptions of a model's columns, as its YAML has them."""
        return {name: column["description"] for name, column in self.models[model]["columns"].items()}

    def features(self, model: str) -> set[str]:
        """Columns that the YAML marks as features."""
        columns = self.models[model]["columns"].values()
        return {column["name"] for column in columns if column["config"]["meta"].get("feature")}

    def models_with_a_key(self) -> set[str]:
        """Models with a test that no two rows share a key."""
        return {
            test["attached_node"].split(".")[-1]
            for test in self.tests
            if (test.get("test_metadata") or {}).get("name") in {"unique", "unique_combination"}
            and test["attached_node"].startswith("model.")
        }


def layer(node: Node) -> tuple[str, ...]:
    """Folders of a model under `models/`, such as `("intermediate", "split")`."""
    return Path(node["original_file_path"]).parts[1:-1]


def files(pattern: str, *folders: str) -> list[Path]:
    """Files of the project in some of its folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern))


def name_of(path: Path) -> str:
    """Path of a file inside the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Files that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]
