"""Questions in SQL: what they are answered, and that they reach nothing else."""

import datetime

import duckdb
import pytest

from helix.reading.query import query
from python_ml.problems import BadInput


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            "create table sales as select range as place, range % 7 as article from range(30_000)"
        )
        connection.execute("create table names (name varchar); insert into names values ('Tilda')")
    return path


@pytest.fixture
def ask(database):
    """Return a function that asks the database, with columns, types and rows."""

    def run(sql, parameters=(), **options):
        with query(sql, parameters, path=database, **options) as answer:
            return answer.columns, answer.types, list(answer.rows)

    return run


@pytest.fixture
def refused(ask):
    """Return a function that asks what can't be answered, with the sentence that says so."""

    def run(sql):
        with pytest.raises(BadInput) as caught:
            ask(sql)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return run


def test_values_have_names_and_types(ask):
    columns, types, rows = ask("select 1 as a, date '2026-01-01' as b, null::double as c")
    assert columns == ("a", "b", "c")
    assert types == ("INTEGER", "DATE", "DOUBLE")
    assert rows == [(1, datetime.date(2026, 1, 1), None)]


def test_text_is_exact(ask):
    _, _, rows = ask(
        "select 0.1::double + 0.2, 1.50::decimal(5, 2), timestamp 'infinity', null, ''", cells="text"
    )
    assert rows == [("0.30000000000000004", "1.50", "infinity", None, "")]


def test_json_keeps_numbers_and_lists(ask):
    _, _, rows = ask("select 12345678901234567890.5::decimal(38, 1), [1, null], 'a\"b', null", cells="json")
    assert rows == [("12345678901234567890.5", "[1,null]", '"a\\"b"', None)]


def test_parameters_are_bound_by_place_and_by_name(ask):
    assert ask("select ? + 1 as a", [41])[2] == [(42,)]
    assert ask("select $name as a", {"name": "O'Hara; drop table names"})[2] == [
        ("O'Hara; drop table names",)
    ]


@pytest.mark.parametrize("cells", ["values", "text", "json"])
def test_order_is_that_of_the_question(ask, cells):
    _, _, rows = ask("select place from sales order by hash(place)", cells=cells)
    _, _, expected = ask("select list(place order by hash(place)) from sales")
    assert [int(place) for (place,) in rows] == expected[0][0]


def test_limit_takes_the_first(ask):
    assert ask("select place from sales order by place desc", limit=2)[2] == [(29_999,), (29_998,)]


def test_two_columns_of_one_name_are_told_apart(ask):
    assert ask("select 1 as a, 2 as a")[0] == ("a", "a_1")


@pytest.mark.parametrize(
    "sql",
    [
        "from names",
        "with t as (from names) select * from t -- done",
        "values ('Tilda');",
        "describe names",
        "summarize names",
        "show tables",
    ],
)
def test_every_way_of_reading_is_a_question(ask, sql):
    assert ask(sql)[2]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into names values ('Mila')",
        "delete from names",
        "create table x as select 1",
        "create temp table x as select 1",
        "drop table names",
        "attach ':memory:' as x",
        "copy names to 'FOLDER/out.csv'",
        "export database 'FOLDER/out'",
        "install spatial",
        "load json",
        "set threads = 1",
        "set enable_external_access = true",
        "pragma database_list",
        "checkpoint",
        "select 1; select 2",
        "select 1; drop table names",
        "select * from read_csv('FOLDER/secret.csv')",
        "select * from read_text('FOLDER/secret.csv')",
        "select * from 'FOLDER/secret.csv'",
        "select * from glob('FOLDER/*')",
        "select * from parameters",
        "select 1) union all (select 2",
        "",
        "-- nothing",
    ],
)
def test_nothing_is_written_and_no_other_file_read(refused, database, sql):
    before = database.read_bytes()
    secret = database.parent / "secret.csv"
    secret.write_text("a\n1\n")
    refused(sql.replace("FOLDER", str(database.parent)))
    assert database.read_bytes() == before
    assert {path.name for path in database.parent.iterdir()} == {"shop.duckdb", "secret.csv"}


def test_what_duckdb_says_is_one_sentence(refused):
    assert refused("from name") == 'Catalog Error: Table with name name does not exist! Did you mean "names"?'
    assert refused("selec 1") == 'Parser Error: syntax error at or near "selec"'


def test_an_error_in_a_late_row_is_a_problem(refused):
    assert "Could not convert string 'x'" in refused(
        "select cast(case place when 29_999 then 'x' else '1' end as integer) from sales"
    )


def test_undecodable_bytes_are_a_problem(refused):
    assert refused("select '\udcff'") == "the question is no text in UTF-8"


def test_restricts_no_other_reader_of_the_database(database):
    with query("from names", path=database) as one, query("from names", path=database) as other:
        assert list(one.rows) == list(other.rows) == [("Tilda",)]
        with duckdb.connect(database, read_only=True) as connection:
            connection.execute("set threads = 1")
            assert connection.execute("select count(*) from glob('/*')").fetchall() > [(0,)]
