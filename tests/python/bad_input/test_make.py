"""What a person gives `make` arrives as it is, and nothing in it is executed."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest
from jinja2 import Template

from dbt_plugins.variables import variables_of
from python_ml.problems import BadInput

PROJECT = Path(__file__).parents[3]
ATTACKS = [
    "Anna's files",
    "$(touch ran)",
    "$(shell touch ran)",
    "`touch ran`",
    "$$(touch ran)",
    '"; touch ran; "',
    "x', demo_seed: '1",
    "a b  c ",
    "K\u00f6ln \u65e5\u672c",
    "$HOME ${HOME} $(HOME)",
    "# no comment",
    "back\\slash",
    "two\nlines",
    "{{ var('source') }} {% raw %} {# x #}",
]
# Each target that takes text, with the variable that it takes.
TAKES = {
    "build": "RAW_PATH",
    "leakage": "RAW_PATH",
    "docs": "RAW_PATH",
    "backtest": "CUTOFFS",
    "quality": "CUTOFFS",
    "tune": "ONLINE_RETAIL",
    "ablation": "ONLINE_RETAIL",
    "bench": "SIZES",
    "faults": "KILLS",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with the Makefile and an environment that notes what it is asked to run."""
    folder = tmp_path_factory.mktemp("it's a project $(touch ran)")
    copy(PROJECT / "Makefile", folder)
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (folder / name).touch()
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    noted = shlex.quote(str(folder / "noted"))
    real = shlex.quote(sys.executable)
    for name in ("python", "dbt"):
        program = programs / name
        program.write_text(
            f'#!/bin/bash\nif [ "$2" = dbt_plugins.variables ]; then exec {real} "$@"; fi\n'
            f'for word in "$@"; do printf "%s\\0" "$word" >> {noted}; done\n'
        )
        program.chmod(0o755)
    for name in (".ready", ".ready-dev"):
        (folder / ".venv" / name).touch()
    return folder


def words(project, *arguments, **environment):
    """The words of all that `make` ran."""
    noted = project / "noted"
    noted.unlink(missing_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    subprocess.run(
        ["make", "--silent", *arguments],
        cwd=project,
        env=inherited | {"PYTHONPATH": str(PROJECT)} | environment,
        check=True,
        capture_output=True,
    )
    assert not list(project.rglob("ran")), "something in it was executed"
    return noted.read_text().split("\0")


@pytest.mark.parametrize("text", ATTACKS)
def test_path_arrives_as_it_is(project, text):
    for run in (
        words(project, "build", "SOURCE=files", f"RAW_PATH={text}"),
        words(project, "build", SOURCE="files", RAW_PATH=text),
    ):
        variables = json.loads(run[run.index("--vars") + 1])
        # dbt renders them as templates.
        assert {name: Template(value).render() for name, value in variables.items()} == {
            "source": "files",
            "raw_path": text,
        }


@pytest.mark.parametrize("target", TAKES)
def test_every_target_hands_on_what_it_is_given(project, target):
    text = ATTACKS[2] + ATTACKS[3] + ATTACKS[0]
    run = words(project, target, "SOURCE=files", f"{TAKES[target]}={text}")
    assert text in run or {"source": "files", "raw_path": text} in [
        json.loads(word) for word in run if word.startswith("{")
    ]


def test_further_variables_of_dbt():
    assert variables_of({}) == {"source": "demo"}
    assert variables_of({"SOURCE": "", "VARS": "{label_days: 14}"}) == {"source": "demo", "label_days": 14}
    assert variables_of({"SOURCE": "files", "RAW_PATH": "x", "VARS": "{top_k: 3}"}) == {
        "source": "files",
        "raw_path": "x",
        "top_k": 3,
    }
    assert variables_of({"VARS": "{source: files, raw_path: x}"}) == {"source": "files", "raw_path": "x"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"RAW_PATH": "x"}, "RAW_PATH is given without SOURCE"),
        ({"SOURCE": "files", "VARS": "{source: hm}"}, "SOURCE is 'files' and VARS has source: 'hm'"),
        ({"VARS": "label_days=14"}, "VARS is 'label_days=14', no mapping in YAML"),
        ({"VARS": "{a: ["}, "no mapping in YAML"),
    ],
)
def test_variables_that_contradict_each_other(environment, said):
    with pytest.raises(BadInput, match=re.escape(said)):
        variables_of(environment)
