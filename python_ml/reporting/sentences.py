"""One sentence on what the rows of an analysis mean; a page and a report say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Rows = Sequence[Row]

MEASURE = "ndcg"
# What no shop can have: the generated shop knows its true probabilities.
ORACLE = "oracle"
HEADLINE_HORIZON = 30
WEEKS_COMPARED = 4
OURS = "send_time"
TODAYS_LISTS = "offered today"


def ranker_verdict(comparisons: Rows) -> str:
    """Say whether the lists are better than the best simple list.

    Parameters
    ----------
    comparisons
        Rows of the analysis ``does_the_ranker_beat_its_baselines``.

    Examples
    --------
    >>> row = {"metric": "ndcg", "k": 12, "baseline": "popular", "ranker": 0.4, "baseline_value": 0.2,
    ...        "ci_low": 0.1, "ci_high": 0.3}
    >>> ranker_verdict([row])
    'The lists are better than the best simple list (popular): NDCG@12 is 0.400 against 0.200, and the lead is larger
    than chance.'
    """
    measured = [row for row in comparisons if row["metric"] == MEASURE and row["baseline"] != ORACLE]
    if not measured:
        return "No test window has closed yet, so nothing says how good the lists are."
    best = max(measured, key=lambda row: (row["baseline_value"], row["baseline"]))
    values = f"NDCG@{best['k']} is {best['ranker']:.3f} against {best['baseline_value']:.3f}"
    name = in_words(best["baseline"])
    if best["ci_low"] is not None and best["ci_low"] > 0:
        return f"The lists are better than the best simple list ({name}): {values}, and the lead is larger than chance."
    if best["ci_high"] is not None and best["ci_high"] < 0:
        return f"The lists are worse than the best simple list ({name}): {values}. Show customers that one instead."
    return f"The lists can't be told from the best simple list ({name}): {values}, a difference that may be chance."


def weeks_meaning(weeks: Rows) -> str:
    """Say in how many weeks the lists were better than simple ones, from rows of ``how_good_were_the_lists_each_week``.

    Parameters
    ----------
    weeks
        The rows of one segment.
    """
    if not weeks:
        return "No window has closed yet in which these customers could be measured."
    ahead = sum(row["simple_ndcg"] is not None and row["ranker_ndcg"] > row["simple_ndcg"] for row in weeks)
    values = [row["ranker_ndcg"] for row in weeks]
    if len(weeks) == 1:
        rest = "ahead of" if ahead else "not ahead of"
        return (
            f"One week was measured, in which the lists were {rest} the best simple one, with an NDCG of "
            f"{values[0]:.3f}; `make backtest` measures earlier weeks."
        )
    return (
        f"The lists were ahead of the best simple one in {ahead} of {len(weeks)} weeks, with an NDCG from "
        f"{min(values):.3f} to {max(values):.3f}."
    )


def baselines_meaning(comparisons: Rows) -> str:
    """Say which simple lists are beaten, from the rows that `ranker_verdict` takes."""
    measured = [row for row in comparisons if row["metric"] == MEASURE and row["baseline"] != ORACLE]
    if not measured:
        return "There is nothing to compare with yet."
    beaten = [
        in_words(row["baseline"]) for row in measured if row["ci_low"] is not None and row["ci_low"] > 0
    ]
    names = f": {', '.join(beaten)}" if beaten else ""
    return f"The lead is larger than chance over {len(beaten)} of {counted(len(measured), 'simple list')}{names}."


def shop_meaning(facts: Rows) -> str:
    """Say which shop a build is of, from the rows of ``build_facts`` whose subject is ``shop``."""
    said = {row["name"]: row for row in facts}
    if "source" not in said:
        return "The build does not say which shop it is of."
    counts = [
        counted(round(said[name]["value"]), name.removesuffix("s"))
        for name in ("customers", "articles")
        if name in said
    ]
    last = f", sales up to {said['last_sold_on']['text']}" if "last_sold_on" in said else ""
    return f"Shop {said['source']['text']}: {' and '.join(counts)}{last}."


def plan_meaning(days: Rows) -> str:
    """Say what the plan holds, from rows of ``how_full_is_each_day_of_the_plan``."""
    pushes = sum(row["pushes"] for row in days)
    if not pushes:
        return "Nothing is planned."
    worth = sum(row["worth"] or 0 for row in days)
    waiting = sum(row["left_out_for_capacity"] for row in days)
    full = f"; {waiting:,} more found no room on their day" if waiting else ""
    return (
        f"{counted(pushes, 'push', 'pushes')} from {days[0]['send_on']} to {days[-1]['send_on']}, expected to bring "
        f"{worth:,.2f}, or {worth / pushes:,.2f} each{full}."
    )


def exclusions_meaning(outcomes: Rows) -> str:
    """Say who gets no push and for which reason most, from rows of ``who_gets_no_push_and_why``."""
    left_out = [row for row in outcomes if row["outcome"] != "planned"]
    if not left_out:
        return "Nobody is left out." if outcomes else "The shop has nobody to send anything to."
    customers = sum(row["customers"] for row in left_out)
    most = max(left_out, key=lambda row: row["customers"])
    return (
        f"{counted(customers, 'customer')} of {sum(row['customers'] for row in outcomes):,} get no push, most often "
        f"because of: {most['outcome']} ({most['customers']:,})."
    )


def probabilities_meaning(deciles: Rows) -> str:
    """Say whether offers sell as predicted, from rows of ``are_purchase_probabilities_right``."""
    bought = sum(row["bought"] for row in deciles)
    predicted = sum(row["offers"] * row["share_foretold"] for row in deciles)
    if not bought or not predicted:
        return "Nothing offered was bought in the test window, so the probabilities can't be checked."
    ratio = predicted / bought
    return f"{bought:,} of the offers were bought where {predicted:,.0f} were predicted: {_ratio_in_words(ratio)}."


def order_probabilities_meaning(horizons: Rows) -> str:
    """Say whether as many customers order as predicted, from rows of ``are_order_probabilities_right``."""
    ours = [row for row in horizons if row["model"] == "next_purchase"]
    if not ours:
        return "No window has closed yet on which a prediction of orders could be checked."
    row = min(ours, key=lambda row: (abs(row["horizon"] - HEADLINE_HORIZON), row["horizon"]))
    ratio = row["predicted_over_observed"]
    low, high = row["ci_low"], row["ci_high"]
    chance = (
        ", a difference that may be chance" if low is not None and low <= 1 <= high and ratio != 1 else ""
    )
    return (
        f"Within {row['horizon']} days {ratio:.2f} customers were predicted to order for each one who did: "
        f"{_ratio_in_words(ratio)}{chance}."
    )


def hours_meaning(measures: Rows) -> str:
    """Say whether hours are predicted better than by habits, from rows of ``are_hours_better_than_habits``."""
    measured = {(row["metric"], row["model"]): row["measured"] for row in measures}
    if ("hour_nll", OURS) not in measured:
        return "The sales have no time of day, so no hour is predicted: the hour of a push is a setting."
    nats = {model: value for (metric, model), value in measured.items() if metric == "hour_nll"}
    others = nats.keys() - {OURS}
    if not others:
        return "There is nothing that the predicted hours could be compared with."
    best = min(others, key=lambda model: (nats[model], model))
    gain = nats[best] - nats[OURS]
    hits = measured.get(("hour_hit_3", OURS))
    found = "" if hits is None else f"; {hits:.0%} of the orders come in one of the three likeliest hours"
    return (
        f"Hours are predicted {'better' if gain > 0 else 'worse'} than by the best alternative "
        f"({in_words(best)}), by {abs(gain):.3f} nats an order{found}."
    )


def rejected_meaning(reasons: Rows) -> str:
    """Say how many raw rows could not be used, from rows of ``which_rows_were_rejected``."""
    if not reasons:
        return "Every raw row could be used."
    rows = sum(row["rows_rejected"] for row in reasons)
    share = sum(row["share_of_rows"] or 0 for row in reasons)
    return f"{counted(rows, 'raw row')} ({share:.2%}) could not be used, most often because of: {reasons[0]['reason']}."


def trend_meaning(weeks: Rows) -> str:
    """Say how an article sells lately, from rows of ``how_does_an_article_sell``."""
    units = {row["weeks_ago"]: row["units"] for row in weeks}
    now = sum(units.get(week, 0) for week in range(WEEKS_COMPARED))
    before = sum(units.get(week, 0) for week in range(WEEKS_COMPARED, 2 * WEEKS_COMPARED))
    if not now and not before:
        return f"It was not sold in the last {2 * WEEKS_COMPARED} weeks."
    return f"{counted(now, 'unit')} in the last {WEEKS_COMPARED} weeks, {before:,} in the {WEEKS_COMPARED} before."


def concentration_meaning(lists: Rows) -> str:
    """Say how varied the lists are, from rows of ``how_concentrated_are_the_lists``."""
    if not lists:
        return "There are no lists."
    row = next((row for row in lists if row["entries_of"] == TODAYS_LISTS), lists[0])
    return (
        f"Today's lists hold {row['different_articles']:,} different articles, "
        f"{row['share_of_catalogue']:.0%} of the catalogue; the ten commonest take {row['share_of_top_ten']:.0%}."
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "push", "pushes"), counted(1200, "row")
    ('1 push', '1,200 rows')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(probability: float) -> str:
    """Return a probability for people; one that is not certain is never written as if it were.

    Examples
    --------
    >>> percent(0.183), percent(0.9996), percent(0.0004)
    ('18%', 'over 99%', 'under 1%')
    """
    if 0.995 <= probability < 1:
        return "over 99%"
    return "under 1%" if 0 < probability < 0.005 else f"{probability:.0%}"


def in_words(name: str) -> str:
    """Return a name of a table's value for people."""
    return name.replace("_", " ")


def _ratio_in_words(ratio: float) -> str:
    if 0.9 <= ratio <= 1.1:
        return "about right"
    return f"{ratio - 1:.0%} too many" if ratio > 1 else f"{1 - ratio:.0%} too few"


def map_meaning(points: Rows) -> str:
    """Say what a map shows, from rows of ``who_and_what_lie_close_together``.

    Examples
    --------
    >>> map_meaning([{"kind": "article", "cluster": "1: Shoes"}, {"kind": "customer", "cluster": "1: Shoes"}])
    'What the same people buy lies close together: 1 article, with 1 customer near what they buy, in 1 cluster; the
    largest is called Shoes.'
    """
    articles = [row for row in points if row["kind"] == "article"]
    if not articles:
        return "Too little was bought in the last year to draw a map of the shop."
    clusters = {row["cluster"] for row in points}
    largest = articles[0]["cluster"].split(": ", 1)[1]
    return (
        f"What the same people buy lies close together: {counted(len(articles), 'article')}, "
        f"with {counted(len(points) - len(articles), 'customer')} near what they buy, in "
        f"{counted(len(clusters), 'cluster')}; the largest is called {largest}."
    )
