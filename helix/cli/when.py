"""When a customer is likely to order, when to reach them, and what is planned, as lines of text."""

from __future__ import annotations

import calendar
import textwrap
from typing import TYPE_CHECKING

from helix.cli.text import WIDTH
from python_ml.printing import printable
from python_ml.problems import NotBuilt

if TYPE_CHECKING:
    from datetime import date

    from helix.reading import CustomerView
    from helix.reading.records import NextPurchase, SendTime

BASIS_IN_WORDS = {
    "customer": "when they order themselves",
    "segment": "when customers like them order",
    "shop": "when the shop's customers order",
    "no_time_of_day": "their weekday; sales have no time of day, so the hour is the shop's setting",
}
INDENT = 7


def when_text(view: CustomerView) -> list[str]:
    """Return lines on the next order, the time to send and the push, each with its subject before it."""
    lines = [
        ("order", _order(view.next_purchase, view.cutoff.as_of)),
        ("reach", _reach(view.send_time)),
        ("push", _push(view)),
        ("note", _missing(view.missing)),
    ]
    return [line for subject, text in lines if text for line in _paragraph(subject, text)]


def _paragraph(subject: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=subject.ljust(INDENT),
        subsequent_indent=" " * INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _order(forecast: NextPurchase | None, as_of: date) -> str:
    if forecast is None:
        return ""
    probabilities = ", ".join(
        f"{days} days {_percentage(probability)}"
        for days, probability in forecast.probabilities.items()
        if probability is not None
    )
    expected = f"expected {forecast.expected_on}" if forecast.expected_on else "more likely none than one"
    elsewhere = f" (as of {forecast.as_of})" if forecast.as_of != as_of else ""
    return f"within {probabilities}; {expected}{elsewhere}"


def _reach(send_time: SendTime | None) -> str:
    if send_time is None:
        return ""
    weekday = calendar.day_name[send_time.weekday - 1]
    return f"{weekday}s at {send_time.hour}:00 ({BASIS_IN_WORDS.get(send_time.basis, send_time.basis)})"


def _push(view: CustomerView) -> str:
    push = view.push
    if push is not None:
        drawn = "drawn to explore; " if push.is_exploration else ""
        return f'{push.send_at:%Y-%m-%d %H:%M}, {printable(push.article_id)} ({drawn}"{printable(push.message)}")'
    return f"none planned: {view.no_push_because}" if view.no_push_because else ""


def _missing(tables: list[str]) -> str:
    if not tables:
        return ""
    noun, verb = ("table", "is") if len(tables) == 1 else ("tables", "are")
    return str(NotBuilt(f"{noun} {', '.join(tables)} {verb} missing in the database"))


def _percentage(probability: float) -> str:
    if 0 < probability < 0.001:
        return "<0.1%"
    if 0.995 <= probability < 1:
        return ">99%"
    return f"{probability:.1%}" if probability < 0.0995 else f"{probability:.0%}"
