"""Reads out of the database that dbt has built what single customers and articles are looked up for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from python_ml.publishing.lookup import write_lookup

# Customers a batch: small enough to hold a few of them in memory.
BATCH_ROWS = 8192
POPULAR_ARTICLES = 50


@dataclass(frozen=True)
class LookupContents:
    """What the lookup of a build is made from.

    Attributes
    ----------
    tables
        The relation of each model that is read, by the model's name; without any, no lookup is written.
    settings
        What variables say of the places of a list.
    timezone
        The shop's, by whose clock experiments begin and end.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)
    timezone: str = "UTC"


def write_build_lookup(
    connection: DuckDBPyConnection,
    contents: LookupContents,
    parts: Sequence[tuple[int, int]],
    folder: Path,
) -> None:
    """Write the lookup of a build.

    Parameters
    ----------
    connection
        Of the database that is built.
    contents
        What it is made from.
    parts
        First and last `customer_key` of each part of the customers, which is read at once.
    folder
        Where; made here.

    Raises
    ------
    duckdb.Error, OSError
        If it can't be read or written.
    """
    if not contents.tables:
        return
    tables = contents.tables

    def stream(query: str, **parameters: int) -> pa.RecordBatchReader:
        return connection.sql(query.format(**tables), params=parameters or None).to_arrow_reader(BATCH_ROWS)

    def customers() -> Iterator[pa.RecordBatch]:
        for first_key, last_key in parts:
            yield from stream(CUSTOMERS, first_key=first_key, last_key=last_key)

    ((as_of, model_version),) = connection.sql(ABOUT.format(**tables)).fetchall()
    about = {"as_of": str(as_of), "model_version": model_version}
    channels = connection.sql(CHANNELS.format(**tables)).fetchall()
    about["channels"] = json.dumps(channels)
    experiments = {
        "slots": connection.sql(SLOTS.format(**tables)).fetchall(),
        "lists": connection.sql(LISTS.format(**tables)).fetchall(),
        "timezone": contents.timezone,
    }
    about["experiments"] = json.dumps(experiments)
    about |= {name: str(value) for name, value in contents.settings.items()}
    # Each is read to its end before the next is asked for: a connection answers one query at once.
    articles = stream(ARTICLES, new_article_days=contents.settings["new_article_days"]).read_all()
    popular = stream(POPULAR, most=POPULAR_ARTICLES).read_all()
    write_lookup(folder, customers(), articles.to_reader(), popular.to_reader(), about)


SERVED = "(select max(as_of) from {int_cutoffs} where split = 'serve')"

ABOUT = """
    select
        (select max(as_of) from {int_cutoffs} where split = 'serve'),
        (select max(run_id) from {ranker_model} where split = 'serve')
"""

CHANNELS = """
    select loose_channel, can_push, places from {int_channels}
    where is_active
    order by loose_channel
"""

SLOTS = """
    select
        experiment, salt, arm, cast(valid_from as varchar), cast(valid_until as varchar), first_bucket, end_bucket
    from {experiment_slots}
    order by all
"""

LISTS = """
    select experiment, arm, shown_list from {experiment_settings}
    where shown_list is not null
    order by all
"""

