import duckdb
import pyarrow as pa
import pytest

from python_ml.building.batch_store import stored

SCHEMA = pa.schema([("customer_key", pa.int32()), ("score", pa.float64())])


def batches_of(*sizes):
    firsts = [sum(sizes[:place]) for place in range(len(sizes))]
    for first, size in zip(firsts, sizes, strict=True):
        keys = pa.array(range(first, first + size), pa.int32())
        yield pa.record_batch([keys, keys.cast(pa.float64())], schema=SCHEMA)


@pytest.fixture
def session():
    with duckdb.connect() as connection:
        yield connection


def test_all_batches_are_stored_in_their_order(session):
    table = stored(session, "scores", pa.RecordBatchReader.from_batches(SCHEMA, batches_of(3, 0, 2)))
    assert table.fetchall() == [(key, float(key)) for key in range(5)]
    assert [str(kind) for kind in table.types] == ["INTEGER", "DOUBLE"]


def test_no_batch_makes_an_empty_table(session):
    table = stored(session, "scores", pa.RecordBatchReader.from_batches(SCHEMA, iter([])))
    assert table.columns == ["customer_key", "score"]
    assert table.fetchall() == []


def test_an_earlier_table_of_that_name_is_replaced(session):
    session.execute("create temporary table scores as select 'old' as word")
    table = stored(session, "scores", pa.RecordBatchReader.from_batches(SCHEMA, batches_of(1)))
    assert table.fetchall() == [(0, 0.0)]


def test_the_session_is_free_while_a_batch_is_made(session):
    def counted():
        for batch in batches_of(2, 2):
            seen.extend(session.execute("select count(*) from scores").fetchall())
            yield batch

    seen = []
    stored(session, "scores", pa.RecordBatchReader.from_batches(SCHEMA, counted()))
    assert seen == [(0,), (2,)]


def test_nothing_is_left_in_the_database(tmp_path):
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(file) as connection:
        stored(connection, "scores", pa.RecordBatchReader.from_batches(SCHEMA, batches_of(3)))
    with duckdb.connect(file) as connection:
        assert connection.execute("show all tables").fetchall() == []
