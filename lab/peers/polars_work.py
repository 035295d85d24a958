"""The tables in polars: lazy plans on the shop's Parquet files, collected where several read them."""

from functools import reduce
from pathlib import Path

import polars as pl

from lab.peers.tables import COLUMNS, KEYS, REBUY_WINDOWS, RETRIEVERS, WINDOWS
from lab.peers.task import (
    CAPS,
    DAYS_BACK,
    DAYS_ON_SALE,
    FEWEST_BUYERS,
    FEWEST_PAIRS,
    GAP_DAYS,
    NEIGHBOURS,
    NO_GAP,
    PAIR,
    PRIOR_VISITS,
    PURCHASES_BACK,
    RECENT_ARTICLES,
    RECENT_PRODUCTS,
    SEGMENT_DAYS,
    TASTES,
    VARIANTS,
)

DAYS_AGO = pl.col("days_ago")


def make_tables(shop: Path, out: Path) -> None:
    """Read the shop's Parquet files, and write each table as one."""
    sales = pl.scan_parquet(shop / "int_transactions.parquet")
    last = sales.select(pl.col("sold_at").max().dt.date()).collect().item()
    purchases = read_purchases(sales, pl.lit(last).dt.offset_by("1d")).collect().lazy()
    customers = pl.scan_parquet(shop / "int_customers.parquet").select("customer_key", "age", "peer_group")
    articles = pl.scan_parquet(shop / "int_articles.parquet").select(
        "article_key", "category", *(f"{taste}_key" for taste in TASTES)
    )
    history = pair_history(purchases).collect().lazy()
    taste = customer_taste(history, articles).collect().lazy()
    article_days = (
        purchases.group_by("article_key", "days_ago")
        .agg(pl.col("units", "spend_micros").sum(), orders=pl.len().cast(pl.Int64))
        .collect()
        .lazy()
    )
    popularity = article_popularity(article_days).collect().lazy()
    neighbours = article_neighbours(purchases, popularity).collect().lazy()
    _write(history, "int_customer_article_history", out)
    _write(taste, "int_customer_taste", out)
    _write(neighbours, "int_article_neighbours", out)
    _write(customer_features(purchases, history, taste, customers), "customer_features", out)
    _write(article_features(purchases, article_days, customers, articles), "article_features", out)
    pairs = candidate_pairs(purchases, history, neighbours, popularity, customers, articles)
    _write(pairs, "candidate_pairs", out)


def read_purchases(sales: pl.LazyFrame, as_of: pl.Expr) -> pl.LazyFrame:
    """What each customer bought of each article on each day."""
    day = pl.col("sold_at").dt.date()
    return (
        sales.select(
            *PAIR,
            "quantity",
            days_ago=(as_of - day).dt.total_days().cast(pl.Int32),
            is_weekend=day.dt.weekday() >= 6,
            spend_micros=pl.col("quantity").cast(pl.Int64) * pl.col("unit_price_micros"),
            online=(pl.col("channel") == "online").cast(pl.Int8),
        )
        .group_by(*PAIR, "days_ago")
        .agg(
            pl.col("is_weekend").first(),
            units=pl.col("quantity").sum(),
            spend_micros=pl.col("spend_micros").sum(),
            online=pl.col("online").max(),
        )
    )


def pair_history(purchases: pl.LazyFrame) -> pl.LazyFrame:
    """What is known of each customer and article bought."""
    visits = (
        purchases.select("customer_key", "days_ago")
        .unique()
        .sort("customer_key", "days_ago")
        .with_columns(later_visits=pl.int_range(pl.len()).over("customer_key"))
    )
    history = (
        purchases.join(visits, on=["customer_key", "days_ago"])
        .group_by(PAIR)
        .agg(
            pl.col("units", "spend_micros").sum(),
            times_bought=pl.len().cast(pl.Int64),
            days_since_first=DAYS_AGO.max(),
            days_since_last=DAYS_AGO.min(),
            visits_since_first=pl.col("later_visits").max(),
            visits_since_last=pl.col("later_visits").min(),
            weight_30d=decayed(DAYS_AGO, 30).sum(),
            weight_120d=decayed(DAYS_AGO, 120).sum(),
        )
    )
    by = ["weight_30d", "weight_120d", "article_key"]
    return ranked(history, "customer_key", by, [True, True, False], "recency_rank")


