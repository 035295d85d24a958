"""How days are written in files of others, and how to bring them into ISO form."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

DAY_NUMBER = "day number"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TOKENS = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<year>\d{2})",
    "mmm": r"(?P<name>[A-Za-z]{3})[a-z]*",
    "mm": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{1,2})",
}
# In a format without separators, as yyyymmdd, a number must have all its digits.
FIXED = {"mm": r"(?P<month>\d{2})", "dd": r"(?P<day>\d{2})"}
USUAL_FORMATS = (
    "dd.mm.yyyy",
    "dd/mm/yyyy",
    "mm/dd/yyyy",
    "dd-mm-yyyy",
    "mm-dd-yyyy",
    "dd.mm.yy",
    "dd/mm/yy",
    "mm/dd/yy",
    "yyyymmdd",
    "yyyy.mm.dd",
    "mmm dd, yyyy",
    "dd mmm yyyy",
    "dd-mmm-yyyy",
)
# Years of two digits up to this one are of this century.
LAST_SHORT_YEAR = 68
# A few rows may be bad, as in any file.
LEAST_FITTING = 0.95
_TOKEN = re.compile("yyyy|yy|mmm|mm|dd")
_TIME = r"(?P<rest>(?:[T,]|\s).*)?"
_CLOCK_WITHOUT_COLON = re.compile(r"\s*\d{1,4}\s*")
_ISO = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}(?:[T\s].*)?")


@dataclass(frozen=True)
class DayFormat:
    """How a file writes days; what follows one, such as a time, stays as it is.

    Parameters
    ----------
    pattern : str
        Of ``dd``, ``mm`` (or ``mmm``, a month's English name), ``yyyy`` (or ``yy``) and the signs between them;
        `day number` for numbers of days; ``""`` for days in ISO form.
    day_one : date or None
        Day 1 of day numbers.

    Raises
    ------
    ValueError
        If the pattern is none, in words that say how to write it.
    """

    pattern: str = ""
    day_one: date | None = None

    def __post_init__(self) -> None:
        if self.pattern in ("", DAY_NUMBER):
            return
        if " or " in self.pattern:
            raise ValueError("its days fit each of these: keep the one that is meant")
        tokens = sorted(token[0] for token in _TOKEN.findall(self.pattern))
        if tokens != ["d", "m", "y"] or re.search(r"[^\W_]", _TOKEN.sub("", self.pattern)):
            raise ValueError(f"write it as one of {', '.join(USUAL_FORMATS)}, or {DAY_NUMBER}")

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        tokens = TOKENS | (FIXED if _TOKEN.sub("", self.pattern) == "" else {})
        parts = re.split(f"({_TOKEN.pattern})", self.pattern)
        day = "".join(tokens.get(part, re.escape(part)) for part in parts)
        return re.compile(rf"\s*{day}{_TIME}\s*", re.ASCII)

    def parsed(self, text: str) -> tuple[date, str] | None:
        """The day that a text begins with, and what follows it; None if it is not in this format."""
        if self.pattern == DAY_NUMBER:
            return self._of_number(text)
        match = self._expression.fullmatch(text)
        if match is None:
            return None
        found = match.groupdict()
        year = int(found["year"])
        if len(found["year"]) == 2:
            year += 2000 if year <= LAST_SHORT_YEAR else 1900
        name = found.get("name")
        if name is not None and name.lower() not in MONTHS:
            return None
        month = MONTHS.index(name.lower()) + 1 if name is not None else int(found["month"])
        try:
            return date(year, month, int(found["day"])), (found["rest"] or "").lstrip("T, ").strip()
        except ValueError:
            return None

    def _of_number(self, text: str) -> tuple[date, str] | None:
        number, _, rest = text.strip().partition(" ")
        if not re.fullmatch(r"\d{1,5}(\.0+)?", number) or self.day_one is None:
            return None
        rest = rest.strip()
        if _CLOCK_WITHOUT_COLON.fullmatch(rest):
            rest = f"{rest.zfill(4)[:2]}:{rest.zfill(4)[2:]}"
        return self.day_one + timedelta(int(float(number)) - 1), rest

    def iso(self, text: str) -> str:
        """The text with its day in ISO form; as it is if it is empty, in ISO form already, or in no known form."""
        if not self.pattern or not text or _ISO.fullmatch(text):
            return text
        found = self.parsed(text)
        if found is None:
            return text
        day, rest = found
        return f"{day.isoformat()} {rest}" if rest else day.isoformat()


def fitting_formats(texts: Iterable[str], formats: Sequence[str] = USUAL_FORMATS) -> list[str]:
    """Return the usual formats that fit most texts, and at least ``LEAST_FITTING`` of those that are not empty.

    More than one means that the texts do not tell them apart, as ``03/04/2024`` does not; none, that there is no date,
    or that several ways of writing one are mixed.
    """
    # A day is written often, and its time of day is none of its format.
    whole, days = Counter(text.strip() for text in texts), Counter[str]()
    del whole[""]
    for text, times in whole.items():
        days[text.split()[0]] += times
    fits = {}
    for pattern in formats:
        one, counted = DayFormat(pattern), whole if " " in pattern else days
        fits[pattern] = sum(times for text, times in counted.items() if one.parsed(text) is not None)
    most = max(fits.values(), default=0)
    if most == 0 or most < LEAST_FITTING * whole.total():
        return []
    return [pattern for pattern, count in fits.items() if count == most]


def is_iso(text: str) -> bool:
    """Whether a text begins with a day in ISO form."""
    return bool(_ISO.fullmatch(text))
