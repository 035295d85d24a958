"""dbt's variables from those of `make`, as JSON: `dbt build --vars "$(python -m dbt_plugins.variables)"`.

They come through the environment, so that a path arrives as it is: no shell, no `make` and no YAML has a word in it.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from python_ml.intake.journal_place import has_password
from python_ml.problems import BadInput

GIVEN_ALONE = {"source": "SOURCE", "raw_path": "RAW_PATH"}
DEFAULT_SOURCE = "demo"


def variables_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return dbt's variables.

    Parameters
    ----------
    environment : mapping of str to str
        `SOURCE` and `RAW_PATH`, and `VARS` with a mapping of further ones in YAML; each empty or missing if not given.

    Raises
    ------
    BadInput
        If `VARS` is no mapping or says otherwise than the others, there is a path without a source, or the journal's
        URL holds a password.
    """
    given = {
        name: environment[variable] for name, variable in GIVEN_ALONE.items() if environment.get(variable)
    }
    further = _mapping(environment.get("VARS", ""))
    for name, value in given.items():
        if name in further and further[name] != value:
            variable = GIVEN_ALONE[name]
            raise BadInput(
                f"{variable} is {value!r} and VARS has {name}: {further[name]!r}", "give it in one of them"
            )
    variables = {**{name: _literal(value) for name, value in given.items()}, **further}
    if "raw_path" in variables and "source" not in variables:
        raise BadInput("RAW_PATH is given without SOURCE", "add SOURCE=files, or the source that reads it")
    if has_password(str(variables.get("journal_path"))):
        raise BadInput(
            "journal_path holds a password, and dbt writes variables into its logs",
            "leave it out there, and set PGPASSWORD or write it into ~/.pgpass",
        )
    return {"source": DEFAULT_SOURCE} | variables


def _literal(text: str) -> str:
    """A text that dbt, which renders variables as templates, renders as it is."""
    return re.sub(r"\{[{%#]", lambda found: f"{{{{ '{found[0]}' }}}}", text)


def _mapping(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text) if text.strip() else {}
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        raise BadInput(f"VARS is {text!r}, no mapping in YAML", "write VARS='{label_days: 14}'")
    return found


def main() -> int:
    """Print them; the exit code."""
    try:
        print(json.dumps(variables_of(os.environ), default=str))
    except BadInput as problem:
        print(f"make: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
