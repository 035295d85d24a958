"""The generated shop in the columns of the shop contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.demo_shop.articles import article_ids, articles_contract, build_articles
from python_ml.demo_shop.calendar import build_calendar
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import block_start, blocks, draw_taste
from python_ml.demo_shop.ids import contract_customer_ids
from python_ml.demo_shop.profile import CLUB_STATUSES, NEWSLETTERS, PLACES, draw_profile
from python_ml.demo_shop.shop import Sales, build_shop, draw_sales

CUSTOMERS_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("age", pa.int32()),
        ("gender", pa.string()),
        ("country", pa.string()),
        ("city", pa.string()),
        ("postal_code", pa.string()),
        ("club_status", pa.string()),
        ("newsletter", pa.string()),
    ]
)
TRANSACTIONS_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("article_id", pa.string()),
        ("sold_at", pa.timestamp("us")),
        ("quantity", pa.int32()),
        ("unit_price_micros", pa.int64()),
        ("channel", pa.string()),
    ]
)
_MICROS_PER_CENT = 10_000


def articles_table(config: DemoConfig) -> pa.Table:
    """Return all articles, ordered by id.

    Returns
    -------
    `article_id`, `name`, `product_code`, `category`, `department`, `colour`, `description`, all text; a
    hundredth of the products has no description.
    """
    return articles_contract(build_articles(config, build_calendar(config)))


def customers_table(config: DemoConfig) -> pa.Table:
    """Return all customers, ordered by id, in memory.

    Returns
    -------
    `customer_id`, `age` (years), `gender` (F, M), `country` (ISO 3166), `city`, `postal_code`, `club_status`,
    `newsletter`; all but the id are null where the shop doesn't know them.
    """
    return pa.Table.from_batches(customers_reader(config), CUSTOMERS_SCHEMA)


def customers_reader(config: DemoConfig) -> pa.RecordBatchReader:
    """Return the rows of `customers_table` block by block."""
    return pa.RecordBatchReader.from_batches(CUSTOMERS_SCHEMA, _customer_batches(config))


def transactions_reader(config: DemoConfig) -> pa.RecordBatchReader:
    """Return all sale lines, block of customers by block, ordered by customer, then `sold_at`.

    Returns
    -------
    `customer_id`, `article_id`, `sold_at` (to the second, the shop's local time), `quantity`,
    `unit_price_micros` (millionths, of one piece), `channel` (store, online); `config.sale_lines` rows. The
    same article can be on several lines of a trip.
    """
    return pa.RecordBatchReader.from_batches(TRANSACTIONS_SCHEMA, _transaction_batches(config))


def labels(names: Sequence[str | None], index: NDArray[np.integer]) -> pa.Array:
    """Return the names at these indices as text."""
    return pa.array(names, pa.string()).take(pa.array(index))


def _customer_batches(config: DemoConfig) -> Iterator[pa.RecordBatch]:
    articles = build_articles(config, build_calendar(config))
    countries, cities = zip(*PLACES, strict=True)
    for block in blocks(config):
        profile = draw_profile(config, draw_taste(config, articles, block), block)
        postal_codes = [
            None if district < 0 else f"{countries[district % len(PLACES)]}-{district:06d}"
            for district in profile.district.tolist()
        ]
        columns = [
            contract_customer_ids(config, block),
            pa.array(profile.age, pa.int32(), mask=profile.age == 0),
            labels(("female", "male", None), np.where(profile.gender_known, profile.male, 2)),
            labels((*countries, None), np.where(profile.country_known, profile.place, len(PLACES))),
            labels((*cities, None), np.where(profile.city_known, profile.place, len(PLACES))),
            pa.array(postal_codes, pa.string()),
            labels(_lower(CLUB_STATUSES), profile.club),
            labels(_lower(NEWSLETTERS), profile.newsletter),
        ]
        yield pa.record_batch(columns, schema=CUSTOMERS_SCHEMA)


def _lower(words: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """H&M's words as the contract has them."""
    return tuple(word and word.lower() for word in words)


def _transaction_batches(config: DemoConfig) -> Iterator[pa.RecordBatch]:
    shop = build_shop(config)
    articles = article_ids(shop.articles)
    for block in blocks(config):
        sales = draw_sales(shop, block)
        columns = [
            contract_customer_ids(config, block).take(pa.array(sales.customer - block_start(block))),
            articles.take(pa.array(sales.article)),
            _sold_at(config.first_day, sales),
            pa.array(sales.quantity, pa.int32()),
            pa.array(sales.price_cents * _MICROS_PER_CENT),
            labels(("store", "online"), sales.online.astype(np.int8)),
        ]
        yield pa.record_batch(columns, schema=TRANSACTIONS_SCHEMA)


def _sold_at(first_day: dt.date, sales: Sales) -> pa.Array:
    seconds = sales.day * 86_400 + sales.second
    return pa.array(np.datetime64(first_day, "us") + seconds.astype("timedelta64[s]"))
