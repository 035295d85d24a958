"""A generated shop in H&M's own file layout, as published on Kaggle.

Sales are drawn customer by customer and have to be written day by day. Every block of customers appends its
lines, in a packed binary form, to one file for each assortment week; then each week, small enough to sort in
memory, is sorted by day and written as text. What is held at once is one block or one week, the articles, and
the customers' ids (64 bytes each).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.demo_shop.articles import (
    Articles,
    article_descriptions,
    article_ids,
    article_names,
    department_names,
    product_codes,
)
from python_ml.demo_shop.catalogue import CATEGORIES, COLOURS, DEPARTMENTS, STYLES
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import blocks, draw_taste
from python_ml.demo_shop.files_layout import CONFIG_FILE, LayoutSummary
from python_ml.demo_shop.folder import whole_folder
from python_ml.demo_shop.ids import hm_customer_ids
from python_ml.demo_shop.profile import CLUB_STATUSES, NEWSLETTERS, draw_profile
from python_ml.demo_shop.shop import Shop, build_shop, draw_sales
from python_ml.demo_shop.tables import labels

HM_LAST_DAY = dt.date(2020, 9, 22)
HM_DAYS = 734
CENTS_PER_UNIT = 59_000
"""H&M's normalised price is euros / 590: 29.99 euros are 0.0508305084745762."""
PRICE_DIGITS = 16
STORE, ONLINE = 1, 2
"""`sales_channel_id`."""
_SPOOLED = np.dtype([("customer", "<u4"), ("article", "<u4"), ("day", "<u2"), ("channel", "u1")])
_WRITE_ROWS = 500_000
_PROGRESS_STEPS = 10


def write_hm_layout(config: DemoConfig, out: Path, on_progress: Callable[[str], None]) -> LayoutSummary:
    """Write `articles.csv`, `customers.csv` and `transactions_train.csv`, and the configuration beside them.

    `transactions_train.csv` has exactly `config.sale_lines` rows, ordered by `t_dat`, then customer. A row is
    one unit; several units of an article are rows alike.

    Parameters
    ----------
    config
        The shop; H&M's period is `HM_DAYS` days up to `HM_LAST_DAY`.
    out
        Folder to make; it appears when it is whole.
    on_progress
        Called with one sentence a step.

    Returns
    -------
    The rows written.

    Raises
    ------
    ValueError
        If `out` is not empty.
    """
    with whole_folder(out) as folder:
        shop = build_shop(config)
        on_progress(f"planned {config.sale_lines:,} sale lines")
        _write_articles(shop.articles, folder / "articles.csv")
        customer_ids = _write_customers(shop, folder / "customers.csv")
        on_progress(f"wrote {config.articles:,} articles and {config.customers:,} customers")
        with TemporaryDirectory(dir=folder) as spool:
            _spool_sales(shop, Path(spool), on_progress)
            rows = _write_sales(
                shop, customer_ids, Path(spool), folder / "transactions_train.csv", on_progress
            )
        (folder / CONFIG_FILE).write_text(config.to_json(), encoding="utf-8")
    return LayoutSummary(transactions=rows, customers=config.customers, articles=config.articles)


def _write_articles(articles: Articles, path: Path) -> None:
    categories = [CATEGORIES[index] for index in articles.category]
    departments = [DEPARTMENTS[category.department] for category in categories]
    colours = [COLOURS[index] for index in articles.colour]
    parts = list(DEPARTMENTS)
    department_no = [
        1_000 + parts.index(category.department) * len(STYLES) + cell % len(STYLES)
        for category, cell in zip(categories, articles.cell.tolist(), strict=True)
    ]
    pl.DataFrame(
        {
            "article_id": article_ids(articles).to_pylist(),
            "product_code": product_codes(articles).to_pylist(),
            "prod_name": article_names(articles).to_pylist(),
            "product_type_no": [category.type_no for category in categories],
            "product_type_name": [category.name for category in categories],
            "product_group_name": [category.group for category in categories],
            "graphical_appearance_no": 1_010_016,
            "graphical_appearance_name": "Solid",
            "colour_group_code": [colour.code for colour in colours],
            "colour_group_name": [colour.name for colour in colours],
            "perceived_colour_value_id": [colour.value_no for colour in colours],
            "perceived_colour_value_name": [colour.value for colour in colours],
            "perceived_colour_master_id": [colour.master_no for colour in colours],
            "perceived_colour_master_name": [colour.master for colour in colours],
            "department_no": department_no,
            "department_name": department_names(articles).to_pylist(),
            "index_code": [department.index_code for department in departments],
            "index_name": [category.department for category in categories],
            "index_group_no": [department.group_no for department in departments],
            "index_group_name": [department.group_name for department in departments],
            "section_no": [category.section_no for category in categories],
            "section_name": [category.section for category in categories],
            "garment_group_no": [category.garment_no for category in categories],
            "garment_group_name": [category.garment for category in categories],
            "detail_desc": article_descriptions(articles).to_pylist(),
        }
    ).write_csv(path)


def _write_customers(shop: Shop, path: Path) -> pa.ChunkedArray:
    """Write the customers and return their ids in the order of their indices."""
    ids = []
    with path.open("wb") as file:
        for block in blocks(shop.config):
            ids.append(hm_customer_ids(shop.config, block))
            _customer_frame(shop, block, ids[-1]).write_csv(file, include_header=block == 0)
    return pa.chunked_array(ids)


