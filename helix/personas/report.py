"""What a panel and a replay came to, in words that can't be taken for what customers did."""

from __future__ import annotations

from collections import Counter

from helix.personas.chat import Model, Usage
from helix.personas.panel import Panel
from helix.personas.replay import Replay
from helix.personas.replies import ANSWERED
from python_ml.experiments.paired import PairedDifference, Preference, paired_difference, preference

CHANCE = 0.5


def panel_report(panel: Panel, model: Model) -> str:
    """Return what the panel said, and how much of it was usable."""
    what = "A/A: both lists are the same" if panel.is_aa else "list of test against list of control"
    lines = [
        f"Simulated panel, {what}",
        f"  simulated by {model.name} at temperature {model.temperature:g}; no customer was asked",
        f"  {len(panel.opinions)} of {panel.personas} simulated personas answered in both orders: they are the n",
        *_outcomes(panel.outcomes),
    ]
    if not panel.opinions:
        return "\n".join([*lines, "  no persona answered in both orders: nothing can be said"])
    appeal = paired_difference([each.appeal for each in panel.opinions])
    leaning = preference([each.leaning for each in panel.opinions])
    return "\n".join(
        [
            *lines,
            f"  simulated share of a list that they would buy, test less control: {_interval(appeal)}",
            f"  simulated preference: {_leaning(leaning)}",
            f"  {_place_bias(panel)}",
            f"  {_meaning(panel.is_aa, appeal)}",
        ]
    )


def replay_report(replay: Replay) -> str:
    """Return whether personas know what their segments bought."""
    lines = [
        "Simulated replay of purchases held out",
        f"  {len(replay.rates)} of {replay.personas} simulated personas answered in both orders",
        *_outcomes(replay.outcomes),
    ]
    if not replay.rates:
        return "\n".join([*lines, "  nobody answered in both orders: nothing can be said"])
    above = paired_difference([rate - CHANCE for rate in replay.rates])
    rate = CHANCE + above.mean
    low, high = max(CHANCE + above.low, 0.0), min(CHANCE + above.high, 1.0)
    return "\n".join(
        [
            *lines,
            f"  right about which of two articles their segment bought more: {rate:.1%} "
            f"(95 %: {low:.1%} to {high:.1%}; a coin: {CHANCE:.0%})",
            f"  {_worth(low, high)}",
        ]
    )


def usage_report(usage: Usage, model: Model) -> str:
    """Return how many prompts there were, and what they took when they were answered."""
    return (
        f"{sum(usage.replies.values()):,} prompts, {usage.prompt_tokens:,} tokens in and "
        f"{usage.completion_tokens:,} out, cost {usage.cost(model):.4f}"
    )


def _outcomes(outcomes: Counter[str]) -> list[str]:
    """A line of answers, and one a kind of failure."""
    total = sum(outcomes.values())
    failed = sorted(item for item in outcomes.items() if item[0] != ANSWERED)
    return [
        f"  {outcomes[ANSWERED]} of {total} draws have a usable answer",
        *(f"    {kind}: {count}" for kind, count in failed),
    ]


def _interval(difference: PairedDifference) -> str:
    return (
        f"{difference.mean:+.3f} (95 %: {difference.low:+.3f} to {difference.high:+.3f}, "
        f"simulated p {_p(difference.p)}, n {difference.units})"
    )


def _leaning(found: Preference) -> str:
    return (
        f"test {found.first}, control {found.second}, neither {found.neither} "
        f"(chi-square {found.statistic:.2f}, simulated p {_p(found.p)})"
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _place_bias(panel: Panel) -> str:
    places = Counter(draw.better_place for draw in panel.draws if draw.better_place)
    chosen = sum(places.values())
    if not chosen:
        return "in no draw was either list the better one"
    return (
        f"the list shown first was the better one in {places[1] / chosen:.0%} of {chosen} draws; "
        "each is shown first equally often"
    )


def _meaning(is_aa: bool, appeal: PairedDifference) -> str:
    is_apart = appeal.low > 0 or appeal.high < 0
    if is_aa:
        return (
            "the same list came out different from itself: trust no simulated difference of this model"
            if is_apart
            else "the same list did not come out different from itself, as it should be"
        )
    return "what a model prefers is a hypothesis for an experiment with customers, and no effect on them" + (
        "" if is_apart else "; this one can't tell the lists apart"
    )


def _worth(low: float, high: float) -> str:
    if low > CHANCE:
        return "simulated personas know more than a coin of what their segments buy"
    if high < CHANCE:
        return "simulated personas know less than a coin: don't go by them"
    return "simulated personas are not shown to know more than a coin: don't go by them"