def customer_taste(history: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """How much of what a customer bought shares a product, category, department or colour."""
    bought = history.join(articles, on="article_key")
    return pl.concat(
        bought.filter(pl.col(f"{attribute}_key").is_not_null())
        .group_by("customer_key", attribute_key=f"{attribute}_key")
        .agg(pl.col("times_bought").sum(), pl.col("days_since_last").min())
        .with_columns(
            attribute=pl.lit(attribute),
            share=pl.col("times_bought") / pl.col("times_bought").sum().over("customer_key"),
        )
        for attribute in TASTES
    )


def customer_features(
    purchases: pl.LazyFrame, history: pl.LazyFrame, taste: pl.LazyFrame, customers: pl.LazyFrame
) -> pl.LazyFrame:
    """What is known of each customer."""
    windows = (7, 28, 91)
    days = (
        purchases.group_by("customer_key", "days_ago")
        .agg(
            pl.col("units", "spend_micros").sum(),
            pl.col("online").cast(pl.Int64).sum(),
            pl.col("is_weekend").first(),
            lines=pl.len().cast(pl.Int64),
        )
        .sort("customer_key", "days_ago")
        .with_columns(gap=(DAYS_AGO.shift(-1).over("customer_key") - DAYS_AGO).cast(pl.Int64))
    )
    activity = days.group_by("customer_key", maintain_order=True).agg(
        pl.col("units", "spend_micros", "online").sum(),
        lines_total=pl.col("lines").sum(),
        days_since_first=DAYS_AGO.max(),
        days_since_last=DAYS_AGO.min(),
        purchase_days=pl.len().cast(pl.Int64),
        last_basket=pl.col("lines").first(),
        gaps=pl.col("gap").count().cast(pl.Int64),
        gap_total=pl.col("gap").sum(),
        gap_squared=(pl.col("gap") ** 2).sum(),
        weekend_days=pl.col("is_weekend").sum(),
        **{f"purchase_days_{window}d": (window >= DAYS_AGO).sum() for window in windows},
        **{f"lines_{window}d": pl.col("lines").filter(window >= DAYS_AGO).sum() for window in windows},
    )
    activity = activity.rename({"lines_total": "lines"})
    price = pl.col("spend_micros") // (pl.col("units").cast(pl.Int64) * 1000)
    of_pairs = history.group_by("customer_key").agg(
        prices=pl.len().cast(pl.Int64),
        total=price.sum(),
        squared=(price**2).sum(),
        bought=pl.col("times_bought").sum(),
    )
    tastes = taste.group_by("customer_key").agg(
        expression.alias(name)
        for attribute, plural in (("category", "categories"), ("department", "departments"))
        for name, expression in (
            (plural, (pl.col("attribute") == attribute).sum()),
            (f"top_{attribute}_share", pl.col("share").filter(pl.col("attribute") == attribute).max()),
        )
    )
    counts = ["purchase_days", "lines", "units", "spend_micros", "articles"]
    counts += [f"{name}_{window}d" for name in ("purchase_days", "lines") for window in windows]
    column = pl.col
    return (
        reduce(
            lambda one, other: one.join(other, on="customer_key", how="left"),
            [customers, activity, of_pairs, tastes],
        )
        .with_columns(
            articles=column("prices"),
            price_mean_micros=column("total") * 1e3 / column("prices"),
            price_sd_micros=standard_deviation("prices", "total", "squared") * 1e3,
            gap_mean=column("gap_total") / positive("gaps"),
            gap_sd=standard_deviation("gaps", "gap_total", "gap_squared"),
            cycle_position=column("days_since_last") * column("gaps") / positive("gap_total"),
            basket_mean=column("lines") / column("purchase_days"),
            repeat_share=(column("bought") - column("prices")) / column("bought"),
            weekend_share=column("weekend_days") / column("purchase_days"),
            online_share=column("online") / column("lines"),
        )
        .with_columns(column(counts).fill_null(0))
        .select("customer_key", pl.exclude("customer_key").name.prefix("customer_"))
    )


def article_features(
    purchases: pl.LazyFrame, article_days: pl.LazyFrame, customers: pl.LazyFrame, articles: pl.LazyFrame
) -> pl.LazyFrame:
    """What is known of each article that was sold."""
    table = article_days.group_by("article_key").agg(
        pl.col("units", "orders", "spend_micros").sum(),
        days_on_sale=DAYS_AGO.max(),
        days_since_last=DAYS_AGO.min(),
        spend_91d=pl.col("spend_micros").filter(DAYS_AGO <= 91).sum(),
        popularity=(pl.col("orders") * decayed(DAYS_AGO, 14)).sum() / 1e6,
        **{
            f"{name}_{window}d": pl.col(name).filter(window >= DAYS_AGO).sum()
            for name in ("units", "orders")
            for window in WINDOWS
        },
    )
    column = pl.col
    rebuys = _rebuys(purchases)
    table = reduce(
        lambda one, other: one.join(other, on="article_key", how="left"),
        [table, articles.select("article_key", "category"), _buyers(purchases, customers), rebuys],
    )
    names = [f"{name}_{window}d" for name in ("rebuy_chances", "rebuys") for window in REBUY_WINDOWS]
    price = column("spend_91d") / positive("units_91d")
    return (
        table.with_columns(
            column(names).fill_null(0),
            rank_7d=column("orders_7d").rank("min", descending=True),
            rank_28d=column("orders_28d").rank("min", descending=True),
            trend_7d=column("orders_7d") * 4.0 / positive("orders_28d"),
            trend_28d=column("orders_28d") * 3.25 / positive("orders_91d"),
            units_per_order=column("units") / column("orders"),
            price_micros=pl.coalesce(price, column("spend_micros") / column("units")),
        )
        .with_columns(
            price_to_category=pl.when(column("category").is_not_null()).then(
                column("price_micros") / column("price_micros").median().over("category")
            ),
            **{
                f"rebuy_share_{window}d": (
                    column(f"rebuys_{window}d")
                    + PRIOR_VISITS
                    * column(f"rebuys_{window}d").sum()
                    / column(f"rebuy_chances_{window}d").sum()
                )
                / (column(f"rebuy_chances_{window}d") + PRIOR_VISITS)
                for window in REBUY_WINDOWS
            },
        )
        .select("article_key", pl.exclude("article_key").name.prefix("article_"))
    )


def _buyers(purchases: pl.LazyFrame, customers: pl.LazyFrame) -> pl.LazyFrame:
    """Distinct buyers of each article by window, how many came back and after how long, and their age."""
    number, gap = pl.col("number"), pl.col("gap")
    beyond = DAYS_AGO + gap.fill_null(NO_GAP).clip(upper_bound=NO_GAP)
    return (
        purchases.select(*PAIR, "days_ago")
        .sort(*PAIR, "days_ago", descending=[False, False, True])
        .with_columns(
            gap=(DAYS_AGO.shift() - DAYS_AGO).over(PAIR),
            number=pl.int_range(pl.len()).over(PAIR),
        )
        .join(customers.select("customer_key", "age"), on="customer_key", how="left")
        .group_by("article_key")
        .agg(
            buyers=(number == 0).sum(),
            repeat_rate=(number == 1).sum() / (number == 0).sum(),
            repurchase_gap_mean=gap.mean(),
            buyers_age_mean=pl.col("age").filter(number == 0).mean(),
            **{f"buyers_{window}d": ((window >= DAYS_AGO) & (beyond > window)).sum() for window in WINDOWS},
            **{
                f"first_buyers_{window}d": ((window >= DAYS_AGO) & (number == 0)).sum()
                for window in REBUY_WINDOWS
            },
        )
    )


def _rebuys(purchases: pl.LazyFrame) -> pl.LazyFrame:
    """Visits of buyers after their first purchase, and on how many of them the article was bought again."""
    first = purchases.group_by(PAIR).agg(first_days_ago=DAYS_AGO.max())
    recent = purchases.filter(max(REBUY_WINDOWS) >= DAYS_AGO).select(*PAIR, "days_ago")
    is_later = pl.col("first_days_ago") > DAYS_AGO
    chances = first.join(recent.select("customer_key", "days_ago").unique(), on="customer_key").filter(
        is_later
    )
    rebuys = recent.join(first, on=PAIR).filter(is_later)
    counted = [
        rows.group_by("article_key").agg(
            (window >= DAYS_AGO).sum().cast(pl.Int64).alias(f"{name}_{window}d") for window in REBUY_WINDOWS
        )
        for name, rows in (("rebuy_chances", chances), ("rebuys", rebuys))
    ]
    return counted[0].join(counted[1], on="article_key", how="left")


def article_popularity(article_days: pl.LazyFrame) -> pl.LazyFrame:
    """Orders of each article, the recent ones also weighted."""
    return article_days.group_by("article_key").agg(
        pl.col("orders").sum(),
        days_since_last=DAYS_AGO.min(),
        weight=(pl.col("orders") * decayed(DAYS_AGO, 14)).sum(),
    )


def article_neighbours(purchases: pl.LazyFrame, popularity: pl.LazyFrame) -> pl.LazyFrame:
    """What is bought together within four weeks, by the cosine: each purchase beside the 20 before it."""
    article = pl.col("article_key")
    sequence = (
        purchases.filter(DAYS_AGO <= DAYS_BACK + GAP_DAYS)
        .select(*PAIR, "days_ago")
        .sort(
            "customer_key",
            DAYS_AGO,
            (article.cast(pl.Int64) * 7919) % 104729,
            "article_key",
            descending=[False, True, False, False],
        )
        .collect()
        .lazy()
    )
    shifted = [
        sequence.select(
            one=pl.min_horizontal(article, article.shift(back)),
            other=pl.max_horizontal(article, article.shift(back)),
            gap=DAYS_AGO.shift(back) - DAYS_AGO,
            is_kept=(pl.col("customer_key") == pl.col("customer_key").shift(back))
            & (article != article.shift(back))
            & (DAYS_AGO <= DAYS_BACK),
        )
        .filter(pl.col("is_kept") & (pl.col("gap") <= GAP_DAYS))
        .select("one", "other", weight=decayed(pl.col("gap"), 7))
        for back in range(1, PURCHASES_BACK + 1)
    ]
    pairs = (
        pl.concat(shifted)
        .group_by("one", "other")
        .agg(pl.len(), pl.col("weight").sum())
        .filter(pl.col("len") >= FEWEST_PAIRS)
        .collect()
        .lazy()
    )
    known = popularity.select("article_key", "orders", "days_since_last")
    both = (
        pl.concat(
            pairs.select("weight", article_key=pl.col(one), neighbour_key=pl.col(other))
            for one, other in (("one", "other"), ("other", "one"))
        )
        .join(known, on="article_key")
        .join(known, left_on="neighbour_key", right_on="article_key", suffix="_of_neighbour")
        .filter(pl.col("days_since_last_of_neighbour") <= DAYS_ON_SALE)
        .with_columns(
            similarity=pl.col("weight")
            / 1e6
            / (pl.col("orders").cast(pl.Float64) * pl.col("orders_of_neighbour")).sqrt()
        )
        .with_columns(rounded=pl.col("similarity").round(9))
    )
    best = ranked(both, "article_key", ["rounded", "neighbour_key"], [True, False])
    return best.filter(pl.col("rank") <= NEIGHBOURS)


def candidate_pairs(
    purchases: pl.LazyFrame,
    history: pl.LazyFrame,
    neighbours: pl.LazyFrame,
    popularity: pl.LazyFrame,
    customers: pl.LazyFrame,
    articles: pl.LazyFrame,
) -> pl.LazyFrame:
    """What each retriever proposes to each customer, one row a pair."""
    proposals = {
        "repurchase": repurchase(history),
        "item_cf": item_cf(history, neighbours),
        "same_product": same_product(history, popularity, articles),
        "popular": customers.select("customer_key").join(popular(popularity), how="cross"),
        "popular_in_segment": popular_in_segment(purchases, customers),
    }
    named = [
        rows.filter(pl.col("rank") <= CAPS[name]).select(
            *PAIR,
            pl.col("rank").alias(f"{name}_rank"),
            pl.col("score").alias(f"{name}_score"),
        )
        for name, rows in proposals.items()
    ]
    pairs = pl.concat(named, how="diagonal").group_by(PAIR).agg(pl.all().max())
    ranks = [pl.col(f"{name}_rank").is_not_null() for name in RETRIEVERS]
    return pairs.with_columns(retrievers=pl.sum_horizontal(ranks))


def repurchase(history: pl.LazyFrame) -> pl.LazyFrame:
    """What the customer bought before."""
    best = ranked(history, "customer_key", ["weight_120d", "units", "article_key"], [True, True, False])
    return best.with_columns(score=pl.col("weight_120d") / 1e6)


def item_cf(history: pl.LazyFrame, neighbours: pl.LazyFrame) -> pl.LazyFrame:
    """Neighbours of what the customer bought last."""
    weight = (1.0 + pl.col("weight_120d") / 1e6).log()
    scored = (
        history.filter(pl.col("recency_rank") <= RECENT_ARTICLES)
        .select(*PAIR, "weight_120d")
        .join(neighbours.select("article_key", "neighbour_key", "similarity"), on="article_key")
        .group_by("customer_key", article_key="neighbour_key")
        .agg(vote=rounded(1e6 * weight * pl.col("similarity")).sum())
    )
    best = ranked(scored, "customer_key", ["vote", "article_key"], [True, False])
    return best.with_columns(score=pl.col("vote") / 1e6)


def same_product(history: pl.LazyFrame, popularity: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """Other variants of what the customer bought last."""
    products = articles.select("article_key", "product_key")
    on_sale = popularity.filter(pl.col("days_since_last") <= DAYS_ON_SALE).join(products, on="article_key")
    variants = (
        ranked(on_sale, "product_key", ["weight", "article_key"], [True, False])
        .filter(pl.col("rank") <= VARIANTS)
        .select("product_key", "weight", article_key="article_key")
    )
    proposed = (
        history.filter(pl.col("recency_rank") <= RECENT_PRODUCTS)
        .select(*PAIR, "weight_30d", "recency_rank")
        .join(products, on="article_key")
        .rename({"article_key": "because_key"})
        .join(variants, on="product_key")
        .filter(pl.col("because_key") != pl.col("article_key"))
        .sort("recency_rank")
        .unique(PAIR, keep="first")
    )
    best = ranked(proposed, "customer_key", ["weight_30d", "weight", "article_key"], [True, True, False])
    return best.with_columns(score=pl.col("weight_30d") / 1e6)


def popular(popularity: pl.LazyFrame) -> pl.LazyFrame:
    """What sells best, with rank and score."""
    return (
        popularity.sort("weight", "article_key", descending=[True, False])
        .head(CAPS["popular"])
        .select("article_key", rank=pl.int_range(1, pl.len() + 1), score=pl.col("weight") / 1e6)
    )


def popular_in_segment(purchases: pl.LazyFrame, customers: pl.LazyFrame) -> pl.LazyFrame:
    """What sells best among customers of the same group."""
    groups = customers.select("customer_key", "peer_group")
    sold = (
        purchases.filter(DAYS_AGO <= SEGMENT_DAYS)
        .select(*PAIR, "days_ago")
        .join(groups, on="customer_key")
        .group_by("peer_group", "article_key")
        .agg(buyers=pl.len(), weight=decayed(DAYS_AGO, 14).sum())
        .filter(pl.col("buyers").sum().over("peer_group") >= FEWEST_BUYERS)
    )
    best = (
        ranked(sold, "peer_group", ["weight", "article_key"], [True, False])
        .filter(pl.col("rank") <= CAPS["popular_in_segment"])
        .with_columns(score=pl.col("weight") / 1e6)
    )
    return groups.join(best, on="peer_group")


def ranked(
    table: pl.LazyFrame, within: str, by: list[str], descending: list[bool], name: str = "rank"
) -> pl.LazyFrame:
    """The rows in order within a group, with their place."""
    ordered = table.sort(within, *by, descending=[False, *descending])
    return ordered.with_columns(pl.int_range(1, pl.len() + 1).over(within).alias(name))


def decayed(days: pl.Expr, half_life: int) -> pl.Expr:
    """0.5 ^ (days / half_life) in whole millionths."""
    return rounded(1e6 * pl.lit(0.5).pow(days / float(half_life)))


def rounded(values: pl.Expr) -> pl.Expr:
    """To whole numbers, halves up, as SQL does."""
    return (values + 0.5).floor().cast(pl.Int64)


def positive(column: str) -> pl.Expr:
    """A column's values above 0, null elsewhere: what may be divided by."""
    return pl.when(pl.col(column) > 0).then(pl.col(column))


def standard_deviation(number: str, total: str, total_squared: str) -> pl.Expr:
    """Of a sample, from its sums; null for fewer than two."""
    count, mass, squares = (pl.col(name).cast(pl.Float64) for name in (number, total, total_squared))
    variance = (squares - mass * mass / count) / (count - 1)
    return pl.when(count > 1).then(variance.clip(lower_bound=0).sqrt())


def _write(table: pl.LazyFrame, name: str, out: Path) -> None:
    table.select(*KEYS[name], *COLUMNS[name]).collect().write_parquet(out / f"{name}.parquet")
