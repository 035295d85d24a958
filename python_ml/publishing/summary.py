"""The summary of a build in words: the one place that puts `build_facts` and `build_steps` into sentences.

The end of a build prints it, and `helix summary` prints it of the build that people read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_ml.printing import printable

INDENT, GAP, SUBJECT_WIDTH = "  ", "  ", 10
# Steps that are named; the others are summed up.
SHARE_OF_A_NAMED_STEP = 0.05
MOST_REJECTIONS = 8
MOST_ALERTS = 8
MODELS_OF_NEXT_PURCHASE = {"bg_nbd": "BG/NBD", "cox": "Cox", "hazard": "hazard", "constant": "constant"}
LOOK_NEXT = (
    "helix predict CUSTOMER for one customer, helix push for the plan of pushes",
    "helix ask for questions of the whole shop, helix summary for this page again",
)

Line = tuple[str, str]


@dataclass(frozen=True)
class Fact:
    """A row of `build_facts`: a number with its interval, or a text."""

    subject: str
    name: str
    detail: str
    value: float | None
    low: float | None
    high: float | None
    text: str | None


class Facts:
    """The rows of `build_facts`, looked up by subject, name and detail."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        fields = Fact.__dataclass_fields__
        facts = [Fact(**{field: row[field] for field in fields}) for row in rows]
        self._facts = {(fact.subject, fact.name, fact.detail): fact for fact in facts}

    def find(self, subject: str, name: str, detail: str = "") -> Fact | None:
        """One fact; ``None`` if this build has none."""
        return self._facts.get((subject, name, detail))

    def value(self, subject: str, name: str, detail: str = "") -> float | None:
        """The number of one fact."""
        fact = self.find(subject, name, detail)
        return None if fact is None else fact.value

    def count(self, subject: str, name: str) -> str:
        """A whole number in words; `0` if there is none."""
        return f"{self.value(subject, name) or 0:,.0f}"

    def text(self, subject: str, name: str) -> str:
        """The text of one fact; `none` if there is none."""
        fact = self.find(subject, name)
        return (fact and fact.text) or "none"

    def largest_first(self, subject: str, name: str | None = None) -> list[Fact]:
        """All facts of a subject, or of a name, the largest first; equal ones by name and detail."""
        found = [
            fact for fact in self._facts.values() if fact.subject == subject and name in (None, fact.name)
        ]
        return sorted(found, key=lambda fact: (-(fact.value or 0.0), fact.name, fact.detail))


def summary_lines(
    facts: Sequence[Mapping[str, Any]],
    steps: Sequence[Mapping[str, Any]],
    published: str,
    alerts: Sequence[Mapping[str, Any]] = (),
) -> list[str]:
    """What was read, made and learned, how good it is and what it cost: one screen, line by line.

    Parameters
    ----------
    facts
        Rows of `build_facts`, each by column; of what is missing, nothing is said.
    steps
        Rows of `build_steps`, each by column; none if the build did not come to its end.
    published
        Which build people read, or why this is none.
    alerts
        Rows of `alerts`, each by column.
    """
    if not facts:
        return [summary_line(("published", published))]
    known = Facts(facts)
    paragraphs = (
        _shop,
        _ids,
        _changed_past,
        _rejected_rows,
        _ranker,
        _probabilities,
        _backtest,
        _lists,
        _next_purchase,
        _push_plan,
    )
    lines = [line for paragraph in paragraphs for line in paragraph(known)]
    lines += _alerts(alerts)
    lines += _time(steps)
    lines += [*_under("look next", LOOK_NEXT), ("published", published)]
    return [f"Local-Helix has built the shop {known.text('shop', 'source')}", *map(summary_line, lines)]


def summary_line(line: Line) -> str:
    """One line of the summary: its subject in a column of its own, then what is said of it."""
    subject, text = line
    return f"{INDENT}{subject:<{SUBJECT_WIDTH}}{GAP}{printable(text)}"


def _under(subject: str, texts: Iterable[str]) -> list[Line]:
    """Lines of which only the first names the subject."""
    return [("" if place else subject, text) for place, text in enumerate(texts)]


