"""How long to wait before a prompt is sent again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0


def wait_before(attempt: int, retry_after: str | None, now: datetime) -> float:
    """Return seconds to wait after a failed attempt: what the server asks for, else twice as long each time.

    Parameters
    ----------
    attempt
        Attempts so far, at least 1.
    retry_after
        The header of that name: seconds, or a moment.
    now
        The present moment, with a time zone.

    Examples
    --------
    >>> now = datetime(2026, 1, 2, tzinfo=UTC)
    >>> [wait_before(attempt, None, now) for attempt in (1, 2, 3)]
    [0.5, 1.0, 2.0]
    >>> wait_before(1, "7", now), wait_before(1, "Fri, 02 Jan 2026 00:00:09 GMT", now)
    (7.0, 9.0)
    """
    asked = _asked_for(retry_after, now)
    wait = FIRST_WAIT * 2 ** (attempt - 1) if asked is None else asked
    return min(max(wait, 0.0), LONGEST_WAIT)


def _asked_for(retry_after: str | None, now: datetime) -> float | None:
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
