"""What a list follows until a ranker has learned from it: what was dismissed, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from helix.live.chain import Chain
from helix.live.happenings import DISMISSED, LOOKED_AT, Happening

# What was looked at on so many days before the cutoff brings its neighbours, and of all that the latest.
LOOKS_COUNT_FOR = timedelta(days=7)
MOST_LOOKS = 20
# The model that proposes neighbours of a customer's articles, and from what.
NEIGHBOURS, HISTORY = "int_candidates__item_cf", "int_customer_article_history"

TABLES = """
    create table live_looks (customer_id varchar, article_id varchar, looked_at timestamp);
    create table live_dismissals (customer_id varchar, article_id varchar);
"""
# A look proposes what a purchase of that moment would, and has no other part of one.
ADD_LOOKS = f"""
    insert into {HISTORY} by name
    select
        audience.as_of,
        audience.split,
        audience.cohort,
        audience.customer_key,
        articles.article_key,
        looks.looked_at as last_event_at,
        1000000 as weight_120d,
        0 as recency_rank
    from live_looks as looks
    inner join int_customers as customers on looks.customer_id = customers.customer_id
    inner join int_articles as articles on looks.article_id = articles.article_id
    inner join int_audience as audience on customers.customer_key = audience.customer_key
    left join {HISTORY} as history
        on customers.customer_key = history.customer_key and articles.article_key = history.article_key
    where history.article_key is null
"""
REMOVE_LOOKS = f"delete from {HISTORY} where recency_rank = 0"
REMOVE_DISMISSED = """
    delete from candidate_pairs using live_dismissals as dismissed, int_customers as customers, int_articles as articles
    where
        dismissed.customer_id = customers.customer_id
        and dismissed.article_id = articles.article_id
        and candidate_pairs.customer_key = customers.customer_key
        and candidate_pairs.article_key = articles.article_key
"""


def tell(chain: Chain, happened: Iterable[Happening], as_of: date, dismissed_for: timedelta) -> None:
    """Write down for a batch what was looked at and dismissed lately.

    Parameters
    ----------
    chain
        In a batch.
    happened
        What its customers did.
    as_of
        The cutoff.
    dismissed_for
        How long an article stays away.
    """
    for look in latest_looks(happened, as_of):
        chain.insert(
            "live_looks", customer_id=look.customer_id, article_id=look.article_id, looked_at=look.at
        )
    for each in happened:
        if each.meaning == DISMISSED and as_of - each.at.date() <= dismissed_for:
            chain.insert("live_dismissals", customer_id=each.customer_id, article_id=each.article_id)


def latest_looks(happened: Iterable[Happening], as_of: date) -> list[Happening]:
    """Of each customer the articles looked at lately, each once, the latest first and no more than `MOST_LOOKS`."""
    found: dict[str, dict[str, Happening]] = {}
    looks = [
        each for each in happened if each.meaning == LOOKED_AT and as_of - each.at.date() <= LOOKS_COUNT_FOR
    ]
    for look in sorted(looks, key=lambda each: (each.at, each.article_id), reverse=True):
        of_customer = found.setdefault(look.customer_id, {})
        if len(of_customer) < MOST_LOOKS:
            of_customer.setdefault(look.article_id, look)
    return [look for of_customer in found.values() for look in of_customer.values()]


def propose_neighbours(chain: Chain) -> None:
    """Make candidates of what goes with a customer's articles, and with what they looked at."""
    chain.make(before=NEIGHBOURS)
    chain.rows(ADD_LOOKS)
    chain.make(through=NEIGHBOURS)
    chain.rows(REMOVE_LOOKS)


def reason_after_a_look(evidence: str, name: str | None, is_another_colour: bool | None) -> str:
    """Why an article is offered that follows from another one that the customer looked at.

    Parameters
    ----------
    evidence
        That of `recommendation_reasons`.
    name
        What was looked at, as it reads in a sentence; None if it has no name.
    is_another_colour
        Whether the article is the same in another colour.

    Examples
    --------
    >>> reason_after_a_look("bought together", "Mila pyjamas", None)
    'Often bought with Mila pyjamas, which you looked at'
    >>> reason_after_a_look("another version", None, True)
    'Another colour of what you looked at'
    """
    article = f"{name}, which you looked at" if name else "what you looked at"
    if evidence == "another version":
        return f"Another {'colour' if is_another_colour else 'version'} of {article}"
    return f"Often bought with {article}"
