"""What is typical of each segment of a shop: aggregates alone, of groups too large to tell anybody by.

A segment is a decade of age and a gender; where too few are of one, or neither is known, they are the others. Personas
know what happened before the window that was held out last, so that they can be asked what happened in it.
"""

from __future__ import annotations

from typing import Any

from helix.reading.database import Database
from helix.reading.records import Cutoff
from python_ml.problems import NotBuilt

# Fewer customers than that are no group, and an article that fewer of a group bought is nobody else's business.
LEAST_CUSTOMERS, LEAST_BUYERS = 20, 5
CATEGORIES, BEST_SELLERS, QUESTIONS = 6, 20, 40
LATELY_DAYS = 28
TABLES = {
    "customers": ("customer_key", "age", "gender"),
    "articles": ("article_key", "article_id", "name", "category"),
    "purchases": ("sold_on", "customer_key", "article_key", "units", "spend_micros"),
    "cutoffs": ("split", "label_from", "label_until"),
}

# Who belongs where; a segment is of those alone who had bought by then.
MEMBERS = f"""
    buyers as (
        select distinct customer_key from main.purchases where sold_on < $known_before
    ),
    described as (
        select
            customer_key,
            case gender when 'female' then 'women' when 'male' then 'men' else 'customers' end
            || ' from ' || age // 10 * 10 || ' to ' || (age // 10 * 10 + 9) as described_as
        from main.customers
        where customer_key in (select customer_key from buyers)
    ),
    grouped as (
        select
            customer_key,
            if(count(*) over (partition by described_as) >= {LEAST_CUSTOMERS}, described_as, null) as large_group
        from described
    ),
    members as (
        select customer_key, coalesce(large_group, 'other customers') as segment
        from grouped
        qualify count(*) over (partition by segment) >= {LEAST_CUSTOMERS}
    ),
    known as (
        select members.segment, purchases.*, articles.category, articles.article_id, articles.name
        from main.purchases as purchases
        inner join members using (customer_key)
        inner join main.articles as articles using (article_key)
        where purchases.sold_on < $known_before and purchases.units > 0
    )
"""
# Days since the first purchase of each, summed: how long the segment could have ordered.
PROFILES = f"""
    with {MEMBERS},
    rhythm as (
        select segment, customer_key, count(distinct sold_on) as visits, $known_before - min(sold_on) as days
        from known
        group by segment, customer_key
    ),
    orders as (
        select segment, count(*) as customers, 30 * sum(visits) / sum(days) as orders_a_month
        from rhythm
        group by segment
    ),
    prices as (
        select segment, quantile_cont(spend_micros / units / 1e6, [0.25, 0.5, 0.75]) as quartiles
        from known
        group by segment
    )
    select segment, customers / sum(customers) over () as share, quartiles, orders_a_month
    from orders
    inner join prices using (segment)
    order by segment
"""
CATEGORY_SHARES = f"""
    with {MEMBERS}
    select segment, category, sum(units) / sum(sum(units)) over (partition by segment) as share
    from known
    where category is not null
    group by segment, category
    having count(distinct customer_key) >= {LEAST_BUYERS}
    qualify row_number() over (partition by segment order by sum(units) desc, category) <= {CATEGORIES}
    order by segment, share desc, category
"""
# What sold lately first; a small segment has few of those.
BEST_SELLERS_OF_SEGMENTS = f"""
    with {MEMBERS},
    counted as (
        select
            segment,
            article_id,
            coalesce(name, article_id) as name,
            count(distinct customer_key) as buyers,
            count(distinct customer_key) filter (sold_on >= $known_before - {LATELY_DAYS}) as late_buyers
        from known
        group by segment, article_id, name
    )
    select segment, article_id, name
    from counted
    where buyers >= {LEAST_BUYERS}
    qualify row_number() over (
        partition by segment order by late_buyers desc, buyers desc, article_id
    ) <= {BEST_SELLERS}
    order by segment, late_buyers desc, buyers desc, article_id
"""
# Articles next to each other in the shop's own ranking, so that a hit is not known by being popular with everybody.
QUESTIONS_OF_SEGMENTS = f"""
    with {MEMBERS},
    held_out as (
        select members.segment, purchases.customer_key, articles.article_id, articles.name
        from main.purchases as purchases
        left join members using (customer_key)
        inner join main.articles as articles using (article_key)
        where purchases.sold_on >= $known_before and purchases.sold_on < $held_out_until and purchases.units > 0
    ),
    in_shop as (
        select article_id, coalesce(any_value(name), article_id) as name, count(distinct customer_key) as buyers
        from held_out
        group by article_id
        having count(distinct customer_key) >= {LEAST_BUYERS}
    ),
    in_segment as (
        select segment, article_id, count(distinct customer_key) as segment_buyers
        from held_out
        where segment is not null
        group by segment, article_id
    ),
    counted as (
        select segments.segment, in_shop.*, coalesce(in_segment.segment_buyers, 0) as segment_buyers
        from (select distinct segment from members) as segments
        cross join in_shop
        left join in_segment
            on segments.segment = in_segment.segment and in_shop.article_id = in_segment.article_id
    ),
    neighbours as (
        select
            *,
            row_number() over ranked as place,
            lead(article_id) over ranked as next_id,
            lead(name) over ranked as next_name,
            lead(segment_buyers) over ranked as next_buyers
        from counted
        window ranked as (partition by segment order by buyers desc, article_id)
    )
    select
        segment,
        if(segment_buyers > next_buyers, [article_id, name, next_id, next_name], [next_id, next_name, article_id, name])
    from neighbours
    -- Each article is in one question.
    where place % 2 = 1 and next_id is not null and segment_buyers <> next_buyers
    qualify row_number() over (
        partition by segment order by abs(segment_buyers - next_buyers) desc, place
    ) <= {QUESTIONS}
    order by segment, place
"""