def _shop(facts: Facts) -> list[Line]:
    train, wanted = facts.count("cutoffs", "train"), facts.count("cutoffs", "train_wanted")
    dates = ", ".join(f"{split} {facts.text('cutoffs', split)}" for split in ("validation", "test", "serve"))
    count = facts.count
    return [
        *_under(
            "rows",
            [
                f"{count('shop', 'sale_lines_read')} sale lines read, {count('shop', 'rows_rejected')} rows rejected",
                f"{count('shop', 'anonymous_lines')} lines belong to no known customer, "
                f"{count('shop', 'cancelled_lines')} were taken back by a cancellation",
                *_doubts(facts),
            ],
        ),
        (
            "shop",
            f"{count('shop', 'customers')} customers with sales, {count('shop', 'articles')} articles, "
            f"{facts.text('shop', 'first_sold_on')} to {facts.text('shop', 'last_sold_on')}",
        ),
        *_under(
            "cutoffs",
            [
                f"{train} of {wanted} train, {dates}",
                *(
                    f"the test at {fact.text} was set by {fact.name}, not by the last day of sales"
                    for fact in facts.largest_first("chosen cutoffs")
                ),
            ],
        ),
        (
            "pairs",
            f"{count('candidates', 'pairs')} candidate pairs; lists for {count('candidates', 'customers')} customers",
        ),
    ]


def _doubts(facts: Facts) -> list[str]:
    """What may mean that a column holds something else than it should; nothing where all is as usual."""
    doubts = []
    if facts.value("shop", "words_for_customers"):
        doubts.append(
            f"{facts.count('shop', 'words_for_customers')} lines have a word such as nan or NULL for their customer: "
            "they count as lines of nobody"
        )
    if facts.value("shop", "lines_without_time"):
        doubts.append(
            f"{facts.count('shop', 'lines_without_time')} lines have a date without a time: "
            "no hour is learned from them"
        )
    if facts.value("customers", "largest"):
        doubts.append(
            f"customer {facts.text('customers', 'largest')} has {facts.count('customers', 'largest')} of all lines: "
            "empty the id if it stands for nobody"
        )
    if facts.value("customers", "came_once"):
        doubts.append(
            f"{facts.count('customers', 'came_once')} of {facts.count('shop', 'customers')} customers came on one day "
            "only: make sure that customer_id is not the id of an order"
        )
    return doubts


def _ids(facts: Facts) -> list[Line]:
    """How many ids of each file are ids of the sales too."""
    found = sorted(facts.largest_first("ids"), key=lambda fact: (fact.detail == "journal", fact.name))
    texts = []
    for fact in found:
        sold = facts.value("ids in the sales", fact.name, fact.detail) or 0
        name = f"the journal's {fact.name}" if fact.detail == "journal" else fact.name
        texts.append(f"{sold:,.0f} of {fact.value or 0:,.0f} ids in {name} are in the sales")
    return _under("ids", texts)


def _changed_past(facts: Facts) -> list[Line]:
    if not facts.value("changed past", "days"):
        return []
    text = (
        f"{facts.count('changed past', 'days')} days from {facts.text('changed past', 'first_day')} on are not what "
        "they were in the published build: closed cutoffs that know of them were computed again"
    )
    return [("past", text)]


def _rejected_rows(facts: Facts) -> list[Line]:
    reasons = facts.largest_first("rejected rows")[:MOST_REJECTIONS]
    return _under("rejected", [f"{fact.value:,.0f}  {fact.name}: {fact.detail}" for fact in reasons])


