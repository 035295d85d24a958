"""``helix predict``: who a customer is, when they order, when to reach them, and what to offer."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from helix.cli.origin import say_origin
from helix.cli.text import GAP, WIDTH, fit, heading, pad, require_recommendations, width
from helix.cli.when import when_text
from helix.reading import CustomerView, Reader, Recommendation, Split
from python_ml.printing import printable

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
    """Print when CUSTOMER is likely to buy, what to offer, and why."""
    with Reader() as reader:
        view = CustomerView(reader, customer, split)
        require_recommendations(view)
        click.echo(to_json(view) if as_json else to_text(view))
        say_origin(reader.database, is_for_programs=as_json)


def to_json(view: CustomerView) -> str:
    """Return one JSON object in ASCII."""
    offers = [recommendation.plain() for recommendation in view.recommendations]
    return json.dumps(view.window() | view.timing() | {"recommendations": offers}, indent=2)


def to_text(view: CustomerView) -> str:
    """Return who, when, and the recommendations as a table, at most ``WIDTH`` columns wide.

    Ids are never cut, since a person copies them: long ones alone make a line wider.
    """
    return "\n".join([heading(view), *when_text(view), "", *_table(view.recommendations)])


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
