import duckdb
import pytest

from dbt_plugins.publisher import Contents, Description, publish
from python_ml.publishing.builds import REPORT


@pytest.fixture
def workshop(tmp_path):
    with duckdb.connect(str(tmp_path / "workshop.duckdb")) as connection:
        connection.execute(
            "create table int_customers as select range::integer as customer_key from range(5)"
        )
        connection.execute(
            "create table candidate_pairs as select range::integer % 5 as customer_key from range(20)"
        )
        yield connection


def test_a_view_s_features_are_a_folder_of_customers_in_turn(workshop, tmp_path):
    contents = Contents(
        tables={"int_customers": "main.int_customers", "candidate_pairs": "main.candidate_pairs"},
        views={"pair_features": "select customer_key, 10 * customer_key as doubled from candidate_pairs"},
        features=["int_customers", "pair_features"],
        parts=[(0, 1), (2, 3), (4, 5)],
    )
    build = publish(workshop, contents, tmp_path / "published", keep=1)
    features = tmp_path / "published" / "current" / "features"
    assert (features / "int_customers.parquet").is_file()
    parts = sorted((features / "pair_features.parquet").iterdir())
    assert [part.name for part in parts] == ["0000.parquet", "0001.parquet", "0002.parquet"]
    keys = [
        duckdb.sql(f"select distinct customer_key from '{part}' order by all").fetchall() for part in parts
    ]
    assert keys == [[(0,), (1,)], [(2,), (3,)], [(4,)]]
    ((rows, total),) = duckdb.sql(
        f"select count(*), sum(doubled) from '{features}/pair_features.parquet/*.parquet'"
    ).fetchall()
    assert (rows, total) == (20, 400)
    assert all(part.stat().st_mode & 0o222 == 0 for part in parts)
    assert build.bytes > sum(part.stat().st_size for part in parts)


def test_a_column_that_is_described_and_not_there_is_not_published(workshop, tmp_path):
    contents = Contents(
        tables={"int_customers": "main.int_customers"},
        views={},
        features=[],
        parts=[],
        descriptions={"int_customers": Description("Customers.", {"customer_kee": "Misspelt."})},
    )
    with pytest.raises(duckdb.Error, match="customer_kee"):
        publish(workshop, contents, tmp_path / "published", keep=1)
    assert not (tmp_path / "published" / "current").exists()


def test_a_report_is_published_even_of_a_part_of_the_project(workshop, tmp_path):
    workshop.execute(
        "create table build_facts as "
        "select 'shop' as subject, 'source' as name, cast(null as double) as value, 'files' as text"
    )
    contents = Contents(
        tables={"build_facts": "main.build_facts"},
        views={},
        features=[],
        parts=[],
    )
    build = publish(workshop, contents, tmp_path / "published", keep=1)
    html = (tmp_path / "published" / "current" / REPORT).read_text(encoding="utf-8")
    assert build.id in html
    assert "Shop files" in html
    assert "No test window has closed yet" in html
