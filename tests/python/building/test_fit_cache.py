import duckdb
import polars as pl
import pytest

from python_ml.building.fit_cache import LastBuild


class This:
    database, schema, identifier = "memory", "main", "fits"

    def __str__(self):
        return "memory.main.fits"


@pytest.fixture
def session():
    with duckdb.connect() as connection:
        yield connection


def refused():
    raise AssertionError("fitted again")


def test_a_fit_is_taken_over_by_its_fingerprint(session):
    session.execute(
        "create table fits as select 'a' as split, 'abc' as fit_fingerprint, null::double as ndcg"
    )
    last_build = LastBuild(session, This())
    assert last_build.row("abc", refused) == {"split": "a", "fit_fingerprint": "abc", "ndcg": None}
    assert last_build.row("abd", lambda: {"split": "b"}) == {"split": "b", "fit_fingerprint": "abd"}


@pytest.mark.parametrize("before", [None, "create table fits as select 'a' as split"])
def test_without_a_table_or_fingerprints_everything_is_fitted(session, before):
    if before:
        session.execute(before)
    assert LastBuild(session, This()).row("abc", lambda: {"split": "a"})["split"] == "a"
    assert pl.DataFrame([LastBuild(session, This()).row("abc", lambda: {"split": "a"})]).height == 1