def _customer_frame(shop: Shop, block: int, ids: pa.Array) -> pl.DataFrame:
    profile = draw_profile(shop.config, draw_taste(shop.config, shop.articles, block), block)
    regularly = profile.newsletter == NEWSLETTERS.index("Regularly")
    return pl.DataFrame(
        {
            "customer_id": pl.from_arrow(ids),
            "FN": pl.from_arrow(labels((None, "1.0"), regularly.astype(np.int8))),
            "Active": pl.from_arrow(labels((None, "1.0"), profile.active.astype(np.int8))),
            "club_member_status": pl.from_arrow(labels(CLUB_STATUSES, profile.club)),
            "fashion_news_frequency": pl.from_arrow(labels(NEWSLETTERS, profile.newsletter)),
            "age": [f"{age}.0" if age else None for age in profile.age.tolist()],
            "postal_code": [_postal_hash(district) for district in profile.district.tolist()],
        }
    )


def _postal_hash(district: int) -> str:
    """Return 64 hexadecimal digits; unknown districts share one value, as in H&M's file."""
    return hashlib.sha256(f"postal district {district}".encode()).hexdigest()


def _spool_sales(shop: Shop, spool: Path, on_progress: Callable[[str], None]) -> None:
    done, report = 0, _every_tenth(shop.config.sale_lines, "drew", on_progress)
    for block in blocks(shop.config):
        sales = draw_sales(shop, block)
        packed = np.empty(len(sales.day), _SPOOLED)
        packed["customer"], packed["article"], packed["day"] = sales.customer, sales.article, sales.day
        packed["channel"] = np.where(sales.online, ONLINE, STORE)
        week = shop.calendar.week_of(sales.day)
        packed = packed[np.argsort(week, kind="stable")]
        ends = np.cumsum(np.bincount(week, minlength=shop.calendar.weeks))
        for number, part in enumerate(np.split(packed, ends[:-1])):
            if len(part):
                with _spool_file(spool, number).open("ab") as file:
                    part.tofile(file)
        done += len(packed)
        report(done)


def _spool_file(spool: Path, week: int) -> Path:
    return spool / f"week_{week:05d}"


def _write_sales(
    shop: Shop,
    customer_ids: pa.ChunkedArray,
    spool: Path,
    path: Path,
    on_progress: Callable[[str], None],
) -> int:
    rows, report = 0, _every_tenth(shop.config.sale_lines, "wrote", on_progress)
    names = _Names(shop, customer_ids)
    with path.open("wb") as file:
        file.write(b"t_dat,customer_id,article_id,price,sales_channel_id\n")
        for week in range(shop.calendar.weeks):
            for part in _sorted_week(_spool_file(spool, week)):
                names.write(part, week, file)
                rows += len(part)
                report(rows)
    return rows


def _sorted_week(path: Path) -> Iterator[NDArray[np.void]]:
    """Yield a week's lines, ordered by day, then as drawn: by customer, then time."""
    if not path.exists():
        return
    packed = np.fromfile(path, _SPOOLED)
    path.unlink()
    order = np.argsort(packed["day"], kind="stable")
    for first in range(0, len(order), _WRITE_ROWS):
        yield packed[order[first : first + _WRITE_ROWS]]


class _Names:
    """The text that the numbers of a sale line stand for."""

    def __init__(self, shop: Shop, customer_ids: pa.ChunkedArray) -> None:
        self._articles = shop.articles
        self._customer_id = pl.from_arrow(customer_ids)
        self._article_id = pl.from_arrow(article_ids(shop.articles))
        first = shop.config.first_day
        self._date = pl.Series([str(first + dt.timedelta(days=day)) for day in range(shop.config.days)])

    def write(self, packed: NDArray[np.void], week: int, file: BinaryIO) -> None:
        """Write sale lines of a week as rows of text."""
        article = packed["article"].astype(np.int64)
        pl.DataFrame(
            {
                "t_dat": self._date.gather(packed["day"].astype(np.uint32)),
                "customer_id": self._customer_id.gather(packed["customer"].astype(np.uint32)),
                "article_id": self._article_id.gather(packed["article"].astype(np.uint32)),
                "price": _price_texts(self._articles.price_cents_in(article, np.full_like(article, week))),
                "sales_channel_id": packed["channel"],
            }
        ).write_csv(file, include_header=False, quote_style="never")


def _price_texts(cents: NDArray[np.int64]) -> pl.Series:
    """Return normalised prices, cut to 16 decimals without trailing zeros, as in H&M's file."""
    distinct, position = np.unique(cents, return_inverse=True)
    texts = [_price_text(price) for price in distinct.tolist()]
    return pl.Series(texts).gather(position.astype(np.uint32))


def _price_text(cents: int) -> str:
    units, remainder = divmod(cents, CENTS_PER_UNIT)
    decimals = f"{remainder * 10**PRICE_DIGITS // CENTS_PER_UNIT:0{PRICE_DIGITS}d}".rstrip("0")
    return f"{units}.{decimals or '0'}"


def _every_tenth(total: int, verb: str, on_progress: Callable[[str], None]) -> Callable[[int], None]:
    """Return a function that reports each time another tenth of the rows is done."""
    reported = 0

    def report(done: int) -> None:
        nonlocal reported
        if done * _PROGRESS_STEPS // total > reported:
            reported = done * _PROGRESS_STEPS // total
            on_progress(f"{verb} {done:,} of {total:,} sale lines")

    return report
