import os
import subprocess
import sys

import pytest

SHOWN = (
    "; import logging, os"
    "; print(os.getenv('OMP_WAIT_POLICY'), os.getenv('MLFLOW_DISABLE_TELEMETRY'), logging.raiseExceptions)"
)
DBT = "import duckdb; from dbt_plugins.helix import Plugin; Plugin('helix', {}).configure_connection(duckdb.connect())"


def shown_after(code, **given):
    """What is set in a process after some code."""
    names = ("OMP_WAIT_POLICY", "MLFLOW_DISABLE_TELEMETRY")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    run = subprocess.run(
        [sys.executable, "-c", code + SHOWN],
        env=environment | given,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


@pytest.mark.parametrize("code", [DBT, "import lab"])
def test_a_build_and_the_lab_set_up_their_process(code):
    assert shown_after(code) == "passive true False"


def test_who_waits_otherwise_is_asked():
    assert shown_after(DBT, OMP_WAIT_POLICY="active") == "active true False"


@pytest.mark.parametrize("package", ["python_ml.ranking", "helix.cli", "helix.reading", "dbt_plugins.helix"])
def test_importing_sets_nothing(package):
    assert shown_after(f"import {package}") == "None None True"


def test_lightgbm_comes_after():
    assert shown_after(f"{DBT}; import sys; assert 'lightgbm' not in sys.modules").startswith("passive")
