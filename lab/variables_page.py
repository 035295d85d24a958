"""Writes the table of docs/variables.md from `dbt_project.yml`: ``python -m lab.variables_page``."""

from pathlib import Path
from typing import Any

import yaml

PROJECT = Path("dbt_project.yml")
PAGE = Path("docs/variables.md")
START, END = "<!-- variables: written by `make docs` -->\n", "<!-- end of variables -->\n"


def variables_table(variables: dict[str, Any]) -> str:
    """A Markdown table of the project's variables.

    Parameters
    ----------
    variables
        `vars` of `dbt_project.yml`: a default for each name, and under `variables` what each may be and means.

    Returns
    -------
    str
        A row a variable, in the order in which they are described, with default, allowed values and meaning.
    """
    rows = [
        f"| `{name}` | {_default(variables[name], described)} | {_allowed(described)} | {described['meaning']} |"
        for name, described in variables["variables"].items()
    ]
    return "\n".join(["| variable | default | allowed | meaning |", "|---|---|---|---|", *rows]) + "\n"


def with_table(page: str, table: str) -> str:
    """The page with this table between its two marks.

    Raises
    ------
    ValueError
        If the page lacks a mark.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{PAGE} lacks the line {(END if start else START).strip()}: put it back.")
    return before + START + "\n" + table + "\n" + END + after


def _default(default: Any, described: dict[str, Any]) -> str:
    return f"unset: {described['unset']}" if default is None else f"`{default}`"


def _allowed(described: dict[str, Any]) -> str:
    if "range" in described:
        low, high = described["range"]
        return f"{described['kind']}, {low} to {high}"
    return described["kind"]


def main() -> None:
    """Write the table again."""
    variables = yaml.safe_load(PROJECT.read_text())["vars"]
    PAGE.write_text(with_table(PAGE.read_text(), variables_table(variables)))


if __name__ == "__main__":
    main()