# The list in its order, and what is in reserve by score. The tables of timing as they are, dates as text.
CUSTOMERS = """
    with
    customers as (
        select customer_key, customer_id, peer_group from {int_customers}
        where customer_key between $first_key and $last_key
    ),
    ranked as (
        select customer_key, article_key, score, score_rank from {ranked_pairs}
        where split = 'serve' and customer_key between $first_key and $last_key
    ),
    chances as (
        select customer_key, article_key, rank, purchase_probability from {offer_chances}
        where split = 'serve' and customer_key between $first_key and $last_key
    ),
    reasons as (
        select customer_key, article_key, reason from {recommendation_reasons}
        where split = 'serve' and customer_key between $first_key and $last_key
    ),
    bought as (
        select customer_key, article_key from {int_customer_article_history}
        where split = 'serve' and customer_key between $first_key and $last_key
    ),
    described as (
        select
            ranked.customer_key,
            chances.rank,
            ranked.article_key,
            ranked.score,
            cast(ranked.score_rank as usmallint) as score_rank,
            bought.article_key is not null as is_bought_before,
            chances.purchase_probability,
            reasons.reason
        from ranked
        left join chances
            on ranked.customer_key = chances.customer_key and ranked.article_key = chances.article_key
        left join reasons
            on ranked.customer_key = reasons.customer_key and ranked.article_key = reasons.article_key
        left join bought
            on ranked.customer_key = bought.customer_key and ranked.article_key = bought.article_key
    ),
    lists as (
        select
            customer_key,
            list(
                struct_pack(
                    article_key := article_key,
                    score := score,
                    score_rank := score_rank,
                    is_bought_before := is_bought_before,
                    purchase_probability := purchase_probability,
                    reason := reason
                ) order by rank
            ) filter (where rank is not null) as offers,
            list(
                struct_pack(
                    article_key := article_key,
                    score := score,
                    score_rank := score_rank,
                    is_bought_before := is_bought_before
                ) order by score_rank
            ) filter (where rank is null) as reserves
        from described
        group by customer_key
    )
    select
        customers.customer_id,
        customers.peer_group as segment,
        lists.offers,
        lists.reserves,
        case when next_purchase.customer_id is not null then struct_pack(
            p_7d := next_purchase.p_7d,
            p_14d := next_purchase.p_14d,
            p_30d := next_purchase.p_30d,
            p_60d := next_purchase.p_60d,
            p_90d := next_purchase.p_90d,
            expected_on := cast(next_purchase.expected_on as varchar)
        ) end as next_purchase,
        case when send_time.customer_id is not null then struct_pack(
            weekday := send_time.weekday, hour := send_time.hour, basis := send_time.basis
        ) end as send_time,
        case when push_plan.customer_id is not null then struct_pack(
            article_id := push_plan.article_id,
            send_at := strftime(push_plan.send_at, '%Y-%m-%dT%H:%M:%S'),
            send_at_utc := strftime(push_plan.send_at_utc, '%Y-%m-%dT%H:%M:%SZ'),
            channel := push_plan.channel,
            basis := push_plan.basis,
            purchase_probability := push_plan.purchase_probability,
            priority := push_plan.priority,
            currency := push_plan.currency,
            reason := push_plan.reason,
            message := push_plan.message,
            is_exploration := push_plan.is_exploration,
            propensity := push_plan.propensity
        ) end as push,
        push_exclusions.reason as no_push_because
    from customers
    left join lists on customers.customer_key = lists.customer_key
    left join {next_purchase} as next_purchase
        on customers.customer_id = next_purchase.customer_id and next_purchase.split = 'serve'
    left join {send_time} as send_time
        on customers.customer_id = send_time.customer_id and send_time.split = 'serve'
    left join {push_plan} as push_plan on customers.customer_id = push_plan.customer_id
    left join {push_exclusions} as push_exclusions on customers.customer_id = push_exclusions.customer_id
    order by customers.customer_key
"""

# In the order of their keys, from 0: offers name articles by their key alone.
ARTICLES = f"""
    with nearest as (
        select
            near.article_key,
            list(
                struct_pack(article_key := near.neighbour_key, similarity := near.similarity) order by near.rank
            ) as neighbours
        from {{int_article_neighbours}} as near
        anti join {{excluded}} as excluded on near.neighbour_key = excluded.article_key
        where near.as_of = {SERVED} and near.split = 'serve'
        group by near.article_key
    )
    select
        articles.article_key,
        articles.article_id,
        articles.name,
        articles.product_key as product,
        articles.category,
        features.article_price_micros / 1e6 as price,
        coalesce(features.article_days_on_sale <= $new_article_days, false) as is_new,
        nearest.neighbours as neighbours
    from {{int_articles}} as articles
    left join {{article_features}} as features
        on articles.article_key = features.article_key and features.as_of = {SERVED} and features.split = 'serve'
    left join nearest on articles.article_key = nearest.article_key
    order by articles.article_key
"""

POPULAR = f"""
    with
    sold as (
        select cast(null as varchar) as segment, article_key, weight / 1e6 as score
        from {{int_article_popularity}}
        where as_of = {SERVED} and split = 'serve'
        union all
        select peer_group as segment, article_key, score
        from {{int_segment_best_sellers}}
        where as_of = {SERVED} and split = 'serve'
    ),
    ranked as (
        select
            sold.segment,
            sold.article_key,
            sold.score,
            row_number() over (partition by sold.segment order by sold.score desc, sold.article_key) as rank
        from sold
        anti join {{excluded}} as excluded on sold.article_key = excluded.article_key
    )
    select segment, list(article_key order by rank) as article_keys
    from ranked
    where rank <= $most
    group by segment
    order by segment nulls first
"""
