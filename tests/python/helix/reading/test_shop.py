import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from shutil import copyfile

import polars as pl
import pytest

import helix
from helix.reading.shop import Shop
from python_ml.problems import BadInput, NotBuilt, Unknown
from python_ml.publishing import new_build

OF_A_CUSTOMER = [
    "customer",
    "purchases",
    "recommendations",
    "next_purchase",
    "send_time",
    "push_plan",
    "push_exclusions",
    "customer_features",
    "customer_article_features",
    "candidate_pairs",
    "labels",
]


@pytest.fixture
def shop(database):
    """Return the shop, open."""
    with helix.open() as shop:
        yield shop


@pytest.mark.parametrize("name", OF_A_CUSTOMER)
def test_a_customer_gets_their_own_rows_with_all_columns(shop, name):
    found = getattr(shop, name)("O'Hara")
    table = {"customer": "customers"}.get(name, name)
    whole = shop.sql(f"from {table}")
    assert found.columns[-len(whole.columns) :] == whole.columns
    assert set(found["customer_id"]) <= {"O'Hara"}
    assert (found.height == 0) == (
        name in {"next_purchase", "send_time", "push_exclusions", "customer_features"}
    )


@pytest.mark.parametrize("name", OF_A_CUSTOMER)
def test_an_unknown_customer_is_unknown_everywhere(shop, name):
    with pytest.raises(Unknown, match="customer 'c0001' is unknown; the nearest known: 'C00012', 'C00013'"):
        getattr(shop, name)("c0001")


def test_keys_come_with_ids(shop):
    assert shop.labels("C00012").columns[:2] == ["customer_id", "article_id"]
    assert shop.customer_features("C00012").columns[0] == "customer_id"
    assert shop.recommendations("C00012").columns[:3] == ["as_of", "split", "customer_id"]


def test_splits(shop):
    of = {
        split: shop.recommendations("C00012", split)
        for split in ("serve", "test", "validation", "train", None)
    }
    assert {split: set(found["split"]) for split, found in of.items() if split} == {
        "serve": {"serve"},
        "test": {"test"},
        "validation": {"validation"},
        "train": set(),
    }
    assert of[None].height == sum(found.height for split, found in of.items() if split)
    assert of[None]["as_of"].is_sorted()
    with pytest.raises(
        BadInput, match="there is no split 'tset': name train, validation, test, serve, or None"
    ):
        shop.recommendations("C00012", "tset")


def test_the_order_of_rows_is_not_that_of_the_file(shop):
    assert shop.recommendations("C00012")["rank"].to_list() == [1, 2, 3]
    assert shop.purchases("C00012")["sold_on"].to_list() == [date(2011, 10, 16), date(2011, 10, 23)]


def test_a_lazy_table_reads_what_is_asked_for(shop):
    pairs = shop.table("candidate_pairs")
    assert pairs.collect_schema().names() == shop.sql("from candidate_pairs").columns
    served = pairs.filter(pl.col("split") == "serve", pl.col("article_key") != 2).select("customer_key")
    assert sorted(served.collect()["customer_key"]) == [1, 1, 2, 3]
    assert pairs.head(2).collect().height == 2
    assert pairs.select("last_event_at").tail(1).collect().width == 1
    assert pairs.select(pl.len()).collect(engine="streaming").item() == 6


def test_a_lazy_table_can_be_joined_with_itself_and_collected_twice(shop):
    articles = shop.table("articles")
    both = articles.join(articles, on="article_id").select("article_id")
    assert both.collect().height == both.collect(engine="streaming").height == 3


def test_a_lazy_table_of_one_customer(shop):
    assert shop.table("labels", "C00012").collect()["article_id"].to_list() == ["0110065001"]
    with pytest.raises(BadInput, match="table retrievers is not about customers"):
        shop.table("retrievers", "C00012")


def test_tables(shop, change):
    assert {"recommendations", "customers", "labels"} <= set(shop.tables())
    with pytest.raises(NotBuilt, match=r"table send_times is missing in .*: run `make build`"):
        shop.table("send_times")


def test_a_table_that_the_build_lacks(database, change):
    change("drop table purchases")
    with helix.open() as shop, pytest.raises(NotBuilt, match="table purchases is missing"):
        shop.purchases("C00012")


def test_sql(shop):
    assert shop.sql("select customer_id from customers where age > $age", {"age": 40}).rows() == [("O'Hara",)]
    with pytest.raises(BadInput, match="can't run the query: Catalog Error: Table with name nowhere"):
        shop.sql("from nowhere")
    with pytest.raises(BadInput, match=r"can't run the query: .*read-only"):
        shop.sql("delete from customers")
    with pytest.raises(BadInput, match="there is no query"):
        shop.sql(" -- nothing")


def test_builds_of_an_earlier_version_are_read_too(database, change):
    for table in ("customers", "articles", "cutoffs"):
        change(f"alter table {table} rename to int_{table}")
    with helix.open() as shop:
        assert shop.customer("C00012")["city"].item() == "Lisbon"
        assert shop.labels("C00012")["article_id"].item() == "0110065001"
        assert shop.view("C00012").recommendations[0].name == "Strap top"
        assert shop.table("articles").collect().height == 3


def test_which_build(database, change, tmp_path):
    with helix.open() as shop:
        assert (shop.build.id, shop.build.path, shop.build.as_of) == (None, database, date(2011, 10, 28))
    change(
        "create table published_build as select '000001-20260102T000000Z' as build_id, 'labels' as table_name"
    )
    with new_build(tmp_path / "shop.published", datetime(2026, 1, 2, tzinfo=UTC)) as folder:
        copyfile(database, folder / "helix.duckdb")
    with helix.open() as shop:
        assert shop.build.id == shop.build.path.parent.name == "000001-20260102T000000Z"
        assert "published_build" not in shop.tables()


def test_an_open_build_stays_the_same_when_another_is_published(database, change, tmp_path):
    def publish(day):
        with new_build(tmp_path / "shop.published", datetime(2026, 1, day, tzinfo=UTC)) as folder:
            copyfile(database, folder / "helix.duckdb")

    publish(1)
    with helix.open() as before:
        change("delete from recommendations")
        publish(2)
        with helix.open() as now:
            assert before.table("recommendations").select(pl.len()).collect().item() == 9
            assert now.table("recommendations").select(pl.len()).collect().item() == 0


def test_works_without_with_and_by_path(database):
    shop = helix.open(str(database))
    assert isinstance(shop, Shop)
    offers = shop.recommendations("C00012")
    shop.close()
    assert offers.height == 3


def test_threads_share_a_shop(shop):
    expected = {name: getattr(shop, name)("C00012") for name in OF_A_CUSTOMER}

    def ask(name):
        return name, getattr(shop, name)("C00012")

    with ThreadPoolExecutor(8) as pool:
        for name, found in pool.map(ask, OF_A_CUSTOMER * 10):
            assert found.equals(expected[name])


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import helix", {"duckdb", "polars", "pyarrow", "lightgbm"}),
        ("import helix; helix.open().view('C00012').recommendations", {"polars", "pyarrow", "lightgbm"}),
        ("import helix; helix.open().recommendations('C00012')", {"lightgbm"}),
    ],
)
def test_what_is_not_needed_is_not_imported(database, code, absent):
    code += f"; import sys; print(sorted(set({absent}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
