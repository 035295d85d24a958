"""The contracts in `pyproject.toml` hold, and each fails when what it forbids is planted in a copy of the project."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from tests.python.house.rooms import ROOT, name_of

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in SETTINGS["contracts"]]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

LAYERS, BUILDING, DATABASE, CIRCLES, BUILDS, RING, LIVE, JOURNAL, PERSONAS, READING = CONTRACTS

# A room that may come, so that a plant can import it.
LIVE_AND_JOURNAL = {"helix/live/__init__.py": "import duckdb", "helix/journal/__init__.py": ""}

FORBIDDEN = [
    ({"helix/dashboard/__init__.py": "from helix.cli import main"}, RING),
    ({"helix/dashboard/__init__.py": "def draw():\n    from helix.cli.text import fit"}, RING),
    ({"helix/reading/screen.py": "from helix.cli.text import fit"}, RING),
    ({"helix/api/__init__.py": "", "helix/monitoring/__init__.py": "import helix.api"}, RING),
    ({"helix/journal/__init__.py": "from helix.reading import Reader"}, RING),
    ({"helix/attic/__init__.py": ""}, RING),
    ({"helix/cli/ask.py": "import duckdb"}, READING),
    ({"helix/report/__init__.py": "", "helix/report/page.py": "def page():\n    import duckdb"}, READING),
    ({"helix/api/__init__.py": "from duckdb import connect"}, READING),
    (LIVE_AND_JOURNAL | {"helix/dashboard/__init__.py": "import helix.live"}, LIVE),
    (LIVE_AND_JOURNAL | {"helix/report/__init__.py": "import helix.journal"}, JOURNAL),
    ({"helix/personas/__init__.py": "from helix.reading import Reader"}, PERSONAS),
    ({"helix/reading/refresh.py": "from dbt.cli.main import dbtRunner"}, BUILDS),
    ({"helix/cli/refresh.py": "def refresh():\n    import dbt"}, BUILDS),
    ({"helix/reading/refit.py": "from python_ml.building.cores import all_cores"}, BUILDS),
    ({"helix/reading/contents.py": "from dbt_plugins.publisher import CONTENTS"}, LAYERS),
    ({"dbt_plugins/reader.py": "from helix.reading import Reader"}, LAYERS),
    ({"python_ml/ranking/live.py": "import helix"}, LAYERS),
    ({"python_ml/building/steps.py": "import dbt_plugins.quoting"}, LAYERS),
    ({"python_ml/evaluation/peers.py": "from lab.peers.task import Task"}, LAYERS),
    ({"helix/cli/quality.py": "import lab.quality"}, LAYERS),
    ({"python_ml/send_time/cached.py": "from python_ml.building.fit_cache import LastBuild"}, BUILDING),
    ({"python_ml/attic/__init__.py": ""}, BUILDING),
    ({"python_ml/evaluation/tables.py": "import duckdb"}, DATABASE),
    ({"python_ml/building/session.py": "import dbt.adapters"}, DATABASE),
    ({"python_ml/trees/fits.py": "from python_ml.ranking import train_ranker"}, CIRCLES),
    (
        {"helix/reading/a.py": "import helix.reading.b", "helix/reading/b.py": "import helix.reading.a"},
        CIRCLES,
    ),
]

ALLOWED = [
    LIVE_AND_JOURNAL | {"helix/api/__init__.py": "import helix.live, helix.journal, helix.reading"},
    {"helix/dashboard/__init__.py": "from helix.reading import Reader"},
    {"helix/personas/__init__.py": "import urllib.request"},
    {"lab/everything.py": "import dbt_plugins.quoting, helix.cli, python_ml.building.cores, duckdb"},
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
            path = project / name
            assert not path.exists(), name
            path.parent.mkdir(exist_ok=True)
            planted.append(path)
            path.write_text(code + "\n")
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
        if not any(path.parent.glob("*.py")):
            path.parent.rmdir()


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
