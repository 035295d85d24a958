"""Run the notebook in docs/ on the last build, and keep what it shows.

Usage: python -m lab.notebook
"""

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "one_customer.ipynb"
SECONDS_A_CELL = 120


def run(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with what its cells show when they are run in turn.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If one of them fails.
    """
    notebook = nbformat.read(path, as_version=4)
    # Whoever runs it may draw elsewhere: here pictures are shown in the notebook.
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    # When it was run is no part of what it shows.
    return NotebookClient(notebook, timeout=SECONDS_A_CELL, record_timing=False).execute(env=environment)


if __name__ == "__main__":
    nbformat.write(run(NOTEBOOK), NOTEBOOK)
