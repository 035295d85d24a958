"""``helix explain``: what put each article on the list of one customer."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from helix.cli.text import GAP, WIDTH, fit, heading, left_out, printable, width, window
from helix.reading.reader import Customer, Cutoff, History, Published, Recommendation, Split
from python_ml.problems import Problem

if TYPE_CHECKING:
    from python_ml.ranking import Explanation

# Features shown of each article of a list, and of an article that was asked for.
LEADING, LEADING_OF_ONE = 5, 25
LEAST_NAME_WIDTH = 24
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Explained:
    """A recommendation with the score taken apart; ``proposed_by`` holds each retriever's rank, best first."""

    recommendation: Recommendation
    proposed_by: dict[str, int]
    explanation: Explanation


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
    with Published() as tables:
        known = tables.customer(customer)
        cutoff = tables.cutoff(split)
        offers = tables.recommendations(known, cutoff)
        history = tables.history(known, cutoff)
        if not offers:
            raise Problem(left_out(known, cutoff))
        chosen = offers if article is None else _only(article, offers, known)
        explained = explain_offers(tables, known, cutoff, chosen)
    if as_json:
        click.echo(to_json(known, cutoff, explained))
    else:
        leading = LEADING if article is None else LEADING_OF_ONE
        click.echo(to_text(known, history, cutoff, explained, leading))


def explain_offers(
    tables: Published, customer: Customer, cutoff: Cutoff, offers: Sequence[Recommendation]
) -> list[Explained]:
    """Take the published scores apart.

    Raises
    ------
    Problem
        If the model and the features of the database do not give the published scores.
    """
    # Not at the top: LightGBM takes a second to load, which no other command should wait for.
    from python_ml.ranking.explanation import TOLERANCE, explain_pairs

    pairs = tables.pair_features(customer, cutoff, [offer.article_id for offer in offers])
    retrievers = tables.retrievers()
    try:
        explanations = explain_pairs(pairs, tables.ranker(cutoff))
    except (KeyError, ValueError) as error:
        raise Problem(f"can't explain the scores of {tables.path}: {error.args[0]}") from error
    for offer, explanation in zip(offers, explanations, strict=True):
        if not abs(explanation.score - offer.score) <= TOLERANCE:
            raise Problem(
                f"the score of article {offer.article_id!r} is {offer.score:.9f}, but its contributions add up "
                f"to {explanation.score:.9f}: run `make build` to bring {tables.path} up to date"
            )
    return [
        Explained(offer, _proposed_by(pair, retrievers), explanation)
        for offer, pair, explanation in zip(offers, pairs.to_pylist(), explanations, strict=True)
    ]


def to_json(customer: Customer, cutoff: Cutoff, explained: Sequence[Explained]) -> str:
    """Return one JSON object in ASCII: base and the contributions' amounts add up to the score."""
    articles = [
        {
            "rank": each.recommendation.rank,
            "article_id": each.recommendation.article_id,
            "name": each.recommendation.name,
            "reason": each.recommendation.reason,
            "proposed_by": each.proposed_by,
            **asdict(each.explanation),
        }
        for each in explained
    ]
    return json.dumps(window(customer, cutoff) | {"recommendations": articles}, indent=2)


def to_text(
    customer: Customer, history: History | None, cutoff: Cutoff, explained: Sequence[Explained], leading: int
) -> str:
    """Return who, as of when, and each score as a sum, the ``leading`` features by name and the others together."""
    note = "Each score is a sum of what the features add (LightGBM's pred_contrib), checked to 1e-6."
    return "\n".join([heading(customer, history, cutoff), note, *_sums(explained, leading)])


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


def _proposed_by(pair: dict[str, int | None], retrievers: Sequence[str]) -> dict[str, int]:
    ranks = {name: pair[f"{name}_rank"] for name in retrievers}
    proposed = [(rank, name) for name, rank in ranks.items() if rank is not None]
    return {name: rank for rank, name in sorted(proposed)}


def _only(article: str, offers: Sequence[Recommendation], customer: Customer) -> list[Recommendation]:
    chosen = [offer for offer in offers if offer.article_id == article]
    if not chosen:
        raise Problem(f"article {article!r} is not on the list of customer {customer.customer_id!r}")
    return chosen
