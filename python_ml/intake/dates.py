"""Which texts the staging models take for a moment."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from zoneinfo import available_timezones

ACCEPTED_FORMATS = "YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] (T in place of the space is fine)"

_DAY = r"\s*(?P<year>19\d\d|[2-9]\d{3})(?P<separator>[-/ ])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
_TIME = (
    r"(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d*)?)?"
    r"|24:00(?::00(?:\.0*)?)?"
)
_TIME_OF_HALF_A_DAY = r"(?:0?[1-9]|1[0-2])(?::[0-5]?\d(?::[0-5]?\d(?:\.\d*)?)?)? *[AaPp]\.? ?[Mm]\.?"
_ZONE = r" *[+-]\d\d(?::?\d\d)?| *(?P<zone>[A-Za-z][A-Za-z0-9_/+-]*)"
_MOMENT = re.compile(rf"{_DAY}(?:(?:T|\s+)(?:{_TIME_OF_HALF_A_DAY}|{_TIME})(?:{_ZONE})?)?\s*", re.ASCII)


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
    match = _MOMENT.fullmatch(_plain(text))
    if match is None:
        return False
    if match["zone"] is not None and match["zone"].casefold() not in _zones():
        return False
    try:
        date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True


def _plain(text: str) -> str:
    """A text as the macro `plain_text` makes it."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf"))


@cache
def _zones() -> frozenset[str]:
    return frozenset(name.casefold() for name in (*available_timezones(), "Z"))
