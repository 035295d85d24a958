"""``helix predict``: who a customer is, when they order, when to reach them, and what to offer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from helix.cli.text import GAP, WIDTH, fit, heading, left_out, pad, printable, width, window
from helix.cli.when import When, read_when, when_json, when_text
from helix.reading.reader import Customer, Cutoff, History, Published, Recommendation, Split
from python_ml.problems import Problem

LEAST_NAME_WIDTH = 24
LEAST_REASON_WIDTH = 12
HEADINGS = ("rank", "article", "name", "probability", "reason")


@click.command()
@click.argument("customer", metavar="CUSTOMER")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@click.option(
    "--split",
    type=click.Choice(["serve", "test"]),
    default="serve",
    show_default=True,
    help="serve: what to offer now, and when. test: what was offered before the test window.",
)
def predict(customer: str, as_json: bool, split: Split) -> None:
    """Print when CUSTOMER buys, what to offer, and why."""
    with Published() as tables:
        known = tables.customer(customer)
        cutoff = tables.cutoff(split)
        recommendations = tables.recommendations(known, cutoff)
        history = tables.history(known, cutoff)
        when = read_when(tables, known, split)
    if not recommendations:
        raise Problem(left_out(known, cutoff))
    if as_json:
        click.echo(to_json(known, cutoff, when, recommendations))
    else:
        click.echo(to_text(known, history, cutoff, when, recommendations))


def to_json(customer: Customer, cutoff: Cutoff, when: When, recommendations: Sequence[Recommendation]) -> str:
    """Return one JSON object in ASCII."""
    offers = [asdict(recommendation) for recommendation in recommendations]
    return json.dumps(window(customer, cutoff) | when_json(when) | {"recommendations": offers}, indent=2)


def to_text(
    customer: Customer,
    history: History | None,
    cutoff: Cutoff,
    when: When,
    recommendations: Sequence[Recommendation],
) -> str:
    """Return who, when, and the recommendations as a table, at most ``WIDTH`` columns wide.

    Ids are never cut, since a person copies them: long ones alone make a line wider.
    """
    told = when_text(when, cutoff.as_of, cutoff.split)
    return "\n".join([heading(customer, history, cutoff), *told, "", *_table(recommendations)])


def _table(recommendations: Sequence[Recommendation]) -> list[str]:
    rows = [HEADINGS, *map(_cells, recommendations)]
    ranks, ids, names, probabilities, reasons = (
        max(map(width, column)) for column in zip(*rows, strict=True)
    )
    free = WIDTH - ranks - ids - probabilities - 4 * len(GAP)
    names = min(names, max(LEAST_NAME_WIDTH, free - reasons))
    reasons = max(LEAST_REASON_WIDTH, free - names)
    return [
        GAP.join(
            [
                rank.rjust(ranks),
                pad(article, ids),
                pad(fit(name, names), names),
                probability.rjust(probabilities),
                fit(reason, reasons),
            ]
        ).rstrip()
        for rank, article, name, probability, reason in rows
    ]


def _cells(recommendation: Recommendation) -> tuple[str, str, str, str, str]:
    return (
        str(recommendation.rank),
        printable(recommendation.article_id),
        printable(recommendation.name or "-"),
        _percentage(recommendation.purchase_probability),
        printable(recommendation.reason or "-"),
    )


def _percentage(probability: float | None) -> str:
    if probability is None:
        return "-"
    if 0 < probability < 0.0001:
        return "<0.01%"
    return f"{probability:.2%}"
