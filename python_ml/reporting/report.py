"""The report of a build: one HTML file that needs no network, for a reader without the project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from python_ml.printing import printable
from python_ml.reporting.health import alerts_meaning, drift_meaning
from python_ml.reporting.pictures import bar_picture, interval_picture, map_picture, reliability_picture
from python_ml.reporting.sentences import (
    MEASURE,
    ORACLE,
    Rows,
    baselines_meaning,
    exclusions_meaning,
    hours_meaning,
    map_meaning,
    order_probabilities_meaning,
    percent,
    plan_meaning,
    probabilities_meaning,
    ranker_verdict,
    rejected_meaning,
    shop_meaning,
)

# The analyses whose rows a report is made of.
ANALYSES = (
    "does_the_ranker_beat_its_baselines",
    "how_full_is_each_day_of_the_plan",
    "who_gets_no_push_and_why",
    "are_purchase_probabilities_right",
    "are_order_probabilities_right",
    "are_hours_better_than_habits",
    "what_is_wrong_with_the_build",
    "which_features_drift",
    "which_rows_were_rejected",
    "who_and_what_lie_close_together",
    "what_would_ten_customers_get",
)
WEEKDAYS = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.verdict { font-size: 1.15rem; border-left: 4px solid #3b82f6; padding-left: .8rem; }
svg { width: 100%; max-width: 34rem; height: auto; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
footer { margin-top: 2rem; font-size: .85rem; opacity: .75; }
"""


def report_html(build: str, facts: Rows, answers: Mapping[str, Rows]) -> str:
    """Return the report as the text of an HTML file.

    Parameters
    ----------
    build
        What the build is called.
    facts
        Rows of ``build_facts`` whose subject is ``shop``.
    answers
        Rows of each of `ANALYSES`, by its name; one that the build can't answer may be missing.

    Examples
    --------
    >>> "No test window has closed yet" in report_html("000001-20260101T060000Z", [], {})
    True
    """
    verdict = ranker_verdict(answers.get("does_the_ranker_beat_its_baselines", ()))
    sections = "".join(
        _section(title, answers[name], meaning, show)
        for title, name, meaning, show in SECTIONS
        if name in answers
    )
    return page_html(
        f"Report of build {build}",
        f"<h1>How good is this build?</h1><p class='verdict'>{_text(verdict)}</p>"
        f"<p>{_text(shop_meaning(facts))}</p>{sections}"
        f"<footer>Build {_text(build)}. Every figure is an answer of <code>helix ask</code>.</footer>",
    )


def page_html(title: str, body: str) -> str:
    """Return a whole HTML file in the style of the reports, light or dark as its reader likes it.

    Parameters
    ----------
    title
        Plain text.
    body
        HTML, written as it is.

    Examples
    --------
    >>> "<title>Jeans &amp; belts</title>" in page_html("Jeans & belts", "<p>Sold out.</p>")
    True
    """
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _section(title: str, rows: Rows, meaning: Callable[[Rows], str], show: Callable[[Rows], str]) -> str:
    shown = show(rows) if rows else ""
    return f"<section><h2>{_text(title)}</h2><p>{_text(meaning(rows))}</p>{shown}</section>"


def _leads(comparisons: Rows) -> str:
    measured = [row for row in comparisons if row["metric"] == MEASURE and row["baseline"] != ORACLE]
    if not measured:
        return ""
    title = "lead in NDCG over a simple list, with its 95 % interval"
    return interval_picture(measured, "baseline", "difference", title)


def _plan_days(days: Rows) -> str:
    return bar_picture(days, "send_on", "pushes", "pushes planned")


def _outcomes(outcomes: Rows) -> str:
    return bar_picture(outcomes, "outcome", "customers", "customers")


def _probabilities(deciles: Rows) -> str:
    return reliability_picture(deciles, "share_foretold", "share_bought", "predicted share of offers bought")


def _orders(horizons: Rows) -> str:
    ours = [row for row in horizons if row["model"] == "next_purchase" and row["ci_low"] is not None]
    if not ours:
        return ""
    named = [dict(row, within=f"{row['horizon']} days") for row in ours]
    title = "predicted over observed orders, with its 95 % interval"
    return interval_picture(named, "within", "predicted_over_observed", title, 1)


def _hours(measures: Rows) -> str:
    nats = [row for row in measures if row["metric"] == "hour_nll"]
    return bar_picture(nats, "model", "measured", "nats an order: less is better") if nats else ""


def _alerts(alerts: Rows) -> str:
    lines = [(row["severity"], row["sentence"], row["what_to_do"]) for row in alerts]
    return _table(("severity", "what", "what to do"), lines) if lines else ""


def _shifts(shifts: Rows) -> str:
    lines = [
        (row["feature"], row["where_most"], percent(row["share_before"]), percent(row["share_now"]))
        for row in shifts
        if row["is_drift"]
    ]
    return _table(("feature", "where it moved most", "before", "now"), lines) if lines else ""


def _rejected(reasons: Rows) -> str:
    return _table(
        ("file", "reason", "rows"),
        [(row["file_name"], row["reason"], f"{row['rows_rejected']:,}") for row in reasons],
    )


def _examples(customers: Rows) -> str:
    head = ("customer", "offer first", "because", "then", "order in 30 days", "reach")
    return _table(head, [_example(row) for row in customers])


def _example(row: Mapping[str, Any]) -> tuple[str, ...]:
    then = ", ".join(name for name in (row["second_offer"], row["third_offer"]) if name)
    order = "" if row["orders_within_30_days"] is None else percent(row["orders_within_30_days"])
    hour = "" if row["hour_of_day"] is None else f" {row['hour_of_day']}:00"
    reach = f"{WEEKDAYS[row['weekday'] or 0]}{hour}".strip()
    return row["customer_id"], row["first_offer"] or "", row["because"] or "", then, order, reach


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    titles = "".join(f"<th>{_text(title)}</th>" for title in head)
    lines = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='wide'><table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table></div>"


def _text(text: str) -> str:
    """Return a text of the shop as text of HTML, whatever it holds."""
    return escape(printable(str(text)))


def _examples_meaning(customers: Rows) -> str:
    return f"{len(customers)} of the shop's customers, drawn at random, with the beginning of their lists."


SECTIONS = (
    ("Against simple lists", "does_the_ranker_beat_its_baselines", baselines_meaning, _leads),
    ("The plan", "how_full_is_each_day_of_the_plan", plan_meaning, _plan_days),
    ("Who is left out", "who_gets_no_push_and_why", exclusions_meaning, _outcomes),
    (
        "Do offers sell as predicted?",
        "are_purchase_probabilities_right",
        probabilities_meaning,
        _probabilities,
    ),
    ("Do as many order as predicted?", "are_order_probabilities_right", order_probabilities_meaning, _orders),
    ("Hours against habits", "are_hours_better_than_habits", hours_meaning, _hours),
    ("What is wrong", "what_is_wrong_with_the_build", alerts_meaning, _alerts),
    ("What moved since training", "which_features_drift", drift_meaning, _shifts),
    ("What was rejected", "which_rows_were_rejected", rejected_meaning, _rejected),
    ("Who and what lie close together", "who_and_what_lie_close_together", map_meaning, map_picture),
    ("Ten customers", "what_would_ten_customers_get", _examples_meaning, _examples),
)
