"""Every table that claims a figure is one that a check of leakage looks at, and the docs say which."""

from lab.manifest import Manifest
from lab.twins.coverage import NO_FIGURE, coverage, coverage_table, with_coverage
from tests.python.house.rooms import ROOT


def test_every_mart_is_looked_at(manifests):
    for source, manifest in manifests.items():
        unseen = [name for name, seen in coverage(manifest).items() if not seen]
        assert not unseen, f"{source}: no check would see these read the future: {', '.join(unseen)}"


def test_the_page_says_which_check_looks_at_which_table(manifests):
    page = (ROOT / "docs/leakage.md").read_text()
    assert with_coverage(page, coverage_table(manifests["demo"])) == page


def test_every_exception_is_a_table_that_there_is(manifests):
    assert set(NO_FIGURE) <= set(manifests["demo"].models)


def node(name, twins=None, depends_on=(), **more):
    return {
        "name": name,
        "resource_type": "model",
        "original_file_path": f"models/marts/room/{name}.sql",
        "config": {"meta": {"twins": twins} if twins else {}},
        "depends_on": {"nodes": [f"model.shop.{parent}" for parent in depends_on]},
        **more,
    }


def test_a_table_that_nothing_looks_at_is_seen():
    test = node("recount", depends_on=["figures"], resource_type="test", tags=["leakage"])
    models = [
        node("features"),
        node("rows", "after_window"),
        node("figures", "after_window", ["rows"]),
        node("forgotten", "after_window"),
    ]
    assert coverage(Manifest({each["name"]: each for each in [*models, test]})) == {
        "features": "twins",
        "figures": "`recount`",
        "forgotten": "",
        "rows": "`figures`, whose figures are counted again",
    }
