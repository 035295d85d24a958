"""Run the notebooks in docs/ on the last build, keep what they show, and write a page of the one on the whole shop.

Usage: python -m lab.notebook
"""

import copy
import os
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from python_ml.publishing.places import project_root
from python_ml.reporting.report import page_html

DOCS = Path(__file__).resolve().parents[1] / "docs"
ONE_CUSTOMER = DOCS / "one_customer.ipynb"
EXPLORATION = DOCS / "eda.ipynb"
PAGE = Path("target") / "eda.html"
SECONDS_A_CELL = 120


def with_text(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with the cells of the text beside it, if there is one: the text is what people edit.

    Parameters
    ----------
    path
        A notebook, which need not be there yet if its text is.
    """
    text = path.with_suffix(".py")
    if not text.exists():
        return nbformat.read(path, as_version=4)
    notebook = jupytext.read(text)
    for number, cell in enumerate(notebook.cells):
        # Drawn at random otherwise, and another one each time.
        cell["id"] = f"cell-{number:02d}"
        cell.metadata.pop("lines_to_next_cell", None)
    return notebook


def run(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with what its cells show when they are run in turn.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If one of them fails.
    """
    # Whoever runs it may draw elsewhere: here pictures are shown in the notebook.
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    # When it was run is no part of what it shows.
    return NotebookClient(with_text(path), timeout=SECONDS_A_CELL, record_timing=False).execute(
        env=environment
    )


def as_page(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as one HTML file without its code, in the style of the reports: it needs no network.

    Parameters
    ----------
    notebook
        One whose first cell is front matter with a title, as Quarto reads it.
    """
    front_matter, *cells = notebook.cells
    title = yaml.safe_load(front_matter.source.strip("-\n"))["title"]
    shown = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}"), *cells])
    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True, exclude_anchor_links=True
    )
    body, _ = exporter.from_notebook_node(_with_inline_pictures(shown))
    return page_html(title, body)


def _with_inline_pictures(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook whose pictures are part of the page, where they take the colour of its text."""
    inline = copy.deepcopy(notebook)
    for cell in inline.cells:
        for output in cell.get("outputs", []):
            if "image/svg+xml" in output.get("data", {}):
                output["data"] = {"text/html": output["data"]["image/svg+xml"]}
    return inline


def main() -> None:
    """Run both notebooks where they lie, and write the page."""
    nbformat.write(run(ONE_CUSTOMER), ONE_CUSTOMER)
    explored = run(EXPLORATION)
    nbformat.write(explored, EXPLORATION)
    page = project_root() / PAGE
    page.parent.mkdir(exist_ok=True)
    page.write_text(as_page(explored), encoding="utf-8")
    print(f"Open {PAGE} in a browser.")


if __name__ == "__main__":
    main()
