"""Which check would see a table read the future: written into docs/leakage.md by ``python -m lab.twins.coverage``."""

import argparse
from pathlib import Path

from lab.manifest import Manifest

PAGE = Path("docs/leakage.md")
START, END = "<!-- tables: python -m lab.twins.coverage MANIFEST -->\n", "<!-- end of tables -->\n"
# What no check needs to look at, and why.
NO_FIGURE = {
    "recorded_metrics": "a copy of `cutoff_metrics`, kept in MLflow",
    "build_steps": "seconds and megabytes of the build itself",
    "articles": "the shop of today, which no model reads",
    "customers": "the shop of today, which no model reads",
    "purchases": "the shop of today, which no model reads",
    "cutoffs": "a copy of `int_cutoffs`",
    "planning_units": "what customers did until today, from which people plan",
}


def coverage(manifest: Manifest) -> dict[str, str]:
    """For each table of the marts what would see it read the future.

    Parameters
    ----------
    manifest
        Of a project that dbt has parsed.

    Returns
    -------
    dict of str
        By table, in the order of files: the twins, unless it is marked as one that looks into the window, and the
        tests of leakage that read it; else the table made of it whose figures are counted again. Empty if nothing
        would.
    """
    tests = _tests_by_model(manifest)
    marts = sorted(
        (name for name in manifest.models if manifest.path(name).startswith("models/marts/")),
        key=manifest.path,
    )
    return {name: _seen_by(manifest, name, tests) for name in marts}


def coverage_table(manifest: Manifest) -> str:
    """The coverage as a table in Markdown."""
    rows = [
        f"| {manifest.path(name).split('/')[2]} | `{name}` | {seen} |"
        for name, seen in coverage(manifest).items()
    ]
    return "\n".join(["| room | table | seen by |", "|---|---|---|", *rows]) + "\n"


def with_coverage(page: str, table: str) -> str:
    """The page with the table between its two marks.

    Raises
    ------
    ValueError
        If the page lacks them.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{PAGE} lacks the line {(END if start else START).strip()}: put it back.")
    return f"{before}{START}\n{table}\n{END}{after}"


def _seen_by(manifest: Manifest, model: str, tests: dict[str, list[str]]) -> str:
    if model in NO_FIGURE:
        return f"none: {NO_FIGURE[model]}"
    is_compared = manifest.meta(model).get("twins") is None
    checks = [*(["twins"] if is_compared else []), *(f"`{test}`" for test in tests.get(model, []))]
    made_of_it = {model}
    while made_of_it and not checks:
        made_of_it = {name for name in manifest.models if _parents(manifest, name) & made_of_it}
        checks = [f"`{name}`, whose figures are counted again" for name in sorted(made_of_it & set(tests))]
    return ", ".join(checks)


def _parents(manifest: Manifest, model: str) -> set[str]:
    return {name.split(".")[-1] for name in manifest.models[model]["depends_on"]["nodes"]}


def _tests_by_model(manifest: Manifest) -> dict[str, list[str]]:
    by_model: dict[str, set[str]] = {}
    for node in manifest.nodes.values():
        if node["resource_type"] == "test" and "leakage" in node["tags"]:
            name = (node.get("test_metadata") or node)["name"]
            for parent in node["depends_on"]["nodes"]:
                by_model.setdefault(parent.split(".")[-1], set()).add(name)
    return {model: sorted(names) for model, names in by_model.items()}


def main() -> None:
    """Write the table again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path, help="manifest.json of the demo, such as target/manifest.json")
    manifest = Manifest.read(parser.parse_args().manifest)
    PAGE.write_text(with_coverage(PAGE.read_text(), coverage_table(manifest)))


if __name__ == "__main__":
    main()
