"""The ``helix`` command line: one module a command, each a click command of the same name."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pkgutil import resolve_name
from typing import Any, NoReturn

import click

from python_ml.printing import printable
from python_ml.problems import Problem
from python_ml.publishing.disk import disk_problem

COMMANDS = (
    "alerts",
    "ask",
    "check",
    "completion",
    "dashboard",
    "demo",
    "experiment",
    "explain",
    "journal",
    "metrics",
    "predict",
    "push",
    "report",
    "rollback",
    "serve",
    "simulate",
    "sql",
    "summary",
)


class HelixGroup(click.Group):
    """Imports a command when it is asked for, and ends its `Problem` as one sentence on stderr and exit code 1.

    A command waits for no other's libraries that way.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, as help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        return resolve_name(f"helix.cli.{cmd_name}:{cmd_name}")

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words before the command's name."""
        with printable_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            with printable_errors():
                return super().invoke(ctx)
        except Problem as error:
            _end(ctx, error)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            _end(ctx, disk_problem(error))


def _end(ctx: click.Context, problem: Problem) -> NoReturn:
    # The sentence may quote the shop's data.
    click.echo(f"helix: {printable(str(problem))}", err=True)
    ctx.exit(1)


@contextmanager
def printable_errors() -> Iterator[None]:
    """Let no error about the command line repeat its words as they are."""
    try:
        yield
    except click.ClickException as error:
        error.message = printable(error.message)
        raise


@click.group(name="helix", cls=HelixGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="local-helix", prog_name="helix", message="%(prog)s %(version)s")
def main() -> None:
    """Who to reach, what to offer them and when to send it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # An article's name may hold characters that a narrow terminal encoding lacks.
        sys.stdout.reconfigure(errors="replace")
