"""Which texts the staging models take for a moment."""

import re
from collections.abc import Sequence
from datetime import date

ACCEPTED_FORMATS = "YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] (T in place of the space is fine)"

_DAY = r"\s*(?P<year>19\d\d|[2-9]\d{3})(?P<separator>[-/ \\])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
_TIME = (
    r"(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d*)?)?"
    r"|24:00(?::00(?:\.0*)?)?"
)
_ZONE = r"\s?(?:Z|[+-]\d\d(?::?\d\d)?)|\s[A-Za-z_/]+"
_MOMENT = re.compile(rf"{_DAY}(?:(?:T|\s+)(?:{_TIME})(?:{_ZONE})?\s*)?", re.ASCII)


def any_moment(texts: Sequence[str | None]) -> bool:
    """Whether at least one text is a date or timestamp.

    The answer is that of the macro `moment`: what DuckDB casts to a timestamp, if it lies in a year from 1900 to 9999.
    DuckDB takes 12/1/10, too, for a day in the year 12.

    Parameters
    ----------
    texts : sequence of str or None
        Values of one column.
    """
    return any(_is_moment(text) for text in texts if text is not None)


def _is_moment(text: str) -> bool:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True
