"""The project's models, seeds and tests, from dbt's own manifest."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Node = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Manifest:
    """What dbt wrote down of a project: nodes and raw tables, each under its unique id."""

    nodes: dict[str, Node]
    sources: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a `manifest.json`."""
        manifest = json.loads(path.read_text())
        return cls(manifest["nodes"], manifest["sources"])

    @cached_property
    def models(self) -> dict[str, Node]:
        """Models by name."""
        return self._of_kind("model")

    @cached_property
    def seeds(self) -> dict[str, Node]:
        """Seeds by name."""
        return self._of_kind("seed")

    def meta(self, model: str) -> dict[str, Any]:
        """What a model says under `config.meta`."""
        return self.models[model]["config"]["meta"]

    def path(self, model: str) -> str:
        """File of a model."""
        return self.models[model]["original_file_path"]

    def columns(self, model: str) -> dict[str, str]:
        """Descriptions of a model's columns, as its YAML has them."""
        return {name: column["description"] for name, column in self.models[model]["columns"].items()}

    def features(self, model: str) -> list[str]:
        """Columns that the YAML marks as features, of ranking or of timing, but for those of the calendar."""
        return self._marked(model, "feature") + self._marked(model, "timing_feature")

    def by_run(self, model: str) -> list[str]:
        """Columns that name the run, and so differ from build to build; all of a model that is of one run."""
        return (
            list(self.columns(model)) if self.is_of_one_run(model) else self._marked(model, "names_the_run")
        )

    def is_of_one_run(self, model: str) -> bool:
        """Whether all of a model is of one run alone, such as what its steps took."""
        return self.meta(model).get("names_the_run") is True

    def models_with_a_key(self) -> set[str]:
        """Models with a test that no two rows share a key."""
        return self.models_with_test("unique", "unique_combination")

    def models_with_test(self, *names: str) -> set[str]:
        """Models with a generic test of one of these names."""
        return {
            node["attached_node"].split(".")[-1]
            for node in self.nodes.values()
            if (node.get("test_metadata") or {}).get("name") in names
            and node["attached_node"].startswith("model.")
        }

    def _of_kind(self, kind: str) -> dict[str, Node]:
        return {node["name"]: node for node in self.nodes.values() if node["resource_type"] == kind}

    def _marked(self, model: str, mark: str) -> list[str]:
        columns = self.models[model]["columns"].values()
        return [column["name"] for column in columns if column["config"]["meta"].get(mark) is True]
