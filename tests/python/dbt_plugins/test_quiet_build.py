"""What a person sees of a build, in a small project: a line a step, failures in full, the summary."""

import re
import sys

import duckdb
import pytest
import yaml

from tests.python.publishing.project import ROOT, TinyProject

BUILD = (sys.executable, "-m", "dbt_plugins.build")
FACTS = """
select
    'shop' as subject, 'source' as name, '' as detail, cast(null as double) as value, cast(null as double) as low,
    cast(null as double) as high, '' as unit, 'tiny' as text
from {{ ref('articles') }} limit 1
"""
# A library that warns, and one that logs: of neither may anything reach the console.
LOUD = """
import logging
import warnings

from python_ml.building import progress


def model(dbt, session):
    warnings.warn("numbers overflow")
    logging.getLogger("mlflow.store").info("creates tables")
    logging.getLogger("library").warning("is old")
    progress.notice("loud")("half of it is done")
    dbt.ref("sizes")
    return session.sql("select 1 as x")
"""
BROKEN = "select no_such_column from {{ ref('sizes') }}"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    project = TinyProject(tmp_path_factory.mktemp("shop"))
    project.write()
    add(project, "models/marts/monitoring/build_facts.sql", FACTS)
    add(
        project,
        "models/marts/monitoring/build_steps.sql",
        (ROOT / "models/marts/monitoring/build_steps.sql").read_text(),
    )
    add(project, "models/marts/features/loud.py", LOUD)
    exposure = {
        "name": "summary",
        "type": "application",
        "owner": {"name": "nobody"},
        "depends_on": ["ref('build_facts')", "ref('build_steps')"],
    }
    add(project, "models/marts/monitoring/exposures.yml", yaml.safe_dump({"exposures": [exposure]}))
    unit_test = {
        "name": "red_is_red",
        "model": "red_articles",
        "given": [{"input": "ref('articles')", "rows": [{"colour": "blue"}]}],
        "expect": {"rows": [{"colour": "red"}]},
    }
    add(project, "models/unit_tests.yml", yaml.safe_dump({"unit_tests": [unit_test]}))
    return project


def add(project, name, text):
    path = project.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def build(project, *arguments, **variables):
    process = project.start(*arguments, command=BUILD, **variables)
    output, _ = process.communicate()
    return process.returncode, output


@pytest.fixture(scope="module")
def first(base):
    """A build that succeeds: its exit code, and what it printed."""
    return build(base)


def test_a_build_is_a_line_a_step_and_the_summary(base, first):
    code, output = first
    assert code == 0, output
    head, *steps = output.split("\n\n")[0].splitlines()
    assert head == f"Building; dbt's whole log goes to {base.folder / 'logs' / 'dbt.log'}"
    assert {line.split("  ")[1].strip(): line.split()[-4:-2] for line in steps} == {
        "seeds": ["1", "seed"],
        "features": ["1", "model"],
        "monitoring": ["2", "models"],
        "tests": ["2", "tests"],
    }
    summary = output.split("\n\n")[1].splitlines()
    assert summary[0] == "Local-Helix has built the shop tiny"
    assert re.fullmatch(r"  published   build \S+, \d+\.\d MB: what helix reads from now on", summary[-1])
    assert len(output.split("\n\n")) == 2, "nothing comes after the summary"


def test_what_libraries_say_is_in_the_log_and_not_on_the_console(base, first):
    log = (base.folder / "logs" / "dbt.log").read_text()
    for text in ("numbers overflow", "creates tables", "is old", "half of it is done"):
        assert text in log
        assert text not in first[1]


def test_plain_dbt_shows_progress_but_no_warnings_of_libraries(base, first):
    outcome = base.dbt("run", "--select", "loud", "sizes")
    assert outcome.code == 0, outcome.output
    assert "  loud  half of it is done\n" in outcome.output
    assert "numbers overflow" not in outcome.output
    assert "is old" not in outcome.output


def test_published_steps_add_up_to_the_build_with_publishing(base, first):
    steps = base.rows("from build_steps order by ended_at, step")
    with duckdb.connect(base.folder / "shop.duckdb", read_only=True) as database:
        assert database.sql("from build_steps order by ended_at, step").fetchall() == steps
    ((seconds, lasted),) = base.rows(
        "select sum(seconds), epoch(max(ended_at) - min(started_at)) from build_steps"
    )
    assert seconds == pytest.approx(lasted, abs=1e-3)
    ((took, began_last),) = base.rows(
        "select seconds, started_at = (select max(ended_at) from build_steps where step <> 'publishing')"
        " from build_steps where step = 'publishing'"
    )
    assert took > 0
    assert began_last
    assert base.rows("select row_count from published_build where table_name = 'build_steps'") == [
        (len(steps),)
    ]
    assert base.rows("select step, nodes from build_steps where nodes > 0 order by step") == [
        ("features", 1),
        ("monitoring", 2),
        ("seeds", 1),
        ("tests", 2),
    ]


def test_verbose_is_dbts_own_log_without_unit_tests(base):
    code, output = build(base, "--verbose", "--select", "red_articles")
    assert code == 0, output
    assert "OK created sql view model main.red_articles" in output
    assert "unit_test" not in output


def test_unit_tests_run_for_who_asks(base):
    code, output = build(base, "--exclude-resource-type", "snapshot", "--select", "red_articles")
    assert code == 1, output
    assert "Failure in unit_test red_is_red" in output


def test_a_model_that_fails_is_shown_in_full(base, first):
    add(base, "models/marts/features/broken.sql", BROKEN)
    add(base, "models/marts/features/after.sql", "select * from {{ ref('broken') }}")
    try:
        code, output = build(base)
    finally:
        for name in ("broken", "after"):
            (base.folder / f"models/marts/features/{name}.sql").unlink()
    assert code == 1
    (features,) = [line for line in output.splitlines() if line.startswith("  features ")]
    assert features.endswith("1 failed; 1 skipped")
    assert "Failure in model broken (models/marts/features/broken.sql)" in output
    assert 'Referenced column "no_such_column" not found' in output
    assert "  published   nothing: broken failed" in output
    assert len(base.builds()) == 1


def test_a_test_that_fails_is_shown_with_what_it_found(base, first):
    code, output = build(base, least=100)
    assert code == 1
    assert "Failure in test there_are_sizes (tests/there_are_sizes.sql)" in output
    assert "Got 1 result, configured to fail if != 0" in output
    assert "compiled code at" in output
    assert "  published   nothing: there_are_sizes failed" in output


def test_a_project_that_cannot_be_read_ends_in_its_reason(base):
    add(base, "models/marts/features/nonsense.sql", "select * from {{ ref('nobody') }}")
    try:
        code, output = build(base)
    finally:
        (base.folder / "models/marts/features/nonsense.sql").unlink()
    assert code == 2
    assert "depends on a node named 'nobody' which was not found" in output
