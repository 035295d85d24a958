import json
import subprocess
from pathlib import Path

import pytest

from lab.dbt_runs import DbtRuns
from lab.manifest import Manifest
from tests.python.house.rooms import ROOT, SOURCES


@pytest.fixture(scope="session")
def parsed(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The project parsed by dbt for each source: the folder with what it wrote, and what it said."""
    folder = tmp_path_factory.mktemp("parse")
    running = {
        source: DbtRuns(ROOT, folder / "none.duckdb", folder / source, folder / "logs").start(
            "parse",
            variables=json.dumps({"source": source, "raw_path": str(folder)}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for source in SOURCES
    }
    outputs = {source: process.communicate()[0] for source, process in running.items()}
    failed = {source: outputs[source] for source, process in running.items() if process.returncode != 0}
    assert not failed, "\n".join(failed.values())
    return folder, outputs


@pytest.fixture(scope="session")
def manifests(parsed) -> dict[str, Manifest]:
    """What dbt makes of the project, for each source."""
    folder, _ = parsed
    return {source: Manifest.read(folder / source / "manifest.json") for source in SOURCES}
