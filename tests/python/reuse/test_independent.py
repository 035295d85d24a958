"""Rows of a customer, in a model that says its customers are independent, need no other customer's."""

import json
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


# What is joined to pairs to describe them.
FEATURES = {"customer_features", "article_features", "int_customer_article_history", "int_customer_taste"}


def joins(node):
    """The joins of a plan, each with the names of what is read below its sides, and the operators there."""
    if len(node["children"]) == 2:
        yield [({table(each) for each in below(side)}, operators(side)) for side in node["children"]]
    for child in node["children"]:
        yield from joins(child)


def below(node):
    return [node, *(each for child in node["children"] for each in below(child))]


def table(node):
    return node["extra_info"].get("Table", "").split(".")[-1]


def operators(node):
    return {each["name"].strip() for each in below(node)}


def joined_before_the_choice(plan):
    """Tables of features that are joined to pairs of which none has been left out yet."""
    return {
        name
        for sides in joins(plan)
        for (joined, _), (_, of_pairs) in (sides, sides[::-1])
        for name in joined & FEATURES
        if joined <= FEATURES | {""} and "WINDOW" not in of_pairs
    }


def test_pairs_to_learn_from_are_chosen_before_their_features_are_joined(everything):
    """Joined first, features would be held of every buyer of a week, however few are learned from."""
    manifest = everything.project.manifest()

    def plan(sql):
        with duckdb.connect(str(everything.project.database), read_only=True) as shop:
            ((_, text),) = shop.execute(f"explain (format json) {sql}").fetchall()
        return json.loads(text)[0]

    chosen_first = plan(manifest.models["training_pairs"]["compiled_code"])
    described = {name for sides in joins(chosen_first) for names, _ in sides for name in names}
    assert described >= FEATURES
    assert joined_before_the_choice(chosen_first) == set()
    all_first = (
        "select * from training_pairs left join pair_features using (as_of, customer_key, article_key)"
    )
    assert joined_before_the_choice(plan(all_first)) == FEATURES


def test_only_scores_are_made_of_the_features_of_all_pairs(everything):
    """In ranges of customers; whoever else read these views would hold what grows with the shop."""
    readers = {
        (name, parent.split(".")[-1])
        for name, node in everything.project.manifest().models.items()
        for parent in node["depends_on"]["nodes"]
        if parent.split(".")[-1] in ("pair_features", "customer_article_features")
    }
    # Drift looks at the pairs of a few hundred customers.
    assert readers == {
        ("pair_features", "customer_article_features"),
        ("ranker_scores", "pair_features"),
        ("pair_histograms", "customer_article_features"),
    }
