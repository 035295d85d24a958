"""Fingerprints of code: SQL and Python as they run, without comments, layout and docstrings."""

import ast
import hashlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from python_ml.building.fingerprint import combined_fingerprint

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = ("duckdb", "lifelines", "lightgbm", "numpy", "polars", "pyarrow", "scipy")
# Texts and quoted names stay as they are; comments and white space between them come to one space.
SQL_LAYOUT = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|(?:--[^\n]*|/\*.*?\*/|\s)+""", re.DOTALL)
HAVE_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def sql_fingerprint(sql: str) -> str:
    """SHA-256 of a query without its comments and layout, and of the version of DuckDB.

    Parameters
    ----------
    sql
        As DuckDB gets it: macros, variables and marks are in it.
    """
    return combined_fingerprint(
        SQL_LAYOUT.sub(lambda part: part[1] or " ", sql).strip(), *_versions(["duckdb"])
    )


def python_fingerprint(code: str) -> str:
    """SHA-256 of Python code, of every module of `python_ml` that it reaches, and of the versions of the libraries.

    Parameters
    ----------
    code
        Text of a Python file, such as a dbt Python model.
    """
    tree = ast.parse(code)
    return combined_fingerprint(_bare(tree), *_modules(_imports(tree)), *_versions(LIBRARIES))


def fit_fingerprint(door: Callable[..., Any], *fitted_by: Callable[..., Any]) -> str:
    """SHA-256 of the code that fits: of the door itself, and of every module that the fitting functions reach.

    What else the door imports, to report or to record, has no part in the fit.

    Parameters
    ----------
    door
        Function `model` of a dbt Python model.
    fitted_by
        Functions or classes of `python_ml`; their modules are followed import by import.
    """
    source = ast.parse(inspect.getsource(door))
    modules = _modules(function.__module__ for function in fitted_by)
    return combined_fingerprint(_bare(source), *modules, *_versions(LIBRARIES))


def modules_reached(names: Iterable[str]) -> list[Path]:
    """Files of `python_ml` that some names come from, found by following imports, sorted.

    A package's `__init__` counts where something is imported from it, the outermost always: it runs first.

    Parameters
    ----------
    names
        Dotted names of modules, or of what is in them; those of other packages are passed over.
    """
    reached = {PACKAGE / "__init__.py"}
    waiting = list(names)
    while waiting:
        path = _file_of(waiting.pop())
        if path is not None and path not in reached:
            reached.add(path)
            waiting += _module(path).imports
    return sorted(reached)


def _modules(names: Iterable[str]) -> Iterator[str]:
    """Of each module reached its name and code, and of each file of another language that lies beside one."""
    modules = modules_reached(names)
    for path in modules:
        yield path.relative_to(PACKAGE).as_posix()
        yield _module(path).code
    for folder in sorted({path.parent for path in modules}):
        for path in sorted(folder.glob("*.c")):
            yield path.relative_to(PACKAGE).as_posix()
            yield hashlib.sha256(path.read_bytes()).hexdigest()


def _file_of(name: str) -> Path | None:
    """File of the module that a dotted name names, or that it lies in."""
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return None
    while len(parts) > 1:
        path = PACKAGE.parent.joinpath(*parts)
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
        parts.pop()
    return PACKAGE / "__init__.py"


def _imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names that code imports; the project has no relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


class _Module(NamedTuple):
    code: str
    imports: tuple[str, ...]


@cache
def _module(path: Path) -> _Module:
    """A module as it was when a process first asked."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = tuple(_imports(tree))
    return _Module(_bare(tree), imports)


def _bare(tree: ast.Module) -> str:
    """Code as its syntax tree, without docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, HAVE_DOCSTRINGS) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def _versions(libraries: Iterable[str]) -> list[str]:
    return [f"{library}=={version(library)}" for library in libraries]
