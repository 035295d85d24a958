import asyncio

import pytest

import helix.api.builds
from helix.api.builds import Builds
from python_ml.problems import NotBuilt, OutOfDate
from tests.python.api.shop import FakeLookup


@pytest.fixture
def builds(published, monkeypatch):
    monkeypatch.setattr(helix.api.builds, "Lookup", FakeLookup)
    return Builds(published)


def test_a_newer_build_takes_over_and_whoever_holds_the_older_keeps_it(builds, publish):
    with pytest.raises(NotBuilt):
        _ = builds.current
    first = publish()
    builds.refresh()
    held = builds.current
    second = publish()
    builds.refresh()
    assert (held.id, builds.current.id) == (first, second)
    assert held.article("dress").name == "Dress"
    again = builds.current
    builds.refresh()
    assert builds.current is again


def test_a_build_that_cannot_be_opened_leaves_the_older_one_answering(builds, publish, monkeypatch, caplog):
    first = publish()
    builds.refresh()
    opened = []

    def damaged(folder):
        opened.append(folder)
        raise OutOfDate("its lookup is of another version")

    monkeypatch.setattr(FakeLookup, "open", damaged)
    publish()
    builds.refresh()
    builds.refresh()
    assert builds.current.id == first
    assert len(opened) == 1
    said = [record.getMessage() for record in caplog.records if record.name == "helix.api.builds"]
    assert len([each for each in said if "can't be served" in each]) == 1


def test_builds_are_followed(builds, publish, monkeypatch):
    monkeypatch.setattr(helix.api.builds, "LOOK_SECONDS", 0.01)
    build = publish()

    async def awaited():
        following = asyncio.create_task(builds.follow())
        while builds._open is None:
            await asyncio.sleep(0.01)
        following.cancel()

    asyncio.run(awaited())
    assert builds.current.id == build


def test_a_folder_that_cannot_be_read_is_looked_at_again(builds, monkeypatch, caplog):
    monkeypatch.setattr(helix.api.builds, "LOOK_SECONDS", 0.01)
    looks = []

    def unreadable():
        looks.append(1)
        raise PermissionError("anna")

    monkeypatch.setattr(builds, "refresh", unreadable)

    async def awaited():
        following = asyncio.create_task(builds.follow())
        while len(looks) < 2:
            await asyncio.sleep(0.01)
        following.cancel()

    asyncio.run(awaited())
    assert "PermissionError" in caplog.text
