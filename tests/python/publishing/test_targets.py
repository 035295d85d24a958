"""What reads while a build runs: `dbt show`, `dbt docs` and sqlfluff."""

import json
import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from tests.python.publishing.project import ROOT, TinyProject


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A project that is built and published, whose database another process would have to wait for."""
    project = TinyProject(tmp_path_factory.mktemp("held"))
    project.write()
    assert project.dbt("build").code == 0
    with duckdb.connect(project.folder / "shop.duckdb"):
        yield project


def test_the_target_of_builds_can_not_be_read_meanwhile(held):
    assert "is locked by a running build" in held.dbt("show", "--inline", "select 1").output


@pytest.mark.parametrize(
    "selected", [("--inline", "select * from {{ ref('red_articles') }}"), ("--select", "red_articles")]
)
def test_what_is_published_can_be_shown(held, selected):
    shown = held.dbt("show", "--target", "published", "--output", "json", *selected)
    assert shown.code == 0, shown.output
    rows = json.loads(shown.output[shown.output.index("{") :])["show"]
    assert [row["colour"] for row in rows] == ["red"] * 5


def test_the_docs_have_the_columns_of_what_is_published(held):
    ended = held.dbt("docs", "generate", "--static", "--target", "published")
    assert ended.code == 0, ended.output
    (file,) = held.folder.rglob("catalog.json")
    catalog = json.loads(file.read_text())["nodes"]
    assert set(catalog["model.local_helix.articles"]["columns"]) == {"colour", "size", "stamp", "label"}
    assert (file.parent / "static_index.html").is_file()


@pytest.mark.parametrize("target", ["published", "lint"])
def test_nothing_is_read_where_nothing_is_published(tmp_path, target):
    project = TinyProject(tmp_path)
    project.write()
    assert project.dbt("compile", "--target", target).code == 0
    assert not (tmp_path / "shop.duckdb").exists()


def test_what_is_published_can_not_be_changed(held):
    ended = held.dbt(
        "run-operation",
        "run_query",
        "--args",
        "{sql: drop table published.main.articles}",
        "--target",
        "published",
    )
    assert "read-only" in ended.output
    assert held.rows("select count(*) from articles") == [(20,)]


def test_sqlfluff_lints(held):
    for file in (".sqlfluff", "profiles.yml"):
        shutil.copy2(ROOT / file, held.folder)
    (held.folder / "models" / "sizes.sql").write_text("SELECT size FROM {{ ref('colours') }}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    ended = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", "--format", "json", "models/sizes.sql"],
        cwd=held.folder,
        env=environment | {"HELIX_DB": str(held.folder / "shop.duckdb"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    (file,) = json.loads(ended.stdout)
    assert {violation["code"] for violation in file["violations"]} == {"CP01"}
