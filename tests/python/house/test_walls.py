"""The contracts in `pyproject.toml` hold, and each fails when what it forbids is planted in a copy of the project."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copy, copytree, ignore_patterns, rmtree

import pytest

from tests.python.house.rooms import ROOT, name_of

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in SETTINGS["contracts"]]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

LAYERS, BUILDING, DATABASE, CIRCLES, BUILDS, RING, LIVE, JOURNAL, PERSONAS, READING = CONTRACTS

# So that a plant can import them, whether these rooms are there yet or not.
LIVE_AND_JOURNAL = {"helix/live/scores.py": "import duckdb", "helix/journal/segments.py": ""}

FORBIDDEN = [
    ({"helix/dashboard/planted.py": "from helix.cli import main"}, RING),
    ({"helix/dashboard/planted.py": "def draw():\n    from helix.cli.text import fit"}, RING),
    ({"helix/reading/planted.py": "from helix.cli.text import fit"}, RING),
    ({"helix/api/planted.py": "", "helix/monitoring/planted.py": "import helix.api.planted"}, RING),
    ({"helix/journal/planted.py": "from helix.reading import Reader"}, RING),
    ({"helix/attic/planted.py": ""}, RING),
    ({"helix/cli/planted.py": "import helix.api.app"}, RING),
    ({"helix/cli/planted.py": "import duckdb"}, READING),
    ({"helix/report/planted.py": "def page():\n    import duckdb"}, READING),
    ({"helix/api/planted.py": "from duckdb import connect"}, READING),
    (LIVE_AND_JOURNAL | {"helix/dashboard/planted.py": "import helix.live.scores"}, LIVE),
    (LIVE_AND_JOURNAL | {"helix/report/planted.py": "import helix.journal.segments"}, JOURNAL),
    (LIVE_AND_JOURNAL | {"helix/cli/planted.py": "import helix.journal.segments"}, JOURNAL),
    (LIVE_AND_JOURNAL | {"helix/dashboard/planted.py": "import helix.journal.segments"}, JOURNAL),
    ({"helix/personas/planted.py": "from helix.reading import Reader"}, PERSONAS),
    ({"helix/personas/planted.py": "from helix.journal import open_journal"}, PERSONAS),
    ({"helix/personas/planted.py": "def people():\n    import sqlite3"}, PERSONAS),
    ({"helix/personas/planted.py": "from python_ml.publishing.places import published_folder"}, PERSONAS),
    ({"helix/cli/planted.py": "import helix.personas"}, RING),
    ({"helix/simulation/planted.py": "import helix.cli.text"}, RING),
    ({"helix/reading/planted.py": "from dbt.cli.main import dbtRunner"}, BUILDS),
    ({"helix/cli/planted.py": "def refresh():\n    import dbt"}, BUILDS),
    ({"helix/reading/planted.py": "from python_ml.building.cores import all_cores"}, BUILDS),
    ({"helix/reading/planted.py": "from dbt_plugins.publisher import CONTENTS"}, LAYERS),
    ({"dbt_plugins/planted.py": "from helix.reading import Reader"}, LAYERS),
    ({"python_ml/ranking/planted.py": "import helix"}, LAYERS),
    ({"python_ml/building/planted.py": "import dbt_plugins.resources"}, LAYERS),
    ({"python_ml/evaluation/planted.py": "from lab.peers.task import Task"}, LAYERS),
    ({"helix/cli/planted.py": "import lab.quality"}, LAYERS),
    ({"python_ml/send_time/planted.py": "from python_ml.building.fit_cache import FitCache"}, BUILDING),
    ({"python_ml/attic/planted.py": ""}, BUILDING),
    ({"python_ml/evaluation/planted.py": "import duckdb"}, DATABASE),
    ({"python_ml/building/planted.py": "import dbt.adapters"}, DATABASE),
    ({"python_ml/trees/planted.py": "from python_ml.ranking import train_ranker"}, CIRCLES),
    (
        {
            "helix/reading/planted.py": "import helix.reading.too",
            "helix/reading/too.py": "import helix.reading.planted",
        },
        CIRCLES,
    ),
]

ALLOWED = [
    LIVE_AND_JOURNAL
    | {"helix/api/planted.py": "import helix.live.scores, helix.journal.segments, helix.reading"},
    {"helix/dashboard/planted.py": "from helix.reading import Reader"},
    {"helix/personas/planted.py": "import urllib.request"},
    {"lab/planted.py": "import dbt_plugins.resources, helix.cli, python_ml.building.cores, duckdb"},
]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the packages and the contracts."""
    folder = tmp_path_factory.mktemp("walls")
    for package in SETTINGS["root_packages"]:
        copytree(ROOT / package, folder / package, ignore=ignore_patterns("__pycache__"))
    copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def broken(project):
    """Return a function that plants modules, with the contracts that are broken then."""
    planted = []

    def lint(modules: dict[str, str]) -> set[str]:
        for name, code in modules.items():
            room = (project / name).parent
            room.mkdir(exist_ok=True)
            for path, text in ((room / "__init__.py", ""), (project / name, f"{code}\n")):
                if not path.exists():
                    path.write_text(text)
                    planted.append(path)
        run = subprocess.run(
            [sys.executable, "-c", LINT, "--no-cache"],
            cwd=project,
            env=os.environ | {"COLUMNS": "200"},
            capture_output=True,
            text=True,
        )
        verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE))
        assert set(verdicts) == set(CONTRACTS), run.stdout + run.stderr
        assert (run.returncode == 0) == (set(verdicts.values()) == {"KEPT"})
        return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}

    yield lint
    for path in planted:
        path.unlink()
    for room in {path.parent for path in planted}:
        if not any(room.glob("*.py")):
            rmtree(room)


def test_the_walls_hold(broken):
    assert broken({}) == set()


@pytest.mark.parametrize(("modules", "contract"), FORBIDDEN, ids=lambda value: str(value)[:60])
def test_what_is_planted_breaks_its_contract(broken, modules, contract):
    assert contract in broken(modules)


@pytest.mark.parametrize("modules", ALLOWED, ids=lambda value: str(list(value)[-1]))
def test_what_may_be_planted(broken, modules):
    assert broken(modules) == set()


def test_every_contract_is_seen_broken():
    assert {contract for _, contract in FORBIDDEN} == set(CONTRACTS)


def test_every_package_is_within_the_walls():
    packages = {path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}
    assert {name_of(path) for path in packages} == set(SETTINGS["root_packages"])
