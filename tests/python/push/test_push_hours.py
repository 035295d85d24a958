"""Quiet hours by the view of the last build, which HELIX_DB names, in a copy with a seed of its own."""

import shutil

import duckdb
import pytest

from python_ml.publishing.places import workshop_path
from tests.python.last_build import built_or_skipped


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = built_or_skipped(workshop_path())
    # A view names its tables with the name of the file.
    copy = tmp_path_factory.mktemp("quiet") / path.name
    shutil.copy(path, copy)
    return copy


@pytest.fixture
def hours(built):
    """Return a function from rows of quiet hours to what becomes of each hour: the open one it is moved to."""

    def answer(*quiet):
        with duckdb.connect(built) as connection:
            connection.execute("delete from quiet_hours")
            for row in quiet:
                connection.execute(
                    "insert into quiet_hours values (?, ?, ?, null)", [str(value) for value in row]
                )
            rows = connection.execute(
                "select weekday, hour, is_quiet, open_hour from int_push_hours where channel = 'push'"
            ).fetchall()
        assert len(rows) == 7 * 24
        assert all(is_quiet == (open_hour != hour) for _, hour, is_quiet, open_hour in rows)
        return {(weekday, hour): open_hour for weekday, hour, _, open_hour in rows}

    return answer


def moved(hours, weekday):
    return {hour: to for (day, hour), to in hours.items() if day == weekday and to != hour}


def test_without_a_row_every_hour_is_open(hours):
    assert all(moved(hours(), weekday) == {} for weekday in range(1, 8))


def test_nearest_open_hour_of_the_day_the_later_of_two(hours):
    day = moved(hours((2, 9, 14)), 2)
    assert day == {9: 8, 10: 8, 11: 14, 12: 14, 13: 14}


def test_a_night_goes_on_into_the_next_day(hours):
    week = hours((5, 22, 7))
    assert moved(week, 5) == {22: 21, 23: 21}
    assert moved(week, 6) == dict.fromkeys(range(7), 7)
    assert moved(week, 4) == moved(week, 7) == {}


def test_a_sunday_night_goes_on_into_monday(hours):
    week = hours((7, 23, 2))
    assert moved(week, 7) == {23: 22}
    assert moved(week, 1) == {0: 2, 1: 2}


def test_quiet_until_midnight_ends_with_the_day(hours):
    for midnight in (0, 24):
        week = hours((3, 20, midnight))
        assert moved(week, 3) == dict.fromkeys(range(20, 24), 19)
        assert moved(week, 4) == {}


def test_rows_that_overlap_add_up(hours):
    week = hours((1, 22, 9), (2, 6, 10), (2, 8, 12))
    assert moved(week, 2) == dict.fromkeys(range(12), 12)


def test_quiet_hours_of_a_channel_are_quiet_there_alone_and_beside_those_of_all(built):
    with duckdb.connect(built) as connection:
        connection.execute("update channels set is_active = 'true' where channel = 'email'")
        connection.execute("delete from quiet_hours")
        connection.execute(
            "insert into quiet_hours values ('2', '9', '11', 'E-Mail'), ('2', '20', '21', null)"
        )
        rows = connection.execute(
            "select channel, hour from int_push_hours where is_quiet and weekday = 2 order by channel, hour"
        ).fetchall()
        connection.execute("update channels set is_active = 'false' where channel = 'email'")
    assert rows == [("email", 9), ("email", 10), ("email", 20), ("push", 20)]


@pytest.mark.parametrize("row", [(4, 0, 24), (4, 0, 0)])
def test_a_day_that_is_all_quiet_has_nowhere_to_go(built, row):
    with duckdb.connect(built) as connection:
        connection.execute("delete from quiet_hours")
        connection.execute("insert into quiet_hours values (?, ?, ?, null)", [str(value) for value in row])
        rows = connection.execute("select weekday, open_hour from int_push_hours").fetchall()
    assert {weekday for weekday, open_hour in rows if open_hour is None} == {4}
