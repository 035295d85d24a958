"""Which arms of experiments somebody is in on a day, and what those say of the list."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from python_ml.experiments.assignment import Slot, arms_of

POPULAR = "popular"


class Arms:
    """The experiments that a build knows.

    Parameters
    ----------
    slots
        The buckets of each arm.
    lists
        Whose list an arm shows, by experiment and arm; an arm that is not named shows the ranker's.
    zone
        Time zone of the shop, by whose clock a day begins.

    Examples
    --------
    >>> none = Arms([], {}, "UTC")
    >>> dict(none.of("C0000123", date(2026, 1, 1)))
    {}
    """

    def __init__(self, slots: Sequence[Slot], lists: Mapping[tuple[str, str], str], zone: str) -> None:
        self._slots = tuple(slots)
        self._lists = dict(lists)
        self._zone = ZoneInfo(zone)

    @classmethod
    def decode(cls, encoded: str) -> Arms:
        """Return what publishing wrote as JSON: `slots`, `lists` as `[experiment, arm, list]`, and `timezone`."""
        told = json.loads(encoded)
        slots = [
            Slot(*names, date.fromisoformat(begins), ends and date.fromisoformat(ends), *buckets)
            for *names, begins, ends, first, end in told["slots"]
            for buckets in [(first, end)]
        ]
        lists = {(experiment, arm): shown for experiment, arm, shown in told["lists"]}
        return cls(slots, lists, told["timezone"])

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment by the shop's clock."""
        return moment.astimezone(self._zone).date()

    def of(self, customer_id: str | None, day: date) -> Mapping[str, str]:
        """Return the arm of a customer in each experiment that runs on a day; an unknown id has arms as well."""
        return {} if customer_id is None else arms_of(customer_id, self._slots, day)

    def shows_popular(self, arms: Mapping[str, str]) -> bool:
        """Tell whether a list is what sells, not the ranker's: of several arms that say, the first by name decides."""
        said = [self._lists[each] for each in sorted(arms.items()) if each in self._lists]
        return bool(said) and said[0] == POPULAR
