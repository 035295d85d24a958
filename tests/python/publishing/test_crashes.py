"""Publishing and going back die at every call of the file system: a quick part of what `make faults` does."""

import errno
import os

import pytest

from lab.faults.crashes import SCENARIOS, Scenario, check_crashes, publish_many, publish_tiny
from python_ml.publishing import builds
from python_ml.publishing.builds import BUILDS, CURRENT, build_id, new_build

NAMES = ("a build is published after a kill", "people go back", "people go to a build")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost(tmp_path, name):
    (scenario,) = [each for each in SCENARIOS if each.name == name]
    assert check_crashes(tmp_path, [scenario], [errno.ENOSPC]) == []


def publish_in_place(published):
    """Publishing as it must not be: the link is taken away before the next one is there."""
    with new_build(published, publish_in_place.moment) as folder:
        (folder / "helix.duckdb").write_text(build_id(folder))
        (published / CURRENT).unlink()


def test_a_link_that_is_missing_for_a_moment_is_found(tmp_path, monkeypatch):
    from lab.faults import crashes

    publish_in_place.moment = crashes.MOMENT
    broken = Scenario("a build is published", publish_many, publish_in_place)
    found = check_crashes(tmp_path, [broken], [])
    assert any("nothing is read any more" in problem for problem in found)


def test_what_is_published_is_what_the_lab_publishes(tmp_path):
    publish_tiny(tmp_path)
    (build,) = builds(tmp_path)
    assert os.readlink(tmp_path / CURRENT) == f"{BUILDS}/{build}"