def segments(database: Database) -> dict[str, Any]:
    """Return a shop's segments in the form in which a file holds them, as plain texts and numbers.

    Parameters
    ----------
    database
        The build that is read.

    Raises
    ------
    NotBuilt
        If it lacks a table, holds no window that was held out, or no group of customers is large enough.
    """
    for table, columns in TABLES.items():
        database.require(table, columns)
    window = _held_out(database)
    categories = _by_segment(database, CATEGORY_SHARES, window)
    best_sellers = _by_segment(database, BEST_SELLERS_OF_SEGMENTS, window)
    questions = _by_segment(database, QUESTIONS_OF_SEGMENTS, window)
    found = [
        {
            "name": name,
            "share": share,
            "categories": dict(categories.get(name, [])),
            "price_low": low,
            "price_middle": middle,
            "price_high": high,
            "orders_a_month": orders_a_month,
            "best_sellers": [_article(*each) for each in best_sellers.get(name, [])],
            "questions": [
                {"more": _article(*pair[:2]), "less": _article(*pair[2:])}
                for (pair,) in questions.get(name, [])
            ],
        }
        for name, share, (low, middle, high), orders_a_month in database.rows(PROFILES, _known(window))
    ]
    if not found:
        raise NotBuilt(
            f"no group of customers of {database.path} has {LEAST_CUSTOMERS} members", "build a larger shop"
        )
    return {name: str(day) for name, day in window.items()} | {"segments": found}


def _held_out(database: Database) -> dict[str, Any]:
    rows = database.rows(
        f"select max(label_from), max(label_until) from main.{Cutoff.table} where split = 'test'"
    )
    ((known_before, held_out_until),) = rows
    if known_before is None:
        raise NotBuilt(f"{database.path} holds no test cutoff")
    return {"known_before": known_before, "held_out_until": held_out_until}


def _by_segment(database: Database, sql: str, window: dict[str, Any]) -> dict[str, list[tuple]]:
    """Return the rows of each segment, without its name."""
    parameters = window if "$held_out_until" in sql else _known(window)
    found: dict[str, list[tuple]] = {}
    for segment, *row in database.rows(sql, parameters):
        found.setdefault(segment, []).append(tuple(row))
    return found


def _known(window: dict[str, Any]) -> dict[str, Any]:
    return {"known_before": window["known_before"]}


def _article(article_id: str, name: str) -> dict[str, str]:
    return {"article_id": article_id, "name": name}
