"""The ``helix`` command line: one module a command, each a click command of the same name."""

import io
import sys
from typing import Any

import click

from helix.cli.demo import demo
from helix.cli.explain import explain
from helix.cli.predict import predict
from helix.cli.push import push
from helix.cli.rollback import rollback
from helix.cli.summary import summary
from python_ml.problems import Problem


class HelixGroup(click.Group):
    """A group that ends a `Problem` of any of its commands as one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except Problem as error:
            click.echo(f"helix: {error}", err=True)
            ctx.exit(1)


@click.group(name="helix", cls=HelixGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="local-helix", prog_name="helix", message="%(prog)s %(version)s")
def main() -> None:
    """Who to reach, what to offer them and when to send it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # An article's name may hold characters that a narrow terminal encoding lacks.
        sys.stdout.reconfigure(errors="replace")


main.add_command(demo)
main.add_command(explain)
main.add_command(predict)
main.add_command(push)
main.add_command(rollback)
main.add_command(summary)
