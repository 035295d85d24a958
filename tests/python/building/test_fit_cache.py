import duckdb
import polars as pl
import pyarrow as pa
import pytest

from python_ml.building.fit_cache import FitCache

LEARNED = [pa.table({"x": [1.0, 2.0]})]
SETTINGS = {"seed": 1}
PURPOSE = {"split": "a"}


class This:
    database, schema, identifier = "memory", "main", "fits"

    def __str__(self):
        return "memory.main.fits"


@pytest.fixture
def session():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def fitted(session):
    """The row of a fit, in the table that a build left."""
    row = FitCache(session, This(), "code").row(PURPOSE, LEARNED, SETTINGS, lambda: {"ndcg": None, "run": 1})
    leave(session, [row])
    return row


def leave(session, rows):
    """Write the table that the next build finds."""
    frame = pl.DataFrame(rows, schema_overrides={"ndcg": pl.Float64})
    session.execute("create or replace table fits as from frame")
    assert frame.height == len(rows)


def refused():
    raise AssertionError("fitted again")


def test_a_fit_of_the_same_purpose_data_settings_and_code_is_taken_over(session, fitted):
    assert FitCache(session, This(), "code").row(PURPOSE, LEARNED, SETTINGS, refused) == fitted


@pytest.mark.parametrize(
    ("code", "learned", "settings"),
    [
        ("other code", LEARNED, SETTINGS),
        ("code", [pa.table({"x": [1.0, 2.5]})], SETTINGS),
        ("code", LEARNED * 2, SETTINGS),
        ("code", LEARNED, {"seed": 2}),
    ],
)
def test_a_fit_of_anything_else_is_not(session, fitted, code, learned, settings):
    row = FitCache(session, This(), code).row(PURPOSE, learned, settings, lambda: {"run": 2})
    assert row["run"] == 2
    assert row["fit_fingerprint"] != fitted["fit_fingerprint"]


def test_fits_of_equal_data_for_different_purposes_stay_apart_in_every_build(session):
    purposes = [{"split": split} for split in ("validation", "test", "serve")]
    cache = FitCache(session, This(), "code")
    first = [
        cache.row(each, LEARNED, SETTINGS, lambda run=run: {"run": run}) for run, each in enumerate(purposes)
    ]
    for _ in range(2):
        leave(session, first)
        cache = FitCache(session, This(), "code")
        assert [cache.row(each, LEARNED, SETTINGS, refused) for each in purposes] == first
    assert [(row["split"], row["run"]) for row in first] == [("validation", 0), ("test", 1), ("serve", 2)]


def test_a_table_that_lost_a_purpose_gets_it_back(session, fitted):
    leave(session, [fitted, fitted])
    other = FitCache(session, This(), "code").row({"split": "b"}, LEARNED, SETTINGS, lambda: {"run": 2})
    assert (other["split"], other["run"]) == ("b", 2)


def test_a_full_refresh_takes_over_nothing(session, fitted):
    session.execute("set variable keep_nothing = true")
    row = FitCache(session, This(), "code").row(PURPOSE, LEARNED, SETTINGS, lambda: {"run": 2})
    assert row == {**PURPOSE, "run": 2, "fit_fingerprint": fitted["fit_fingerprint"]}


@pytest.mark.parametrize("before", [None, "create table fits as select 'a' as split"])
def test_without_a_table_or_fingerprints_everything_is_fitted(session, before):
    if before:
        session.execute(before)
    assert FitCache(session, This(), "code").row(PURPOSE, LEARNED, SETTINGS, lambda: {"run": 2})["run"] == 2
