import duckdb
import polars as pl
import pyarrow as pa
import pytest

from python_ml.building.fit_cache import FitCache

LEARNED = [pa.table({"x": [1.0, 2.0]})]
SETTINGS = {"seed": 1}


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
    row = FitCache(session, This(), "code").row(LEARNED, SETTINGS, lambda: {"split": "a", "ndcg": None})
    rows = pl.DataFrame([row], schema_overrides={"ndcg": pl.Float64})
    session.execute("create table fits as from rows")
    assert rows.height == 1
    return row


def refused():
    raise AssertionError("fitted again")


def test_a_fit_of_the_same_data_settings_and_code_is_taken_over(session, fitted):
    assert FitCache(session, This(), "code").row(LEARNED, SETTINGS, refused) == fitted


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
    row = FitCache(session, This(), code).row(learned, settings, lambda: {"split": "b"})
    assert row["split"] == "b"
    assert row["fit_fingerprint"] != fitted["fit_fingerprint"]


def test_a_full_refresh_takes_over_nothing(session, fitted):
    session.execute("set variable keep_nothing = true")
    row = FitCache(session, This(), "code").row(LEARNED, SETTINGS, lambda: {"split": "b"})
    assert row == {"split": "b", "fit_fingerprint": fitted["fit_fingerprint"]}


@pytest.mark.parametrize("before", [None, "create table fits as select 'a' as split"])
def test_without_a_table_or_fingerprints_everything_is_fitted(session, before):
    if before:
        session.execute(before)
    assert FitCache(session, This(), "code").row(LEARNED, SETTINGS, lambda: {"split": "b"})["split"] == "b"
