"""The twins' own parts: edits of rows, and the comparison of two builds."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from lab.manifest import Manifest
from lab.twins import cases
from lab.twins.comparison import Compared, Comparison
from lab.twins.inputs import Edit, Input, inputs

CUTOFF = date(2024, 3, 10)
SALES = Input(
    "sales", "sales.sql", "sold_at", "customer_id", "article_id", ("quantity",), ("reject_reason",), "line"
)
CUSTOMERS = Input("customers", "customers.sql", customer="customer_id")


@pytest.fixture
def connection(tmp_path):
    connection = duckdb.connect()
    connection.execute(f"attach '{tmp_path / 'entered.duckdb'}' as entered")
    connection.execute(
        """create table entered.main.sales as
        select
            line, timestamp '2024-03-01' + to_hours(cast(12 * line as integer)) as sold_at,
            'c' || line % 7 as customer_id, 'a' || line % 5 as article_id, line % 3 + 1 as quantity,
            case when line % 10 = 0 then 'bad' end as reject_reason
        from range(1, 41) as lines(line)"""
    )
    connection.execute(
        "create table entered.main.customers as select 'c' || i as customer_id, i as age from range(7) as t(i)"
    )
    return connection


def written(connection, tmp_path, kind, each=SALES):
    changed = Edit(connection, [each]).write(kind, CUTOFF, tmp_path / kind)
    return connection.from_parquet(f"{tmp_path / kind / each.model}.parquet").fetchall(), changed


def rows_of(connection, where="true"):
    return connection.execute(f"select * from entered.main.sales where {where}").fetchall()


def test_future_deleted_keeps_the_past_and_rows_without_a_date(connection, tmp_path):
    connection.execute("insert into entered.main.sales values (99, null, 'c1', 'a1', 1, 'no date')")
    rows, changed = written(connection, tmp_path, "future_deleted")
    assert sorted(rows, key=str) == sorted(
        rows_of(connection, "sold_at < '2024-03-10' or sold_at is null"), key=str
    )
    assert changed == len(rows_of(connection, "sold_at >= '2024-03-10'")) > 0


def test_future_perturbed_swaps_values_of_the_future_among_rows_that_are_alike(connection, tmp_path):
    rows, changed = written(connection, tmp_path, "future_perturbed")
    past, future = (
        rows_of(connection, "sold_at < '2024-03-10'"),
        rows_of(connection, "sold_at >= '2024-03-10'"),
    )
    assert [row for row in rows if row in past] == past
    assert changed == len(future)
    moved = [row for row in rows if row not in past]
    assert sorted(moved) != sorted(future)
    for column in range(6):
        assert sorted(str(row[column]) for row in moved) == sorted(str(row[column]) for row in future)
    bad = [row for row in moved if row[5]]
    assert {row[2] for row in bad} == {row[2] for row in future if row[5]}


def test_poison_is_of_unknown_ids_at_and_after_the_cutoff(connection, tmp_path):
    rows, changed = written(connection, tmp_path, "future_poisoned")
    given = rows_of(connection)
    poison = [row for row in rows if row not in given]
    assert len(poison) == changed == 3 * len(rows_of(connection, "sold_at >= '2024-03-10'"))
    assert len({row[0] for row in rows}) == len(rows)
    assert min(row[1].date() for row in poison) == CUTOFF
    known_customers, known_articles = {row[2] for row in given}, {row[3] for row in given}
    assert all(row[2] not in known_customers or row[3] not in known_articles for row in poison)
    assert {(row[2] in known_customers, row[3] in known_articles) for row in poison} == {
        (True, False),
        (False, True),
        (False, False),
    }


def test_shuffled_are_the_same_rows_in_another_order(connection, tmp_path):
    rows, _ = written(connection, tmp_path, "shuffled")
    assert rows != rows_of(connection)
    assert sorted(rows, key=str) == sorted(rows_of(connection), key=str)


def test_past_perturbed_swaps_attributes_too(connection, tmp_path):
    rows, changed = written(connection, tmp_path, "past_perturbed", CUSTOMERS)
    assert sorted(age for _, age in rows) == list(range(7))
    assert [f"c{age}" for _, age in rows] != [customer for customer, _ in rows]
    assert changed == 7


def test_large_shop_is_sampled_by_customer_and_says_so(connection, tmp_path, monkeypatch):
    monkeypatch.setattr(cases, "SAMPLE_CUSTOMERS", 3)
    shop = cases.Shop(tmp_path, tmp_path, {"source": "files", "raw_path": "."})
    shop.connection, shop.inputs = connection, [SALES, CUSTOMERS]
    before = rows_of(connection)
    shop._draw_customers()
    kept = {row[2] for row in rows_of(connection)}
    assert 0 < len(kept) < 7
    assert rows_of(connection) == [row for row in before if row[2] in kept]
    customers = {
        customer
        for (customer,) in connection.execute("select customer_id from entered.main.customers").fetchall()
    }
    assert customers == kept
    assert shop.sample_note == "on a seeded sample of about 3 of 7 customers"
    assert shop.variables["raw_path"] == str(Path.cwd())


def model(name, folder, meta=None, columns=()):
    return {
        "name": name,
        "resource_type": "model",
        "original_file_path": f"models/{folder}/{name}.sql",
        "config": {"meta": meta or {}},
        "columns": {column: {"name": column, "config": {"meta": marks}} for column, marks in columns},
    }


MANIFEST = Manifest(
    {
        node["name"]: node
        for node in (
            model("features", "marts/features", columns=[("visits", {"feature": True})]),
            model("lifetime", "marts/features"),
            model("labels", "marts/ranking", {"twins": "after_window"}),
            model("fit", "marts/ranking", columns=[("run_id", {"names_the_run": True})]),
            model("int_customers", "intermediate/shop", {"twins": "of_today"}),
            model("int_articles", "intermediate/shop", {"twins": "of_today"}),
            model(
                "entered_sales", "staging/x", {"twins_input": {"moment": "sold_at", "measures": ["price"]}}
            ),
        )
    }
)


def build(path, visits=3, lifetime=9, label=1, trained_through="2024-03-09", keys=("a", "b")):
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table int_customers as select row_number() over () as customer_key, customer_id"
            " from (select unnest(?) as customer_id)",
            [list(keys)],
        )
        connection.execute("create table int_articles as select 1 as article_key, 'x' as article_id")
        key = "(select customer_key from int_customers where customer_id = 'a')"
        connection.execute(
            f"""create table features as
            select date '2024-03-10' as as_of, {key} as customer_key, {visits} as visits
            union all select date '2024-03-17', {key}, {visits} * 100"""
        )
        connection.execute(f"create table lifetime as select {key} as customer_key, {lifetime} as sales")
        connection.execute(
            f"create table labels as select as_of, {key} as customer_key, {label} as units"
            " from (values (date '2024-03-03'), (date '2024-03-10')) as cutoffs(as_of)"
        )
        connection.execute(
            f"create table fit as select '{path.stem}' as run_id, date '{trained_through}' as trained_through,"
            f" {visits} as weight"
        )


def comparison(tmp_path, twin, base=None):
    build(tmp_path / "base.duckdb", **(base or {}))
    build(tmp_path / "twin.duckdb", **twin)
    return Comparison.open(MANIFEST, 7, tmp_path / "base.duckdb", tmp_path / "twin.duckdb")


def differing(compared, cutoff=CUTOFF):
    results = [compared.compare(model, cutoff) for model in compared.models(cutoff)]
    return {each.model: each.difference.columns for each in results if each.difference}


def test_same_builds_do_not_differ_though_keys_and_run_ids_do(tmp_path):
    assert differing(comparison(tmp_path, {"keys": ("b", "a")})) == {}


def test_difference_names_model_column_and_rows(tmp_path):
    compared = comparison(tmp_path, {"visits": 4})
    difference = compared.compare("features", CUTOFF).difference
    assert (difference.columns, difference.rows) == (["visits"], 1)
    assert difference.examples == [
        "base: as_of 2024-03-10, customer_key a, visits 3",
        "twin: as_of 2024-03-10, customer_key a, visits 4",
    ]


def test_model_without_a_cutoff_is_compared_altogether(tmp_path):
    assert differing(comparison(tmp_path, {"lifetime": 8})) == {"lifetime": ["sales"]}


def test_labels_are_compared_when_their_window_has_closed(tmp_path):
    compared = comparison(tmp_path, {"label": 2})
    assert compared.compare("labels", CUTOFF).difference.rows == 1
    assert compared.compare("labels", date(2024, 3, 17)).difference.rows == 2
    assert compared.compare("labels", date(2024, 3, 9)).difference is None


def test_fit_is_compared_if_it_knew_only_days_before_the_cutoff(tmp_path):
    fitted_later = {"trained_through": "2024-03-10"}
    # What a twin says of itself does not decide whether it is looked at.
    compared = comparison(tmp_path, {"visits": 4}, fitted_later)
    assert compared.compare("fit", CUTOFF) == Compared("fit", rows=0, columns=2, difference=None)
    for later in (date(2024, 3, 11), None):
        assert compared.compare("fit", later).difference.columns == ["trained_through", "weight"]


def test_of_what_was_fitted_for_several_splits_each_is_compared_by_its_own_last_day(tmp_path):
    for side, weight in (("base", 1), ("twin", 2)):
        build(tmp_path / f"{side}.duckdb")
        with duckdb.connect(str(tmp_path / f"{side}.duckdb")) as connection:
            connection.execute(
                f"""create or replace table fit as select *, {weight} as weight
                from (values ('test', date '2024-03-09'), ('serve', date '2024-03-16'))
                    as fits(split, trained_through)"""
            )
    compared = Comparison.open(MANIFEST, 7, tmp_path / "base.duckdb", tmp_path / "twin.duckdb")
    assert compared.compare("fit", date(2024, 3, 9)).rows == 0
    known = compared.compare("fit", CUTOFF)
    assert (known.rows, known.difference.rows) == (1, 1)
    assert "split test" in known.difference.examples[0]
    assert compared.compare("fit", date(2024, 3, 17)).difference.rows == 2


def test_customers_whom_nobody_knew_are_left_out(tmp_path):
    assert differing(comparison(tmp_path, {"keys": ("b",)}, {"keys": ("a", "b")})) == {}


def test_constant_columns_are_told(tmp_path):
    assert comparison(tmp_path, {}).constant_columns("lifetime") == {"customer_key", "sales"}


def test_inputs_are_read_from_the_manifest():
    assert inputs(MANIFEST) == [
        Input("entered_sales", "models/staging/x/entered_sales.sql", moment="sold_at", measures=("price",))
    ]
