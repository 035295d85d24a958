"""Rules that Python code keeps, as functions from the text of a file to its offences."""

import ast
from collections.abc import Iterator

from tests.python.house.sql_rules import cutoff_comparisons


def imports(code: str) -> set[str]:
    """Top-level packages that a file imports, wherever in it."""
    return {name.split(".")[0] for name in _imported(code)}


def _imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (str(ast.literal_eval(argument)) for argument in node.args[:1])


def python_cutoff_comparisons(code: str) -> list[str]:
    """Comparisons with `as_of` in Python, and in the SQL of its texts."""
    tree = ast.parse(code)
    compared = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and "as_of" in ast.unparse(node)
    ]
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return compared + [found for text in texts for found in cutoff_comparisons(text)]


def python_reads_journal(code: str) -> list[str]:
    """What in Python names the journal's folder, or the package that writes it."""
    imported = [name for name in _imported(code) if name.split(".")[:2] == ["helix", "journal"]]
    names = {
        name
        for node in ast.walk(ast.parse(code))
        for name in (getattr(node, "id", None), getattr(node, "arg", None), getattr(node, "value", None))
        if name == "journal_path"
    }
    return imported + sorted(names)