def _ranker(facts: Facts) -> list[Line]:
    ndcg, hit_rate = facts.find("ranking", "ndcg", "ranker"), facts.find("ranking", "hit_rate", "ranker")
    if ndcg is None or hit_rate is None:
        return []
    texts = [
        f"NDCG@{facts.count('ranking', 'k')} {ndcg.value:.3f}, hit rate {hit_rate.value:.3f}, "
        f"on {facts.count('ranking', 'customers')} test customers"
    ]
    whole = [facts.find("ranking", name) for name in ("list_ndcg", "list_hit_rate")]
    if None not in whole:
        k, (list_ndcg, list_hit_rate) = facts.count("ranking", "list_length"), whole
        texts.append(
            f"NDCG@{k} {list_ndcg.value:.3f}, hit rate {list_hit_rate.value:.3f}, of the whole lists"
        )
    for baseline in facts.largest_first("ranking", "ndcg"):
        lead = facts.find("ranking", "ndcg_lead", baseline.detail)
        if lead is not None:
            texts.append(
                f"{baseline.detail:<13} {baseline.value:.3f}: the ranker leads by {lead.value:+.3f}"
                f"{_interval(lead, '+.3f')}"
            )
    oracle, share = facts.value("ranking", "ndcg", "oracle"), facts.value("ranking", "share_of_oracle")
    if oracle is not None and share is not None:
        texts.append(
            f"{'oracle':<13} {oracle:.3f}: the ranker reaches {100 * share:.0f} % of what is possible"
        )
    for split in ("test", "serve"):
        if facts.find("ranking", "nothing_learned", split) is not None:
            texts.append(
                f"no candidate was bought that the ranker for {split} could learn from: lists have no order"
            )
    return _under("ranker", texts)


def _probabilities(facts: Facts) -> list[Line]:
    error, brier = (
        facts.find("purchase probabilities", "ece"),
        facts.find("purchase probabilities", "brier"),
    )
    if error is None or brier is None:
        return []
    text = f"probabilities are off by {error.value:.3f} on average{_interval(error, '.3f')}"
    return [("purchase", f"{text}, Brier score {brier.value:.3f}")]


def _backtest(facts: Facts) -> list[Line]:
    means = facts.largest_first("backtest", "ndcg")
    cutoffs = facts.count("backtest", "cutoffs")
    return _under(
        "backtest",
        [
            f"{mean.detail:<13} {mean.value:.3f} on the mean of {cutoffs} cutoffs{_interval(mean, '.3f')}"
            for mean in means
        ],
    )


def _lists(facts: Facts) -> list[Line]:
    change = facts.find("reranking", "ndcg_change")
    if change is None:
        return []
    gains = []
    for metric, of_what in (
        ("product_diversity", "of pairs in a list differ in product"),
        ("category_diversity", "differ in category"),
        ("coverage", "of the catalogue is shown"),
    ):
        after, before = (facts.value("reranking", metric, who) for who in ("ranker", "ranker_by_score"))
        if after is not None and before is not None:
            gains.append(f"{100 * after:.1f} % {of_what} ({100 * before:.1f} % by score)")
    k = facts.count("ranking", "k")
    texts = [f"re-ranking changes NDCG@{k} by {change.value:+.4f}{_interval(change, '+.4f')}"]
    return _under("lists", texts + gains)


def _next_purchase(facts: Facts) -> list[Line]:
    subject = "next purchase"
    loss = facts.value(subject, "log_loss", "next_purchase")
    if loss is None:
        return []
    others = [
        f"{name} {other:.4f}"
        for model, name in MODELS_OF_NEXT_PURCHASE.items()
        if (other := facts.value(subject, "log_loss", model)) is not None
    ]
    texts = [
        f"log-loss {loss:.4f} of an order within {facts.count(subject, 'horizon')} days, "
        f"of {facts.count(subject, 'customers')} customers",
        f"baselines: {', '.join(others)}",
    ]
    ratio, error = facts.value(subject, "predicted_over_observed"), facts.value(subject, "ece")
    if ratio is not None and error is not None:
        texts.append(
            f"predicted over observed orders {ratio:.2f}; probabilities are off by {error:.3f} on average"
        )
    longest = facts.value(subject, "longest_horizon")
    if longest is not None and longest < (facts.value(subject, "last_horizon") or 0.0):
        texts.append(
            f"the history supports no horizon beyond {longest:.0f} days: "
            "learning, calibrating and testing one take three windows"
        )
    if facts.find(subject, "log_loss", "hazard") is None:
        texts.append("too few orders to learn more than BG/NBD from")
    if facts.find(subject, "left_out") is not None:
        texts.append(f"Cox leaves out what is the same for everybody: {facts.text(subject, 'left_out')}")
    return _under("when", texts)


