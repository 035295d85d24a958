"""Keys of servers, which are in the environment and nowhere else."""

from __future__ import annotations

import os


def key_header(variable: str) -> dict[str, str]:
    """Return the header with the key that a variable of the environment holds; none if it is not set."""
    key = os.environ.get(variable)
    return {"Authorization": f"Bearer {key}"} if key else {}
