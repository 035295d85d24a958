from datetime import UTC, datetime

import pytest

from python_ml.publishing import DATABASE, new_build, open_run

MOMENT = datetime(2026, 1, 1, 6, tzinfo=UTC)
FIRST, SECOND = (f"00000{number}-20260101T060000Z" for number in (1, 2))


@pytest.fixture
def published(database, change):
    """Two builds of the shop, the second of which is read."""
    change("insert into build_facts values ('shop', 'raw_path', '', null, null, null, '', 'retail.parquet')")
    folder = database.with_suffix(".published")
    for _ in range(2):
        with new_build(folder, MOMENT) as build:
            (build / DATABASE).write_bytes(database.read_bytes())
    return folder


def test_an_answer_names_shop_day_and_build(helix, published):
    line = f"From shop online_retail (retail.parquet), as of 2011-10-28, build {SECOND}\n"
    result = helix("predict", "C00012")
    assert (result.stdout.splitlines(keepends=True)[-1], result.stderr) == (line, "")
    assert helix("predict", "C00012", "--json").stderr == line


@pytest.mark.parametrize(
    ("source", "shop", "is_part", "told"),
    [
        ("online_retail", "retail.parquet", False, "a later build that began at"),
        ("files", "shop_b", False, "a later build of another shop, files (shop_b), that began at"),
        ("files", "shop_b", True, "a later build of another shop, files (shop_b), that began at"),
        ("online_retail", "retail.parquet", True, None),
    ],
)
def test_warns_of_a_later_build_that_is_not_read(helix, published, source, shop, is_part, told):
    open_run(published, source, shop, MOMENT).close("a model failed", is_part=is_part)
    warning = helix("predict", "C00012").stderr
    if told is None:
        assert warning == ""
    else:
        assert warning == (
            f"helix: {told} 2026-01-01T06:00:00+00:00 published nothing, as a model failed: what was read is older\n"
        )


def test_warns_after_a_rollback(helix, published):
    assert helix("rollback").stdout.startswith(FIRST)
    assert helix("predict", "C00012").stderr == (
        f"helix: {FIRST} was read, and the later build {SECOND} was not: "
        f"`helix rollback --to {SECOND}` lets people read that one\n"
    )
