"""``helix completion``: let a shell complete the commands, their options and what is chosen among."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
# What click looks for in the environment of a command called helix.
VARIABLE = "_HELIX_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes `helix` in a shell.

    Put `eval "$(helix completion bash)"` into ~/.bashrc, `eval "$(helix completion zsh)"` into ~/.zshrc, or
    `helix completion fish | source` into ~/.config/fish/config.fish.
    """
    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(context.find_root().command, {}, "helix", VARIABLE).source())
