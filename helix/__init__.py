"""Who to reach, what to offer them and when to send it, from published builds.

The ring of the project: what people and programs meet. It computes nothing that a model could.

Examples
--------
>>> import helix
>>> shop = helix.open()
>>> shop.recommendations("C00012").select("rank", "article_id", "reason").rows()[0]
(1, '0108775015', 'bought 3 times')
>>> shop.close()
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helix.reading.shop import Shop

__all__ = ["open"]


def open(path: str | Path | None = None) -> Shop:
    """Open a build for reading.

    Parameters
    ----------
    path
        A DuckDB file of a build; by default that of the build which was published last, as ``HELIX_PUBLISHED``,
        ``HELIX_DB`` or the project around the working directory say.

    Returns
    -------
    Shop
        The public tables as polars data frames; of use with and without ``with``.

    Raises
    ------
    NotBuilt
        If there is no build yet, or no such file.
    Busy
        If another process, such as a build, holds the file.

    Examples
    --------
    >>> import helix
    >>> helix.open("elsewhere.duckdb")
    Traceback (most recent call last):
    python_ml.problems.NotBuilt: there is no database at elsewhere.duckdb yet: run `make build`
    """
    # Not at the top: a command that reads no build need not wait for DuckDB.
    from helix.reading.shop import Shop

    return Shop(path)
