"""What models say of themselves so that a build may take over their rows, and compute customers part by part."""

import re

import pytest

from tests.python.house.rooms import ROOT, SOURCES

every_source = pytest.mark.parametrize("source", SOURCES)
IMPORT = re.compile(r"select \* from \{\{ (?:ref|chosen_staging)\((.*?)\) \}\}\n(.*?)\n\)", re.DOTALL)


def imports_of(sql):
    """Of each import CTE what it names and its conditions."""
    return IMPORT.findall(sql)


def unfiltered(sql, macro, reads):
    """What a model imports without a macro's condition, of the tables that have the column it asks for.

    A name that is put together counts as such a table.
    """
    return [
        name
        for name, conditions in imports_of(sql)
        if f"{macro}(" not in conditions and (name.strip("'") in reads or "~" in name)
    ]


def text(node):
    return (ROOT / node["original_file_path"]).read_text()


def tables_with(manifest, column):
    return {name for name in manifest.models if column in manifest.columns(name)}


@pytest.mark.parametrize(
    ("where", "expected"),
    [("", ["'a'"]), ("\n    where split = 'train'", ["'a'"]), ("\n    where {{ in_part() }}", [])],
)
def test_an_import_without_the_condition_is_seen(where, expected):
    sql = (
        f"with\n\na as (\n\n    select * from {{{{ ref('a') }}}}{where}\n\n),\n\n"
        "b as (\n\n    select * from {{ ref('b') }}\n\n)\n\nselect * from a"
    )
    assert unfiltered(sql, "in_part", {"a"}) == expected


@every_source
def test_conditions_of_a_cutoff_table_are_those_it_is_configured_for(manifests, source):
    manifest = manifests[source]
    for name, node in manifest.models.items():
        if node["language"] != "sql":
            continue
        is_cutoff_table = node["config"]["materialized"] == "cutoff_table"
        sql, meta = text(node), manifest.meta(name)
        assert ("pending()" in sql) == ("reuse" in meta), name
        assert ("in_part(" in sql) == (is_cutoff_table and meta.get("independent") == "customers"), name
        assert is_cutoff_table or "reuse" not in meta, name
        assert meta.get("reuse") in (None, "ranking", "timing"), name
        assert meta.get("independent") in (None, "customers"), name


@every_source
def test_a_table_made_in_parts_reads_every_customer_table_in_parts(manifests, source):
    manifest = manifests[source]
    with_customers = tables_with(manifest, "customer_key")
    parts = [
        node
        for name, node in manifest.models.items()
        if node["config"]["materialized"] == "cutoff_table" and manifest.meta(name).get("independent")
    ]
    assert len(parts) > 5
    for node in parts:
        assert unfiltered(text(node), "in_part", with_customers) == [], node["name"]


@every_source
def test_only_what_fingerprints_cover_is_known_by_its_content(manifests, source):
    """A model whose code does not count, and that a cutoff_table descends from, is in int_cutoff_fingerprints."""
    models = manifests[source].models

    def ancestors(name):
        found, waiting = set(), [name]
        while waiting:
            for parent in models[waiting.pop()]["depends_on"]["nodes"]:
                parent = parent.split(".")[-1]
                if parent in models and parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    by_content = {name for name in models if manifests[source].meta(name).get("fingerprint") == "content"}
    reused = [name for name in models if "reuse" in manifests[source].meta(name)]
    assert {"int_cutoffs", "int_timing_cutoffs"} <= by_content
    covered = ancestors("int_cutoff_fingerprints")
    for name in reused:
        direct = {parent for parent in ancestors(name) if parent in by_content}
        assert direct <= covered | {"int_shop_problems"}, name
