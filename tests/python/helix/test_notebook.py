"""The notebook in docs/ runs from top to bottom on the last build, which HELIX_DB names."""

import nbformat
import pytest

from lab.notebook import NOTEBOOK, run
from python_ml.publishing.places import database_path
from tests.python.house.rooms import machine_paths


def test_runs():
    path = database_path()
    if not path.exists():
        pytest.skip(f"there is no build at {path}: run `make build` or set HELIX_DB")
    outputs = [output for cell in run(NOTEBOOK).cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2


def test_shows_what_it_does_without_being_run():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    said = [cell for cell in cells if cell.cell_type == "code" and cell.outputs]
    assert len(said) >= 8


def test_is_small_and_knows_no_machine():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < 150_000
    assert machine_paths(text) == []
