"""``helix predict``: the recommendations of one customer."""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

import click

from python_ml.published import Customer, Cutoff, HelixError, History, Published, Recommendation, Split

WIDTH = 100
FACT_WIDTH = 24
LEAST_NAME_WIDTH = 24
LEAST_REASON_WIDTH = 12
GAP = "  "
HEADINGS = ("rank", "article", "name", "probability", "reason")


@click.command()
@click.argument("customer", metavar="CUSTOMER")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option(
    "--split",
    type=click.Choice(["serve", "test"]),
    default="serve",
    show_default=True,
    help="serve: what to offer now. test: what was offered before the test window.",
)
def predict(customer: str, as_json: bool, split: Split) -> None:
    """Print what to offer CUSTOMER, how likely each sells, and why."""
    with Published() as tables:
        known = tables.customer(customer)
        cutoff = tables.cutoff(split)
        recommendations = tables.recommendations(known, cutoff)
        history = tables.history(known, cutoff)
    if not recommendations:
        raise HelixError(_left_out(known, cutoff))
    if as_json:
        click.echo(to_json(known, cutoff, recommendations))
    else:
        click.echo(to_text(known, history, cutoff, recommendations))


def to_json(customer: Customer, cutoff: Cutoff, recommendations: Sequence[Recommendation]) -> str:
    """Return one JSON object in ASCII; dates are ISO 8601, ``label_until`` is exclusive."""
    return json.dumps(
        {
            "customer_id": customer.customer_id,
            "as_of": cutoff.as_of.isoformat(),
            "label_from": cutoff.label_from.isoformat(),
            "label_until": cutoff.label_until.isoformat(),
            "recommendations": [asdict(recommendation) for recommendation in recommendations],
        },
        indent=2,
    )


def to_text(
    customer: Customer, history: History | None, cutoff: Cutoff, recommendations: Sequence[Recommendation]
) -> str:
    """Return who, as of when, and the recommendations as a table, at most ``WIDTH`` columns wide.

    Ids are never cut, since a person copies them: long ones alone make a line wider.
    """
    who = textwrap.fill(
        _who(customer), WIDTH, subsequent_indent=GAP, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join([who, _when(history, cutoff), "", *_table(recommendations)])


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
    known = ", ".join(_fit(_printable(fact), FACT_WIDTH) for fact in facts if fact)
    return f"Customer {_printable(customer.customer_id)}: {known or 'nothing known'}"


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


def _table(recommendations: Sequence[Recommendation]) -> list[str]:
    rows = [HEADINGS, *map(_cells, recommendations)]
    ranks, ids, names, probabilities, reasons = (
        max(map(_width, column)) for column in zip(*rows, strict=True)
    )
    free = WIDTH - ranks - ids - probabilities - 4 * len(GAP)
    names = min(names, max(LEAST_NAME_WIDTH, free - reasons))
    reasons = max(LEAST_REASON_WIDTH, free - names)
    return [
        GAP.join(
            [
                rank.rjust(ranks),
                _pad(article, ids),
                _pad(_fit(name, names), names),
                probability.rjust(probabilities),
                _fit(reason, reasons),
            ]
        ).rstrip()
        for rank, article, name, probability, reason in rows
    ]


def _cells(recommendation: Recommendation) -> tuple[str, str, str, str, str]:
    return (
        str(recommendation.rank),
        _printable(recommendation.article_id),
        _printable(recommendation.name or "-"),
        _percentage(recommendation.purchase_probability),
        _printable(recommendation.reason or "-"),
    )


def _percentage(probability: float | None) -> str:
    if probability is None:
        return "-"
    if 0 < probability < 0.0001:
        return "<0.01%"
    return f"{probability:.2%}"


def _left_out(customer: Customer, cutoff: Cutoff) -> str:
    if cutoff.split == "test":
        return f"customer {customer.customer_id!r} bought nothing in the test window: try --split serve"
    return f"customer {customer.customer_id!r} has no recommendations: run `make build`"


def _printable(text: str) -> str:
    """Replace what would break a line or steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _width(text: str) -> int:
    """Return the terminal columns a text takes: two for a wide East Asian character, none for an accent."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _fit(text: str, width: int) -> str:
    """Cut a text to ``width`` terminal columns, the last of them ``…`` if anything is lost."""
    if _width(text) <= width:
        return text
    while _width(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
