"""Whether a file would lie open in a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from python_ml.problems import BadInput

NOT_IGNORED = 1


def require_private(path: Path) -> None:
    """Check that git would not offer to commit a file that names customers.

    Where there is no git, or no repository, there is nothing to check.

    Parameters
    ----------
    path
        The file, which need not be there; its folder must be.

    Raises
    ------
    BadInput
        If it lies in a repository that does not ignore it.
    """
    folder = path.parent.resolve()
    question = ["git", "-C", str(folder), "check-ignore", "--quiet", "--", str(folder / path.name)]
    try:
        answered = subprocess.run(question, capture_output=True, check=False)
    except FileNotFoundError:
        return
    if answered.returncode == NOT_IGNORED:
        raise BadInput(
            f"{path} names customers, and git would not ignore it there",
            "write it to build/, outside of the repository, or name it in .gitignore",
        )
