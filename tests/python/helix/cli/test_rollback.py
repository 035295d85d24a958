from datetime import UTC, datetime

import pytest

from python_ml.publishing import current_build, new_build
from python_ml.publishing.places import database_path, published_folder


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Three builds of three days, the last of which is read."""
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))
    folder = tmp_path / "shop.published"
    for day in (1, 2, 3):
        with new_build(folder, datetime(2026, 1, day, 6, tzinfo=UTC)) as build:
            (build / "helix.duckdb").touch()
    return folder


def test_goes_back_a_build(helix, published):
    result = helix("rollback")
    assert result.output == "000002-20260102T060000Z is read from now on, no longer 000003-20260103T060000Z\n"
    assert current_build(published) == "000002-20260102T060000Z"
    assert database_path() == published / "builds" / "000002-20260102T060000Z" / "helix.duckdb"


def test_goes_to_any_build(helix, published):
    helix("rollback", "--to", "000001-20260101T060000Z")
    assert current_build(published) == "000001-20260101T060000Z"
    result = helix("rollback", "--to", "000003-20260103T060000Z")
    assert result.output == "000003-20260103T060000Z is read from now on, no longer 000001-20260101T060000Z\n"
    assert (
        helix("rollback", "--to", "000003-20260103T060000Z").output
        == "000003-20260103T060000Z is read already\n"
    )


def test_lists_the_builds(helix, published):
    helix("rollback")
    assert helix("rollback", "--list").output == (
        "000001-20260101T060000Z\n000002-20260102T060000Z  is read now\n000003-20260103T060000Z\n"
    )
    assert current_build(published) == "000002-20260102T060000Z"


def test_there_is_no_build_before(refused, helix, published):
    helix("rollback")
    helix("rollback")
    assert refused("rollback") == (
        f"there is no build before 000001-20260101T060000Z in {published}: HELIX_KEEP_BUILDS says how many are kept"
    )


def test_there_is_no_such_build(refused, published):
    assert refused("rollback", "--to", "yesterday") == (
        f"there is no build 'yesterday' in {published}: "
        "there are 000001-20260101T060000Z, 000002-20260102T060000Z, 000003-20260103T060000Z"
    )


@pytest.mark.parametrize("arguments", [(), ("--list",)])
def test_nothing_is_published(refused, tmp_path, monkeypatch, arguments):
    monkeypatch.setenv("HELIX_PUBLISHED", str(tmp_path / "empty"))
    assert published_folder() == tmp_path / "empty"
    assert refused("rollback", *arguments) == (
        f"nothing is published in {tmp_path / 'empty'} yet: run `make build`"
    )
