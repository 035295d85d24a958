"""``helix explain``: what put each article on the list of one customer."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from helix.cli.origin import say_origin
from helix.cli.text import GAP, WIDTH, fit, heading, require_recommendations, width
from helix.reading import CustomerView, Explained, Reader, Split
from python_ml.printing import printable

if TYPE_CHECKING:
    from python_ml.ranking import Explanation

# Features shown of each article of a list, and of an article that was asked for.
LEADING, LEADING_OF_ONE = 5, 25
LEAST_NAME_WIDTH = 24
INDENT = "    "


@click.command()
@click.argument("customer", metavar="CUSTOMER")
@click.option("--article", metavar="ID", help="Only this article of the list, with more of its features.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object with every feature, for programs."
)
@click.option(
    "--split",
    type=click.Choice(["serve", "test"]),
    default="serve",
    show_default=True,
    help="serve: the list of today. test: the list before the test window.",
)
def explain(customer: str, article: str | None, as_json: bool, split: Split) -> None:
    """Print what put each article on the list of CUSTOMER."""
    with Reader() as reader:
        view = CustomerView(reader, customer, split)
        require_recommendations(view)
        click.echo(to_json(view, article) if as_json else to_text(view, article))
        say_origin(reader.database, is_for_programs=as_json)


def to_json(view: CustomerView, article: str | None) -> str:
    """Return one JSON object in ASCII: base and the contributions' amounts add up to the score."""
    explained = [each.plain() for each in view.explained(article)]
    return json.dumps(view.window() | {"recommendations": explained}, indent=2)


def to_text(view: CustomerView, article: str | None) -> str:
    """Return who, as of when, and each score as a sum: the leading features by name, the others together."""
    note = "Each score is a sum of what the features add (LightGBM's pred_contrib), checked to 1e-6."
    leading = LEADING if article is None else LEADING_OF_ONE
    return "\n".join([heading(view), note, *_sums(view.explained(article), leading)])


def _sums(explained: Sequence[Explained], leading: int) -> list[str]:
    return [line for each in explained for line in ("", *_head(each), *_sum(each.explanation, leading))]


def _head(explained: Explained) -> list[str]:
    offer = explained.recommendation
    place = f"{offer.rank:>2}{GAP}{printable(offer.article_id)}{GAP}"
    name = fit(printable(offer.name or "-"), max(LEAST_NAME_WIDTH, WIDTH - width(place)))
    proposed_by = ", ".join(f"{name} (rank {rank})" for name, rank in explained.proposed_by.items())
    return [
        place + name,
        *_indented(printable(offer.reason or "-")),
        *_indented(f"proposed by {proposed_by}"),
    ]


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)


def _sum(explanation: Explanation, leading: int) -> list[str]:
    shown = [each for each in explanation.contributions[:leading] if each.amount]
    others = explanation.contributions[len(shown) :]
    terms = [(each.amount, f"{printable(each.feature)} = {_value(each.value)}") for each in shown]
    if others:
        terms.append(
            (
                sum(each.amount for each in others),
                f"{len(others)} other {'feature' if len(others) == 1 else 'features'}",
            )
        )
    terms.append((explanation.base, "base, alike for all pairs"))
    lines = [f"{INDENT}{amount:>+8.4f}{GAP}{what}" for amount, what in terms]
    return [*lines, f"{INDENT}{explanation.score:>8.4f}{GAP}score, their sum"]


def _value(value: int | float | None) -> str:
    if value is None:
        return "none"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
