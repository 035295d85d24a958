import importlib.metadata
import re

import pytest

from helix.cli import COMMANDS


def test_version(helix):
    result = helix("--version")
    assert result.exit_code == 0
    assert result.stdout == f"helix {importlib.metadata.version('local-helix')}\n"


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_has_one_whole_line_for_every_command(helix, option):
    result = helix(option)
    assert result.exit_code == 0
    commands = result.stdout.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in commands] == sorted(COMMANDS)
    assert all(re.fullmatch(r"  \w+ +\S.*\w\.", line) for line in commands)


def test_a_wrong_option_is_a_usage_error(helix, database):
    result = helix("predict", "C00012", "--split", "train")
    assert result.exit_code == 2
    assert "'train' is not one of 'serve', 'test'" in result.stderr


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e", "\u200b", "\ufeff"])
@pytest.mark.parametrize(
    "words",
    [
        ["{}"],
        ["--{}"],
        ["predict", "{}"],
        ["predict", "C00012", "{}"],
        ["predict", "--split", "{}", "C"],
        ["ask", "{}"],
    ],
)
def test_no_error_repeats_what_nobody_sees(helix, database, words, character):
    result = helix(*(word.format(f"a{character}b") for word in words))
    assert result.exit_code
    assert "b" in result.stderr
    assert character not in result.output + result.stderr
