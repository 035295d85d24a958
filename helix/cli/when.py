"""When a customer is likely to order, when to reach them, and what is planned: read once, printed or as JSON."""

from __future__ import annotations

import calendar
import textwrap
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from helix.cli.text import WIDTH, printable
from helix.reading.reader import Customer, NextPurchase, Published, Push, SendTime, Split

BASIS_IN_WORDS = {
    "customer": "when they order themselves",
    "segment": "when customers like them order",
    "shop": "when the shop's customers order",
    "no_time_of_day": "their weekday; sales have no time of day, so the hour is the shop's setting",
}
INDENT = 7


@dataclass(frozen=True, slots=True)
class When:
    """The answers for one customer; ``None`` where there is none, ``missing`` names tables that are not there."""

    next_purchase: NextPurchase | None
    send_time: SendTime | None
    push: Push | None
    left_out_because: str | None
    missing: list[str]


def read_when(tables: Published, customer: Customer, split: Split) -> When:
    """Read what the database has; the plan is one of today, so split ``test`` has none."""
    plan = ("push_plan", "push_exclusions") if split == "serve" else ()
    missing = tables.missing("next_purchase", "send_time", *plan)
    is_planned = bool(plan) and "push_plan" not in missing
    is_explained = bool(plan) and "push_exclusions" not in missing
    return When(
        next_purchase=None if "next_purchase" in missing else tables.next_purchase(customer, split),
        send_time=None if "send_time" in missing else tables.send_time(customer, split),
        push=tables.push(customer) if is_planned else None,
        left_out_because=tables.left_out_because(customer) if is_explained else None,
        missing=missing,
    )


def when_json(when: When) -> dict[str, Any]:
    """Return the same for JSON: dates and times in ISO 8601, chances under the names of their columns."""
    forecast, push = when.next_purchase, when.push
    return {
        "next_purchase": forecast
        and {
            "as_of": forecast.as_of.isoformat(),
            **{f"p_{days}d": chance for days, chance in forecast.chances.items()},
            "expected_on": forecast.expected_on and forecast.expected_on.isoformat(),
        },
        "send_time": when.send_time and asdict(when.send_time),
        "push": push
        and asdict(push)
        | {
            "as_of": push.as_of.isoformat(),
            "send_at": push.send_at.isoformat(),
            "send_at_utc": push.send_at_utc.isoformat(),
        },
        "no_push_because": when.left_out_because,
        "missing_tables": when.missing,
    }


def when_text(when: When, as_of: date, split: Split) -> list[str]:
    """Return lines on the next order, the time to send and the push, each with its subject before it."""
    lines = [("order", _order(when.next_purchase, as_of)), ("reach", _reach(when.send_time))]
    if split == "serve":
        lines.append(("push", _push(when)))
    if when.missing:
        noun, verb = ("table", "is") if len(when.missing) == 1 else ("tables", "are")
        lines.append(
            ("note", f"{noun} {', '.join(when.missing)} {verb} missing in the database: run `make build`")
        )
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
    chances = ", ".join(
        f"{days} days {_percentage(chance)}"
        for days, chance in forecast.chances.items()
        if chance is not None
    )
    expected = f"expected {forecast.expected_on}" if forecast.expected_on else "more likely none than one"
    elsewhere = f" (as of {forecast.as_of})" if forecast.as_of != as_of else ""
    return f"within {chances}; {expected}{elsewhere}"


def _reach(send_time: SendTime | None) -> str:
    if send_time is None:
        return ""
    weekday = calendar.day_name[send_time.weekday - 1]
    return f"{weekday}s at {send_time.hour}:00 ({BASIS_IN_WORDS.get(send_time.basis, send_time.basis)})"


def _push(when: When) -> str:
    if when.push is not None:
        drawn = "drawn to explore; " if when.push.is_exploration else ""
        article, message = printable(when.push.article_id), printable(when.push.message)
        return f'{when.push.send_at:%Y-%m-%d %H:%M}, {article} ({drawn}"{message}")'
    return f"none planned: {when.left_out_because}" if when.left_out_because else ""


def _percentage(chance: float) -> str:
    if 0 < chance < 0.001:
        return "<0.1%"
    if 0.995 <= chance < 1:
        return ">99%"
    return f"{chance:.1%}" if chance < 0.0995 else f"{chance:.0%}"
