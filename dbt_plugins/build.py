"""`dbt build` with a quiet log: a line a step, failures in full, and the summary; dbt's own log is in a file.

    python -m dbt_plugins.build [--verbose] [what `dbt build` takes]

Unit tests judge the project's code and not a shop's tables, so this leaves them to whoever changes the code; plain
`dbt build` runs them.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

VERBOSE = "--verbose"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `dbt build` with these arguments; the exit code."""
    started = datetime.now(UTC)
    # It takes dbt seconds to be imported, which are part of the build.
    from dbt_plugins.quiet_build import run

    given = list(sys.argv[1:] if arguments is None else arguments)
    return run([word for word in given if word != VERBOSE], VERBOSE in given, started)


if __name__ == "__main__":
    sys.exit(main())