def _push_plan(facts: Facts) -> list[Line]:
    if facts.find("push plan", "pushes") is None:
        return []
    first, last = (facts.find("push plan", name) for name in ("first_day", "last_day"))
    days = f", {first.text} to {last.text}" if first and last and first.text else ""
    pushes, explorations = (facts.count("push plan", name) for name in ("pushes", "explorations"))
    texts = [f"{pushes} planned{days}; {explorations} of them explore"]
    costs = facts.largest_first("push plan", "push_cost")
    if len(costs) > 1:
        texts += [
            f"{fact.value:,.0f} of them by {fact.detail}"
            for fact in facts.largest_first("push plan", "by_channel")
        ]
    if costs:
        worth, customers = (facts.count("push plan", name) for name in ("worth_it", "customers"))
        texts.append(
            f"{worth} of {customers} customers are worth one, expected to bring its cost of "
            f"{_costs(costs)} or more"
        )
    texts += [
        f"{fact.value:,.0f} customers left out: {fact.detail}"
        for fact in facts.largest_first("push plan", "left_out")
    ]
    if facts.value("push plan", "unknown_opt_outs"):
        unknown = facts.count("push plan", "unknown_opt_outs")
        texts.append(f"{unknown} opt-outs are of customers whom the shop does not know")
    if facts.value("push plan", "opt_outs_of_unknown_channels"):
        customers = facts.count("push plan", "opt_outs_of_unknown_channels")
        name = facts.text("push plan", "opt_outs_of_unknown_channels")
        texts.append(
            f"{customers} customers opted out of what is no channel to push to in seeds/channels.csv, such as "
            f"'{name}': they are reached by none"
        )
    return _under("pushes", texts)


def _costs(costs: Sequence[Fact]) -> str:
    """The cost of each channel with the currency where it is named; the channel too, if there are several."""
    return " or ".join(
        f"{cost.value:.3g}{f' {cost.text}' if cost.text else ''}{f' ({cost.detail})' if len(costs) > 1 else ''}"
        for cost in costs
    )


def _alerts(alerts: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Errors first; what to do stands below each."""
    ordered = sorted(alerts, key=lambda alert: (alert["severity"], alert["subject"], alert["name"]))
    texts = [
        text
        for alert in ordered[:MOST_ALERTS]
        for text in (f"{alert['severity']}: {alert['sentence']}", f"  {alert['what_to_do']}")
    ]
    if len(ordered) > MOST_ALERTS:
        texts.append(f"and {len(ordered) - MOST_ALERTS:,} more: helix alerts")
    return _under("alerts", texts)


def _time(steps: Sequence[Mapping[str, Any]]) -> list[Line]:
    if not steps:
        return []
    total = sum(step["seconds"] for step in steps)
    peak = max((step["peak_memory_mb"] for step in steps if step["peak_memory_mb"] is not None), default=None)
    named = [step for step in steps if step["seconds"] >= SHARE_OF_A_NAMED_STEP * total]
    named.sort(key=lambda step: (-step["seconds"], step["step"]))
    others = total - sum(step["seconds"] for step in named)
    texts = [f"{total:.1f} s{f', with at most {peak:,} MB of memory' if peak is not None else ''}; of these"]
    texts += [f"{step['seconds']:7.1f} s  {step['step']}{_slowest(step)}" for step in named]
    if len(named) < len(steps):
        texts.append(f"{others:7.1f} s  the other {len(steps) - len(named)} steps")
    return _under("time", texts)


def _slowest(step: Mapping[str, Any]) -> str:
    """The node that a step spent its time on; of a test, the name says nothing to who reads a summary."""
    if step["slowest_node"] is None or step["step"] == "tests":
        return ""
    return f" (slowest: {step['slowest_node']}, {step['slowest_node_seconds']:.1f} s)"


def _interval(fact: Fact, form: str) -> str:
    """The interval of a fact in parentheses, nothing for one that has none."""
    if fact.low is None or fact.high is None:
        return ""
    return f" (95 % interval {fact.low:{form}} to {fact.high:{form}})"
