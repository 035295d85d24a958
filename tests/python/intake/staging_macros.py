"""The macros of staging as DuckDB reads them, without dbt: what a value in a raw file means, one value at a time."""

import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import duckdb
import jinja2

MACROS = Path(__file__).parents[3] / "macros"
ROOMS = ("staging", "dialect")
# Of other rooms, what staging calls.
CALLED = ("words/unseen_signs.sql", "publishing/refuse.sql")


class Refused(Exception):
    """What ends dbt, in the words that it ends with."""


def staging_macros(timezone: str = "UTC") -> ModuleType:
    """Every macro of staging and dialect, for DuckDB and a shop in a time zone."""
    paths = [path for room in ROOMS for path in sorted((MACROS / room).glob("*.sql"))]
    paths += [MACROS / name for name in CALLED]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {
        "adapter": SimpleNamespace(
            dispatch=lambda name: lambda *arguments: getattr(macros, f"default__{name}")(*arguments)
        ),
        "dbt": SimpleNamespace(escape_single_quotes=lambda text: text.replace("'", "''")),
        "exceptions": SimpleNamespace(raise_compiler_error=_refuse),
        "modules": SimpleNamespace(re=re),
        "return": lambda value: value,
        "var": lambda _: timezone,
    }
    macros = environment.from_string("".join(path.read_text() for path in paths)).module
    return macros


def _refuse(sentence: str) -> None:
    raise Refused(sentence)


def read(expression: object, texts: list[str]) -> dict[str, Any]:
    """What an expression of `text` makes of each text."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            f"select text, {expression} from (select unnest(?::varchar[]) as text)", [texts]
        ).fetchall()
    return dict(rows)
