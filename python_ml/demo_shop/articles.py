"""The articles of the generated shop: product, price, life cycle, season, popularity and complements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.demo_shop.calendar import Calendar
from python_ml.demo_shop.catalogue import CATEGORIES, CELLS, COLOURS, NAMES, STYLES, Category, Style
from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.streams import Stream, generator

VARIANT_SHARES = np.array([0.40, 0.28, 0.18, 0.09, 0.05])
"""Shares of products with 1, 2, ... colour variants."""
FASHION_WEEKS = (6, 22)
BASIC_WEEKS = (40, 160)
ZIPF_EXPONENT = 0.9
BASIC_DEMAND = 0.2
"""Demand for a basic, outside staples, relative to fashion at the peak of its life."""
TREND_PERSISTENCE = 0.92
TREND_STEP = 0.13
COMPLEMENT_WEIGHTS = np.array([0.6, 0.25, 0.15])
COMPLEMENT_CANDIDATES = 24
MARKDOWNS = ((0.6, 100), (0.75, 85), (0.9, 70), (1.01, 50))
"""(share of a fashion article's life, percent of the list price until then)."""
_FIRST_PRODUCT_NUMBER = 100_000


@dataclass(frozen=True, eq=False)
class Articles:
    """Latents of all articles, ordered by product number, which rises with the launch.

    Attributes
    ----------
    product
        Product number (six digits), shape (articles,).
    variant
        Colour variant within the product, from 1, shape (articles,).
    cell, colour
        Taste cell and colour index, shape (articles,).
    basic
        Whether the article is a basic: long on sale, bought again and again.
    launch_week, life_weeks
        First week on sale (below 0: before the period) and number of weeks on sale.
    price_cents
        List price.
    popularity
        Relative weight within its cell at the peak of its life, Zipf-like.
    weekly_weight
        popularity x life cycle, 0 when not on sale, shape (weeks, articles).
    cell_attraction
        Season x trend of a cell, 0 when it has nothing on sale, shape (weeks, cells).
    complement
        What goes into the same basket, shape (articles, 3); itself where nothing fits. Slot s has
        probability `COMPLEMENT_WEIGHTS[s]`.
    """

    product: NDArray[np.int64]
    variant: NDArray[np.int64]
    cell: NDArray[np.int64]
    colour: NDArray[np.int64]
    basic: NDArray[np.bool_]
    launch_week: NDArray[np.int64]
    life_weeks: NDArray[np.int64]
    price_cents: NDArray[np.int64]
    popularity: NDArray[np.float64]
    weekly_weight: NDArray[np.float64]
    cell_attraction: NDArray[np.float64]
    complement: NDArray[np.int64]

    @property
    def category(self) -> NDArray[np.int64]:
        """Index into `CATEGORIES`."""
        return self.cell // len(STYLES)

    def price_cents_in(self, article: NDArray[np.int64], week: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the price of articles in weeks; fashion is marked down towards the end of its life."""
        age = (week - self.launch_week[article] + 1) / self.life_weeks[article]
        until, percents = zip(*MARKDOWNS, strict=True)
        percent = np.asarray(percents)[np.searchsorted(until, np.clip(age, 0, 1))]
        percent = np.where(self.basic[article], 100, percent)
        return self.price_cents[article] * percent // 100


def build_articles(config: DemoConfig, calendar: Calendar) -> Articles:
    """Draw the articles of a shop."""
    rng = generator(config.seed, Stream.ARTICLES)
    variants = 1 + np.searchsorted(np.cumsum(VARIANT_SHARES)[:-1], rng.random(config.articles), side="right")
    products = int(np.searchsorted(np.cumsum(variants), config.articles)) + 1
    variants = variants[:products]
    cell = _draw_cells(rng, products)
    basic = rng.random(products) < np.array([style.basics for style in STYLES])[cell % len(STYLES)]
    launch, life = _draw_lives(rng, basic, calendar.weeks)
    price = _draw_list_prices(rng, cell)
    owner = np.repeat(np.arange(products), variants)[: config.articles]
    variant = np.arange(config.articles) - np.searchsorted(owner, owner) + 1
    rank = rng.permutation(products)[owner]
    by_launch = np.argsort(launch, kind="stable")[owner]
    cell, basic, launch, life, price = (column[by_launch] for column in (cell, basic, launch, life, price))
    popularity = (1.0 + rank) ** -ZIPF_EXPONENT * rng.lognormal(0.0, 0.6, config.articles)
    weight = popularity * _life_cycle(calendar.weeks, launch, life, basic)
    return Articles(
        product=_FIRST_PRODUCT_NUMBER + owner * ((10**6 - _FIRST_PRODUCT_NUMBER) // products),
        variant=variant,
        cell=cell,
        colour=(rng.integers(len(COLOURS), size=products)[owner] + variant - 1) % len(COLOURS),
        basic=basic,
        launch_week=launch,
        life_weeks=life,
        price_cents=price,
        popularity=popularity,
        weekly_weight=weight,
        cell_attraction=_cell_attraction(config.seed, calendar) * _cell_sums(weight, cell).astype(bool),
        complement=_draw_complements(config.seed, cell, launch, life, popularity),
    )


def _draw_cells(rng: np.random.Generator, products: int) -> NDArray[np.int64]:
    share = np.array([category.women + category.men for category in CATEGORIES])
    category = rng.choice(len(CATEGORIES), products, p=share / share.sum())
    return category * len(STYLES) + rng.integers(len(STYLES), size=products)


def _draw_lives(
    rng: np.random.Generator, basic: NDArray[np.bool_], weeks: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw launches so that every article is on sale in at least one week of the period."""
    life = np.where(
        basic,
        rng.integers(*BASIC_WEEKS, size=len(basic), endpoint=True),
        rng.integers(*FASHION_WEEKS, size=len(basic), endpoint=True),
    )
    launch = np.floor(rng.random(len(basic)) * (weeks - 1 + life)).astype(np.int64) - life + 1
    # One product is always on sale, so that no week is without an article.
    basic[0], launch[0], life[0] = True, -1, weeks + 1
    return launch, life


def _draw_list_prices(rng: np.random.Generator, cell: NDArray[np.int64]) -> NDArray[np.int64]:
    euros = np.array([category.euros for category in CATEGORIES])[cell // len(STYLES)]
    factor = np.array([style.price_factor for style in STYLES])[cell % len(STYLES)]
    price = np.round(euros * factor * rng.lognormal(0.0, 0.25, len(cell)))
    return (np.maximum(price, 2) * 100 - 1).astype(np.int64)


def _life_cycle(
    weeks: int, launch: NDArray[np.int64], life: NDArray[np.int64], basic: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return an article's demand relative to fashion at its peak, shape (weeks, articles).

    With x the elapsed share of its life, fashion follows x^0.5 (1 - x) / 0.385 (peak 1 at a third of its
    life); a basic rises for three weeks and stays at `BASIC_DEMAND`.
    """
    cycle = np.empty((weeks, len(launch)))
    for week in range(weeks):
        age = week - launch + 0.5
        share = np.clip(age / life, 0.0, 1.0)
        fashion = np.sqrt(share) * (1.0 - share) / 0.385
        cycle[week] = (
            np.where(basic, BASIC_DEMAND * np.clip(age / 3.0, 0.0, 1.0), fashion) * (age > 0) * (age < life)
        )
    return cycle


def _cell_sums(weight: NDArray[np.float64], cell: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.stack([np.bincount(cell, week, minlength=CELLS) for week in weight])


def _cell_attraction(seed: int, calendar: Calendar) -> NDArray[np.float64]:
    """Return exp(season + trend) by week and cell; the trend is an AR(1) walk of its own for each cell."""
    rng = generator(seed, Stream.TRENDS)
    trend = np.empty((calendar.weeks, CELLS))
    level = rng.normal(0.0, TREND_STEP / np.sqrt(1 - TREND_PERSISTENCE**2), CELLS)
    for week in range(calendar.weeks):
        trend[week] = level
        level = TREND_PERSISTENCE * level + rng.normal(0.0, TREND_STEP, CELLS)
    peak = np.array([category.season_peak for category in CATEGORIES]) * 2 * np.pi / 365.25
    strength = np.array([category.season_strength for category in CATEGORIES])
    season = strength * np.cos(calendar.season_angle[:, None] - peak)
    return np.exp(np.repeat(season, len(STYLES), axis=1) + trend)


def _draw_complements(
    seed: int,
    cell: NDArray[np.int64],
    launch: NDArray[np.int64],
    life: NDArray[np.int64],
    popularity: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Choose, for each slot, among popular articles of a matching category in the same style.

    The one that shares the largest part of the article's life wins, so that a complement is seldom sold out.
    """
    rng = generator(seed, Stream.COMPLEMENTS)
    names = [category.name for category in CATEGORIES]
    members = [np.flatnonzero(cell == number) for number in range(CELLS)]
    complement = np.tile(np.arange(len(cell))[:, None], (1, len(COMPLEMENT_WEIGHTS)))
    for own_cell, own in enumerate(members):
        category, style = divmod(own_cell, len(STYLES))
        for slot, name in enumerate(CATEGORIES[category].goes_with):
            other = members[names.index(name) * len(STYLES) + style]
            if not len(own) or not len(other):
                continue
            share = popularity[other] / popularity[other].sum()
            candidate = rng.choice(other, (len(own), COMPLEMENT_CANDIDATES), p=share)
            end = np.minimum((launch + life)[candidate], (launch + life)[own, None])
            overlap = end - np.maximum(launch[candidate], launch[own, None])
            best = candidate[np.arange(len(own)), np.argmax(overlap, axis=1)]
            complement[own, slot] = np.where(overlap.max(axis=1) > 0, best, own)
    return complement


def article_ids(articles: Articles) -> pa.Array:
    """Return the article ids: a zero, six digits of the product, three of the variant; they rise."""
    return pa.array([f"0{p:06d}{v:03d}" for p, v in zip(articles.product, articles.variant, strict=True)])


def product_codes(articles: Articles) -> pa.Array:
    """Return the six digits that all colour variants of a product share."""
    return pa.array([f"{product:06d}" for product in articles.product])


def article_names(articles: Articles) -> pa.Array:
    """Return the articles' names; all variants of a product have the same."""
    return pa.array(
        [
            f"{NAMES[product % len(NAMES)]} {CATEGORIES[category].name.lower()}"
            for product, category in zip(articles.product // 7, articles.category, strict=True)
        ]
    )


def department_names(articles: Articles) -> pa.Array:
    """Return the articles' departments, which give the style within a part of the shop."""
    names = [f"{category.department} {style.name}" for category in CATEGORIES for style in STYLES]
    return pa.array([names[cell] for cell in articles.cell])


def article_descriptions(articles: Articles) -> pa.Array:
    """Return one sentence for each article; a hundredth have none, as in a real catalogue."""
    sentences = [
        None
        if product % 100 == 99
        else _sentence(CATEGORIES[cell // len(STYLES)], STYLES[cell % len(STYLES)])
        for product, cell in zip(articles.product.tolist(), articles.cell.tolist(), strict=True)
    ]
    return pa.array(sentences, pa.string())


def _sentence(category: Category, style: Style) -> str:
    return f"{category.name} in our {style.name.lower()} line, {category.section.lower()}."


def articles_contract(articles: Articles) -> pa.Table:
    """Return the articles in the columns of the shop contract, ordered by id."""
    return pa.table(
        {
            "article_id": article_ids(articles),
            "name": article_names(articles),
            "product_code": product_codes(articles),
            "category": pa.array([CATEGORIES[index].name for index in articles.category]),
            "department": department_names(articles),
            "colour": pa.array([COLOURS[index].name for index in articles.colour]),
            "description": article_descriptions(articles),
        }
    )
