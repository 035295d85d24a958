"""Which texts DuckDB takes for a moment."""

from collections.abc import Sequence

import duckdb

ACCEPTED_FORMATS = "YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] (T in place of the space is fine)"


def any_moment(texts: Sequence[str | None]) -> bool:
    """Whether at least one text is a date or timestamp.

    DuckDB itself is asked, in memory, so that the answer is that of the staging models.

    Parameters
    ----------
    texts : sequence of str or None
        Values of one column.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        moments = connection.execute(
            "select count(try_cast(text as timestamp)) from (select unnest(?::varchar[]) as text)",
            [list(texts)],
        ).fetchall()
    return moments[0][0] > 0
