"""A shop sets its variables as it likes; what a unit test expects is then still what it says."""

import json
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from lab.dbt_runs import DbtRuns
from python_ml.publishing.places import workshop_path
from tests.python.house.rooms import ROOT
from tests.python.last_build import built_or_skipped

# Another value of each kind of variable; a number is one above its default, or two below where that is not allowed.
OTHERS = {
    "date": "2026-01-05",
    "time zone": "Pacific/Auckland",
    "currency": "EUR",
    "path": "another/file.parquet",
    "journal": "another/journal",
}


def other_values() -> dict[str, Any]:
    """A value for each variable of the project that is allowed and not its default."""
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    return {
        name: OTHERS[described["kind"]]
        if described["kind"] in OTHERS
        else _other_number(variables[name], described)
        for name, described in variables["variables"].items()
        # Another source has other models.
        if described["kind"] != "source"
    }


def _other_number(default: float | None, described: dict[str, Any]) -> float:
    low, high = described["range"]
    if default is None:
        return low + 1
    return default + 1 if default + 1 <= high else (default + low) / 2


def test_other_values_are_allowed_and_other():
    values = other_values()
    assert values["label_days"] == 8
    assert values["max_feature_auc"] == pytest.approx(0.725)
    assert values["held_out_fold"] == 1
    assert values["currency"] == "EUR"
    assert values["raw_path"] == "another/file.parquet"
    assert "source" not in values


def test_unit_tests_hold_whatever_a_shop_sets(tmp_path):
    built = built_or_skipped(workshop_path())
    # dbt writes what a unit test is given into the database.
    database = tmp_path / built.name
    shutil.copy(built, database)
    testing = DbtRuns(ROOT, database, tmp_path / "target", tmp_path / "logs").start(
        "--quiet",
        "test",
        "--select",
        "test_type:unit",
        variables=json.dumps(other_values()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = testing.communicate()
    assert testing.returncode == 0, output
