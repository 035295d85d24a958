"""The notebooks in docs/ run from top to bottom on the last build, which HELIX_DB names."""

import re
import shutil

import duckdb
import nbformat
import pytest

from lab.notebook import EXPLORATION, ONE_CUSTOMER, as_page, run, with_text
from python_ml.publishing.places import database_path
from tests.python.house.rooms import machine_paths
from tests.python.last_build import built_or_skipped

NOTEBOOKS = [pytest.param(path, id=path.stem) for path in (ONE_CUSTOMER, EXPLORATION)]
MOST_BYTES = {ONE_CUSTOMER: 150_000, EXPLORATION: 500_000}
# What a shop need not have, and the sentences that say so.
LACKING = {
    "prices": (
        "update int_purchases set spend_micros = 0",
        "The sales have no prices.",
    ),
    "hours": (
        "update int_purchases set sold_at = cast(sold_on as timestamp); delete from send_time_metrics",
        "The sales have no time of day, so nothing can be said of hours.",
    ),
    "attributes": (
        "update articles set name = null, product_code = null, category = null, department = null, colour = null, "
        "description = null",
        "The shop knows nothing of its articles but their ids.",
    ),
    "a closed window": (
        "delete from ranking_metrics; delete from timing_metrics; delete from evaluated_chances",
        "No test window has closed yet, so nothing says how good the lists are.",
    ),
    "sales": (
        "delete from int_purchases; delete from push_plan; delete from push_exclusions",
        "There is no whole week of sales yet.",
    ),
}


@pytest.fixture(scope="module")
def built():
    return built_or_skipped(database_path())


@pytest.fixture(scope="module")
def explored(built):
    return run(EXPLORATION)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def shown(notebook):
    return "\n".join(str(output.get("data", output.get("text"))) for output in outputs(notebook))


def pictures(notebook, form):
    return [output["data"][form] for output in outputs(notebook) if form in output.get("data", {})]


def test_one_customer_runs(built):
    notebook = run(ONE_CUSTOMER)
    assert not [output for output in outputs(notebook) if output.get("name") == "stderr"]
    assert len(pictures(notebook, "image/png")) == 2


def test_the_exploration_runs(explored):
    assert not [output for output in outputs(explored) if output.get("name") == "stderr"]
    assert len(pictures(explored, "image/svg+xml")) >= 9


def test_the_exploration_shows_no_customer(explored, built):
    with duckdb.connect(built, read_only=True) as connection:
        customers = connection.execute("select customer_id from customers").fetchall()
    said = set(re.findall(r"[\w'-]+", shown(explored)))
    assert not {customer for (customer,) in customers} & said


def test_the_same_build_shows_the_same(explored, built):
    assert shown(run(EXPLORATION)) == shown(explored)


@pytest.mark.parametrize("lacking", LACKING)
def test_says_what_a_shop_lacks(lacking, built, tmp_path, monkeypatch):
    change, sentence = LACKING[lacking]
    copy = tmp_path / "shop.duckdb"
    shutil.copyfile(built, copy)
    with duckdb.connect(copy) as connection:
        connection.execute(change)
    monkeypatch.setenv("HELIX_DB", str(copy))
    monkeypatch.delenv("HELIX_PUBLISHED", raising=False)
    assert sentence in shown(run(EXPLORATION))


def test_the_page_needs_no_network_and_shows_no_code(explored):
    page = as_page(explored)
    assert "<h1" in page
    assert "From sales to a plan" in page
    assert page.count("<svg") == len(pictures(explored, "image/svg+xml"))
    assert "import helix" not in page
    assert not re.search(r"<script|<link|<iframe|(?:src|href)=\"http", page)


def test_both_halves_of_the_exploration_say_the_same():
    kept = nbformat.read(EXPLORATION, as_version=4)
    text = with_text(EXPLORATION)
    assert [(cell.cell_type, cell.source) for cell in kept.cells] == [
        (cell.cell_type, cell.source) for cell in text.cells
    ], "run `make notebook`"


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_shows_what_it_does_without_being_run(path):
    cells = nbformat.read(path, as_version=4).cells
    said = [cell for cell in cells if cell.cell_type == "code" and cell.outputs]
    assert len(said) >= 8


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_is_small_and_knows_no_machine(path):
    text = path.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES[path]
    assert machine_paths(text) == []
