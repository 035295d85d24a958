"""The order of builds, what is kept, what a rollback goes to, and what a broken publication is answered with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from python_ml.problems import BadInput, Problem
from python_ml.publishing import (
    DATABASE,
    builds,
    current_build,
    current_database,
    new_build,
    open_run,
    prepare,
    prune,
    read_current,
    repair,
    roll_back,
    switch_to,
    unpublished_run,
)
from python_ml.publishing.runs import Run
from tests.python.publishing.made_builds import MOMENT, publish

FIRST, SECOND, THIRD = (f"00000{number}-2026010{number + 1}T060000Z" for number in (1, 2, 3))
BEGINS_A_RUN = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from python_ml.publishing import open_run
run = open_run(Path(sys.argv[1]), "files", "shop_a", datetime(2026, 1, 2, 6, tzinfo=UTC))
print("begun", flush=True)
time.sleep(60)
"""


def test_the_build_people_rolled_back_to_outlives_the_next_publication(published):
    for day in (2, 3, 4):
        publish(published, day)
    assert roll_back(published) == SECOND
    publish(published, 5)
    assert prune(published, 1) == [FIRST, THIRD]
    assert roll_back(published) == SECOND


def test_roll_back_goes_to_what_was_read_and_not_to_what_is_older(published):
    for day in (2, 3, 4):
        publish(published, day)
    switch_to(published, FIRST)
    assert [roll_back(published) for _ in range(3)] == [THIRD, SECOND, FIRST]


def test_a_clock_that_was_ahead_breaks_nothing(published):
    """Builds of earlier versions are named after the clock alone, and come before all others."""
    names = ["20990101T000000Z", "20990101T000000Z-2", "20990101T000000Z-10"]
    for name in reversed(names):
        (published / "builds" / name).mkdir(parents=True)
    (published / "current").symlink_to("builds/20990101T000000Z-10")
    for day in (6, 2):
        publish(published, day)
    assert builds(published) == [*names, "000001-20260106T060000Z", "000002-20260102T060000Z"]
    back = [roll_back(published) for _ in range(4)]
    assert back == ["000001-20260106T060000Z", *reversed(names)]


def test_a_number_is_given_once_even_to_a_build_that_was_removed(published):
    publish(published, 2)
    publish(published, 3)
    shutil.rmtree(published / "builds" / SECOND)
    publish(published, 4)
    assert current_build(published) == THIRD


def test_only_the_owner_and_their_group_read_it(published):
    before = os.umask(0)
    try:
        with new_build(published, MOMENT) as folder:
            (folder / "features").mkdir()
            (folder / "features" / "articles.parquet").write_text("rows")
            (folder / DATABASE).write_text("rows")
    finally:
        os.umask(before)
    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in [published, *published.rglob("*")]
        if not path.is_symlink()
    }
    assert {modes.pop(name) for name in (DATABASE, "articles.parquet")} == {0o440}
    assert modes.pop("history") == 0o640
    assert set(modes.values()) == {0o750}


def test_a_reader_opens_what_is_current_when_others_are_removed_meanwhile(published):
    publish(published, 2, "first")

    def open_late(database):
        if FIRST in str(database):
            for day in (3, 4):
                publish(published, day, f"day {day}")
            prune(published, 0)
        return database.read_text()

    assert read_current(published, open_late) == "day 4"
    current_database(published).unlink()
    with pytest.raises(FileNotFoundError):
        read_current(published, Path.read_text)


@pytest.mark.parametrize(
    ("copied", "repaired"), [(FIRST, FIRST), (None, SECOND), ("a build that is not there", "000003-")]
)
def test_a_publication_whose_link_was_lost_in_a_copy(published, copied, repaired):
    publish(published, 2, "one")
    publish(published, 3, "two")
    (published / "current").unlink()
    if copied == FIRST:
        shutil.copytree(published / "builds" / FIRST, published / "current")
    else:
        (published / "current").mkdir()
    if copied not in (None, FIRST):
        (published / "current" / DATABASE).write_text("three")
    for use in (current_build, roll_back, prepare):
        with pytest.raises(
            Problem, match=r"current is no link .*: run `helix rollback --repair` to make it one"
        ):
            use(published)
    with pytest.raises(Problem, match="is no link"):
        publish(published, 4)
    assert repair(published).startswith(repaired)
    assert current_build(published).startswith(repaired)
    assert not [name for name in os.listdir(published / "builds") if name.startswith(".")]
    assert repair(published) == current_build(published)


def test_a_file_is_no_folder_of_builds(published):
    published.write_text("")
    for use in (builds, current_build, prepare, roll_back):
        with pytest.raises(
            BadInput, match=r"is a file, and not a folder .*: let HELIX_PUBLISHED name a folder"
        ):
            use(published)


def test_a_run_that_published_nothing_is_known(published):
    """Killed, failed, or still running: a reader can tell, whoever runs it."""
    publish(published, 2)
    with subprocess.Popen(
        [sys.executable, "-c", BEGINS_A_RUN, str(published)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        assert unpublished_run(published) is None
        process.kill()
    assert unpublished_run(published) == Run("files", "shop_a", "2026-01-02T06:00:00+00:00", after=1)
    open_run(published, "files", "shop_a", MOMENT).close("a model failed", is_part=False)
    assert unpublished_run(published).problem == "a model failed"
    open_run(published, "files", "shop_a", MOMENT).close("it was a part", is_part=True)
    assert unpublished_run(published).problem == "a model failed"
    open_run(published, "files", "shop_b", MOMENT).close("it was a part", is_part=True)
    assert (unpublished_run(published).shop, unpublished_run(published).is_part) == ("shop_b", True)
    publish(published, 3)
    assert unpublished_run(published) is None
