"""Kills, full disks and short memory: people read the last whole build, and the next build ends well."""

import os
import signal
import time
from dataclasses import replace

import pytest

from python_ml.publishing import current_build
from tests.python.publishing.project import TinyProject

MANY = 6_000_000


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a published build."""
    project = TinyProject(tmp_path_factory.mktemp("shop"))
    project.write()
    outcome = project.dbt("build")
    assert outcome.code == 0, outcome.output
    return project


def is_publishing(project):
    return any((project.published / "builds").glob(".*.partial"))


def assert_next_build_is_published(project, stamp):
    outcome = project.dbt("build", stamp=stamp)
    assert outcome.code == 0, outcome.output
    assert project.rows("select distinct stamp from red_articles") == [(stamp,)]
    assert not is_publishing(project)


def assert_only_sentence(outcome, start):
    """The sentence stands there once, on a line of its own, and no traceback does."""
    (sentence,) = [line.strip() for line in outcome.output.splitlines() if line.strip().startswith(start)]
    assert outcome.output.count(sentence) == 1
    assert sentence.endswith("published tables are as they were.")
    assert "Traceback" not in outcome.output
    return sentence


@pytest.mark.parametrize(("seconds", "stamp"), [(0, 2), (0.2, 3)])
def test_killed_while_it_publishes(project, seconds, stamp):
    before = current_build(project.published)
    process = project.start("build", noise=MANY)
    while not is_publishing(project):
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert is_publishing(project)
    assert current_build(project.published) == before
    assert project.rows("select count(*) from articles") == [(20,)]
    assert_next_build_is_published(project, stamp)


def test_memory_runs_short_in_a_model(project):
    before = current_build(project.published)
    outcome = replace(project, environment={"HELIX_MEMORY_LIMIT": "24MB"}).dbt("build", hunger=MANY)
    assert outcome.code == 1
    assert "raise HELIX_MEMORY_LIMIT (now 24MB)" in assert_only_sentence(
        outcome, "hungry found too little memory: "
    )
    assert outcome.published == "nothing: hungry failed"
    assert current_build(project.published) == before
    assert_next_build_is_published(project, stamp=4)


def test_disk_is_full_in_a_model(project):
    before = current_build(project.published)
    outcome = replace(project, largest_file=16_000_000).dbt("build", rows=MANY)
    assert outcome.code == 1
    assert "free space where the database" in assert_only_sentence(
        outcome, "articles found no room on the disk: "
    )
    assert current_build(project.published) == before
    assert_next_build_is_published(project, stamp=5)


def test_disk_is_full_while_it_publishes(project):
    before = current_build(project.published)
    outcome = replace(project, largest_file=16_000_000).dbt("build", noise=MANY)
    assert outcome.code == 2
    assert_only_sentence(outcome, "The published build found no room on the disk: ")
    assert current_build(project.published) == before
    assert not is_publishing(project)
    assert_next_build_is_published(project, stamp=6)
