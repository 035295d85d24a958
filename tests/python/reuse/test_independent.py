"""Rows of a customer, in a model that says its customers are independent, need no other customer's."""

import shutil

import duckdb
import pytest

from lab.twins.project import Project
from tests.python.reuse.conftest import NO_TESTS, Shop

SAMPLE = "customer_key % 7 = 3"


@pytest.fixture(scope="module")
def everything(built, tmp_path_factory) -> Shop:
    """A build of all models, over the first."""
    home = tmp_path_factory.mktemp("independent") / "shop"
    shutil.copytree(built.project.folder.parent, home)
    shop = Shop(Project(home / "project", home / "shop.duckdb"), built.raw)
    shop.run("build", *NO_TESTS)
    return shop


def test_a_customer_s_rows_are_the_same_without_anybody_else(everything):
    manifest = everything.project.manifest()
    declared = [name for name in manifest.models if manifest.meta(name).get("independent") == "customers"]
    assert len(declared) > 20
    differing, empty = [], []
    for name in declared:
        node = manifest.models[name]
        with duckdb.connect() as alone:
            alone.execute(f"attach '{everything.project.database}' as shop (read_only)")
            for parent in {each.split(".")[-1] for each in node["depends_on"]["nodes"]}:
                columns = {row[0] for row in alone.execute(f"describe shop.main.{parent}").fetchall()}
                where = f"where {SAMPLE}" if "customer_key" in columns else ""
                alone.execute(f"create table main.{parent} as select * from shop.main.{parent} {where}")
            query = node["compiled_code"].replace('"shop".', '"memory".')
            alone.execute(f"create table main.rows_alone as {query}")
            of_all = f"select * from shop.main.{name} where {SAMPLE}"
            ((rows, missing, more),) = alone.execute(
                f"""select
                    (select count(*) from ({of_all})),
                    (select count(*) from ({of_all} except all from main.rows_alone)),
                    (select count(*) from (from main.rows_alone except all {of_all}))"""
            ).fetchall()
        if missing or more:
            differing.append((name, rows, missing, more))
        if not rows:
            empty.append(name)
    assert differing == []
    assert len(empty) <= 3, "in this shop nothing is cancelled, and hardly anything bought thrice"
