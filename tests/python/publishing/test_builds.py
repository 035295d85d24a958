import os
import subprocess
import sys

import pytest

from python_ml.problems import Busy, NotBuilt, Unknown
from python_ml.publishing import (
    DATABASE,
    builds,
    current_build,
    current_database,
    new_build,
    prune,
    roll_back,
    switch_to,
)
from tests.python.publishing.made_builds import MOMENT, publish

HOLDS_THE_LOCK = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from python_ml.publishing import new_build
with new_build(Path(sys.argv[1]), datetime.now(UTC)) as folder:
    (folder / "helix.duckdb").write_text("half")
    print("open", flush=True)
    time.sleep(60)
"""


def test_nothing_is_published_yet(published):
    assert builds(published) == []
    assert current_build(published) is None
    assert current_database(published) is None


def test_a_build_is_published_once_it_is_whole(published):
    publish(published, 2)
    with new_build(published, MOMENT.replace(day=3)) as folder:
        (folder / DATABASE).write_text("new")
        assert builds(published) == [current_build(published)] == ["000001-20260102T060000Z"]
        assert folder.parent == published / "builds"
    assert builds(published) == ["000001-20260102T060000Z", "000002-20260103T060000Z"]
    assert current_build(published) == "000002-20260103T060000Z"
    assert (published / "current" / DATABASE).read_text() == "new"


def test_a_reader_keeps_the_build_it_opened(published):
    publish(published, 2, "old")
    path = current_database(published)
    with (published / "current" / DATABASE).open() as reader:
        publish(published, 3, "new")
        assert path.read_text() == "old"
        assert prune(published, 1) == []
        assert prune(published, 0) == ["000001-20260102T060000Z"]
        assert not path.exists()
        assert reader.read() == "old"


def test_nothing_of_a_build_that_fails_is_left(published):
    def fail(folder):
        (folder / DATABASE).write_text("half")
        raise OSError("disk full")

    publish(published, 2)
    with pytest.raises(OSError, match="full"), new_build(published, MOMENT.replace(day=3)) as folder:
        fail(folder)
    assert current_build(published) == "000001-20260102T060000Z"
    assert os.listdir(published / "builds") == ["000001-20260102T060000Z"]


def test_what_a_kill_left_behind_is_removed_by_the_next_build(published):
    publish(published, 2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_THE_LOCK, str(published)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(Busy, match="another build is being published in"):
            publish(published, 3)
        process.kill()
    assert len(os.listdir(published / "builds")) == 2
    assert builds(published) == ["000001-20260102T060000Z"]
    (published / ".current.partial").symlink_to("nowhere")
    publish(published, 3)
    assert sorted(os.listdir(published / "builds")) == ["000001-20260102T060000Z", "000002-20260103T060000Z"]
    assert sorted(os.listdir(published)) == ["builds", "current", "history"]


def test_two_builds_of_one_second_have_two_names(published):
    for _ in range(3):
        publish(published, 2)
    assert builds(published) == [
        "000001-20260102T060000Z",
        "000002-20260102T060000Z",
        "000003-20260102T060000Z",
    ]
    assert current_build(published) == "000003-20260102T060000Z"


def test_a_published_file_is_not_written_to(published):
    publish(published, 2)
    assert current_database(published).stat().st_mode & 0o222 == 0


def test_the_newest_builds_and_the_current_one_are_kept(published):
    for day in range(2, 7):
        publish(published, day)
    switch_to(published, "000001-20260102T060000Z")
    assert prune(published, 2) == ["000002-20260103T060000Z", "000003-20260104T060000Z"]
    assert builds(published) == [
        "000001-20260102T060000Z",
        "000004-20260105T060000Z",
        "000005-20260106T060000Z",
    ]
    assert prune(published, 2) == []


def test_roll_back_goes_to_the_build_before(published):
    for day in (2, 3, 4):
        publish(published, day)
    assert roll_back(published) == current_build(published) == "000002-20260103T060000Z"
    assert roll_back(published) == current_build(published) == "000001-20260102T060000Z"
    with pytest.raises(Unknown, match="there is no build before 000001-20260102T060000Z in"):
        roll_back(published)
    assert current_build(published) == "000001-20260102T060000Z"
    publish(published, 5)
    assert current_build(published) == "000004-20260105T060000Z"


def test_roll_back_where_nothing_is_published(published):
    with pytest.raises(NotBuilt, match=r"nothing is published in .* yet: run `make build`"):
        roll_back(published)


@pytest.mark.parametrize(
    ("days", "known"), [((), "none is published yet"), ((2,), "there are 000001-20260102T060000Z")]
)
def test_switch_to_an_unknown_build(published, days, known):
    for day in days:
        publish(published, day)
    with pytest.raises(Unknown, match=f"there is no build '2027' in .*: {known}"):
        switch_to(published, "2027")


def test_a_current_build_that_somebody_removed_is_none(published):
    publish(published, 2)
    (published / "builds" / "000001-20260102T060000Z").rename(published / "elsewhere")
    assert current_build(published) is None
