"""A published build of a shop as large as wanted, without building it: tables of the form that the models give them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dbt_plugins.lookup import LookupContents, write_build_lookup
from python_ml.publishing import DATABASE, new_build
from python_ml.publishing.lookup import LOOKUP

CUSTOMERS, ARTICLES, SEGMENTS = 1_371_980, 105_542, 40
LIST_LENGTH, LIST_DEPTH = 12, 48
CUSTOMERS_AT_ONCE = 50_000
MEMORY = "5GB"
SETTINGS = {
    "top_k": LIST_LENGTH,
    "max_per_product": 2,
    "max_per_category": 5,
    "new_article_places": 1,
    "new_article_days": 28,
}

# Ids of 64 hexadecimal characters, as H&M's are; scores and articles from a hash, so that they are the same each time.
TABLES = f"""
    create table int_cutoffs as select date '2026-01-01' as as_of, 'serve' as split;
    create table int_customers as
        select
            cast(key as integer) as customer_key,
            sha256(cast(key as varchar)) as customer_id,
            'aged ' || (key % {SEGMENTS}) as peer_group
        from range(1, $customers + 1) as keys (key);
    create table int_articles as
        select
            cast(key as integer) as article_key,
            printf('0%09d', key) as article_id,
            'Article ' || key as name,
            cast(key // 3 as integer) as product_key,
            'category ' || (key % 50) as category
        from range(1, $articles + 1) as keys (key);
    create table article_features as
        select date '2026-01-01' as as_of, 'serve' as split, article_key,
            (10 + article_key % 90) * 1000000 as article_price_micros, article_key % 400 as article_days_on_sale
        from int_articles;
    create table int_article_neighbours as
        select date '2026-01-01' as as_of, 'serve' as split, article_key,
            cast(1 + (article_key * 31 + rank * 97) % $articles as integer) as neighbour_key,
            cast(rank as integer) as rank, 1 / (rank + 1e0) as similarity
        from int_articles, range(1, 31) as ranks (rank);
    create table int_article_popularity as
        select date '2026-01-01' as as_of, 'serve' as split, article_key, $articles - article_key as weight
        from int_articles;
    create table int_segment_best_sellers as
        select date '2026-01-01' as as_of, 'serve' as split, 'aged ' || segment as peer_group,
            cast(1 + (segment * 1009 + rank * 13) % $articles as integer) as article_key, 50e0 - rank as score
        from range({SEGMENTS}) as segments (segment), range(1, 25) as ranks (rank);
    create table excluded (article_key integer);
    create table int_channels as select 'push' as loose_channel, true as is_active, true as can_push, 1 as places;
    create table experiment_slots (
        experiment text, salt text, arm text, valid_from date, valid_until date, first_bucket int, end_bucket int
    );
    create table experiment_settings (experiment text, arm text, shown_list text);
    create table ranker_model as select 'serve' as split, '$version' as run_id;
    create table int_customer_article_history as
        select 'serve' as split, customer_key,
            cast(1 + (cast(customer_key as bigint) * 7919 + rank * 104729) % $articles as integer) as article_key
        from int_customers, range(1, 49, 6) as ranks (rank);
    create table ranked_pairs as
        select 'serve' as split, customer_key,
            cast(1 + (cast(customer_key as bigint) * 7919 + rank * 104729) % $articles as integer) as article_key,
            2e0 - rank / 7e0 + (customer_key % 1000) / 3e3 as score,
            cast(rank as integer) as score_rank
        from int_customers, range(1, {LIST_DEPTH} + 1) as ranks (rank);
    create table offer_chances as
        select split, customer_key, article_key, score_rank as rank, 3e-1 / (score_rank + 3e0) as purchase_probability
        from ranked_pairs where score_rank <= {LIST_LENGTH};
    create table recommendation_reasons as
        select split, customer_key, article_key,
            'Often bought with Article ' || (article_key % 20000) || ', in $version' as reason
        from offer_chances;
    create table next_purchase as
        select 'serve' as split, customer_id, 1e-1 as p_7d, 2e-1 as p_14d, 3e-1 as p_30d, 4e-1 as p_60d, 5e-1 as p_90d,
            date '2026-02-01' as expected_on
        from int_customers;
    create table send_time as
        select 'serve' as split, customer_id, cast(1 + customer_key % 7 as integer) as weekday,
            cast(customer_key % 24 as integer) as hour, 'customer' as basis
        from int_customers;
    create table push_plan as
        select customer_id, '0000000001' as article_id, timestamp '2026-01-03 21:00:00' as send_at,
            timestamp '2026-01-03 19:00:00' as send_at_utc, 'push' as channel, 'customer' as basis,
            2e-2 as purchase_probability,
            4e-1 as priority, 'EUR' as currency, 'bought with what they bought 14 days ago' as reason,
            'Article 1: often bought with what you bought' as message, false as is_exploration, 95e-2 as propensity
        from int_customers where customer_key % 2 = 0;
    create table push_exclusions as
        select customer_id, 'not worth it' as reason from int_customers where customer_key % 2 = 1;
"""


@dataclass(frozen=True)
class Published:
    """What was written, and what it took."""

    build: str
    tables_seconds: float
    lookup_seconds: float
    lookup_bytes: int


def publish_shop(
    published: Path, customers: int = CUSTOMERS, articles: int = ARTICLES, version: str = "1"
) -> Published:
    """Publish a generated shop.

    Parameters
    ----------
    published
        The folder of published builds.
    customers, articles
        How many; those of H&M by default.
    version
        What `model_version` and each reason say, so that an answer of two builds shows.
    """
    begun = time.monotonic()
    with new_build(published, datetime.now(UTC)) as folder:
        tables = folder / DATABASE
        connection = duckdb.connect(str(tables), config={"memory_limit": MEMORY})
        connection.execute("set enable_progress_bar = false")
        connection.execute(_tables(customers, articles, version))
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        tables_seconds = time.monotonic() - begun
        contents = LookupContents(dict(zip(names, names, strict=True)), SETTINGS)
        parts = [
            (first, first + CUSTOMERS_AT_ONCE - 1) for first in range(1, customers + 1, CUSTOMERS_AT_ONCE)
        ]
        write_build_lookup(connection, contents, parts, folder / LOOKUP)
        connection.close()
    build = (published / "current").resolve()
    size = sum(path.stat().st_size for path in (build / LOOKUP).iterdir())
    return Published(build.name, tables_seconds, time.monotonic() - begun - tables_seconds, size)


def _tables(customers: int, articles: int, version: str) -> str:
    """The statements, which take no parameters: there are several."""
    sql = TABLES.replace("$customers", str(customers)).replace("$articles", str(articles))
    return sql.replace("$version", version)
