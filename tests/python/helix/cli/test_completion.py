import os
import shutil
import subprocess
import sys

import pytest

from helix.cli.completion import SHELLS

# What bash does when somebody types `helix ser` and asks for more.
TYPED = """
eval "$(helix completion bash)"
COMP_WORDS=(helix {word}); COMP_CWORD=1
_helix_completion helix
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script(helix, shell):
    result = helix("completion", shell)
    assert result.exit_code == 0
    assert f"_HELIX_COMPLETE={shell}_complete" in result.output


def test_another_shell_has_none(helix):
    result = helix("completion", "tcsh")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.output


@pytest.mark.parametrize(
    ("word", "completed"), [("ser", ["serve"]), ("s", ["serve", "simulate", "sql", "summary"])]
)
def test_bash_completes_a_command(word, completed):
    bash = shutil.which("bash")
    folder = os.path.dirname(sys.executable)
    if bash is None or shutil.which("helix", path=folder) is None:
        pytest.skip("there is no bash, or helix is no command of this environment")
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    shell = subprocess.run(
        [bash, "-c", TYPED.format(word=word)], env=environment, capture_output=True, text=True, check=True
    )
    assert shell.stdout.split() == completed
