"""What the commands on one customer print alike: the heading, and texts cut to a terminal's columns."""

from __future__ import annotations

import textwrap
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from python_ml.printing import printable
from python_ml.problems import Unknown

if TYPE_CHECKING:
    from helix.reading.customer_view import CustomerView
    from helix.reading.records import Customer, Cutoff, History

WIDTH = 100
FACT_WIDTH = 24
GAP = "  "


def heading(view: CustomerView) -> str:
    """Return who the customer is and as of when, at most ``WIDTH`` columns wide.

    Ids are never cut, since a person copies them: long ones alone make a line wider.
    """
    who = textwrap.fill(
        _who(view.customer), WIDTH, subsequent_indent=GAP, break_long_words=False, break_on_hyphens=False
    )
    return f"{who}\n{_when(view.history, view.cutoff)}"


def require_recommendations(view: CustomerView) -> None:
    """Check that there is something to show.

    Raises
    ------
    Problem
        If the customer has no recommendation; it names the option that has one.
    """
    if (left_out := view.left_out) is None:
        return
    raise Unknown(left_out.sentence, "try --split serve") if view.cutoff.split == "test" else left_out


def width(text: str) -> int:
    """Return the terminal columns a text takes: two for a wide East Asian character, none for an accent."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def fit(text: str, columns: int) -> str:
    """Cut a text to so many terminal columns, the last of them ``…`` if anything is lost."""
    if width(text) <= columns:
        return text
    while width(text) >= columns:
        text = text[:-1]
    return text.rstrip() + "…"


def pad(text: str, columns: int) -> str:
    """Fill a text up to so many terminal columns."""
    return text + " " * (columns - width(text))


def _who(customer: Customer) -> str:
    facts = [
        f"age {customer.age}" if customer.age is not None else "",
        customer.gender,
        customer.city,
        customer.postal_code,
        customer.country,
        f"club {customer.club_status}" if customer.club_status else "",
        f"newsletter {customer.newsletter}" if customer.newsletter else "",
    ]
    known = ", ".join(fit(printable(fact), FACT_WIDTH) for fact in facts if fact)
    return f"Customer {printable(customer.customer_id)}: {known or 'nothing known'}"


def _when(history: History | None, cutoff: Cutoff) -> str:
    last_day = cutoff.label_until - timedelta(days=1)
    return f"As of {cutoff.as_of} ({_bought(history)}), valid for {cutoff.label_from} to {last_day}"


def _bought(history: History | None) -> str:
    if history is None:
        return "no purchase before"
    days, ago = _count(history.purchase_days, "purchase day"), _count(history.days_since_last, "day")
    return f"{days}, the last {ago} before"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
