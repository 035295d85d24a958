"""The tables in pandas, as a well-written notebook has them: grouped, merged and sorted, with no loop over rows."""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import numpy as np
import pandas as pd

from lab.peers.tables import COLUMNS, KEYS, REBUY_WINDOWS, WINDOWS
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


def make_tables(shop: Path, out: Path) -> None:
    """Read the shop's Parquet files, and write each table as one."""
    purchases, as_of = read_purchases(shop)
    customers = pd.read_parquet(shop / "int_customers.parquet", columns=["customer_key", "age", "peer_group"])
    articles = pd.read_parquet(
        shop / "int_articles.parquet",
        columns=["article_key", "category", *(f"{taste}_key" for taste in TASTES)],
    )
    history = pair_history(purchases)
    taste = customer_taste(history, articles)
    article_days = (
        purchases.groupby(["article_key", "days_ago"], sort=False)
        .agg(units=("units", "sum"), spend_micros=("spend_micros", "sum"), orders=("units", "size"))
        .reset_index()
    )
    popularity = article_popularity(article_days)
    neighbours = article_neighbours(purchases, popularity)
    _write(history, "int_customer_article_history", out)
    _write(taste, "int_customer_taste", out)
    _write(neighbours, "int_article_neighbours", out)
    _write(customer_features(purchases, history, taste, customers, as_of), "customer_features", out)
    _write(article_features(purchases, article_days, customers, articles), "article_features", out)
    _write(
        candidate_pairs(purchases, history, neighbours, popularity, customers, articles),
        "candidate_pairs",
        out,
    )


def read_purchases(shop: Path) -> tuple[pd.DataFrame, pd.Timestamp]:
    """What each customer bought of each article on each day, and the day after the last sale."""
    sales = pd.read_parquet(
        shop / "int_transactions.parquet",
        columns=[*PAIR, "sold_at", "quantity", "unit_price_micros", "channel"],
    )
    as_of = sales["sold_at"].max().normalize() + pd.Timedelta(days=1)
    sales["days_ago"] = (as_of - sales.pop("sold_at").dt.normalize()).dt.days.astype("int32")
    sales["spend_micros"] = sales["quantity"].astype("int64") * sales.pop("unit_price_micros")
    sales["online"] = sales.pop("channel").eq("online").astype("int8")
    purchases = (
        sales.groupby([*PAIR, "days_ago"], sort=False)
        .agg(units=("quantity", "sum"), spend_micros=("spend_micros", "sum"), online=("online", "max"))
        .reset_index()
    )
    return purchases, as_of


def pair_history(purchases: pd.DataFrame) -> pd.DataFrame:
    """What is known of each customer and article bought."""
    visits = (
        purchases[["customer_key", "days_ago"]].drop_duplicates().sort_values(["customer_key", "days_ago"])
    )
    visits["later_visits"] = visits.groupby("customer_key", sort=False).cumcount()
    dated = purchases.merge(visits, on=["customer_key", "days_ago"])
    dated["weight_30d"] = decayed(dated["days_ago"], 30)
    dated["weight_120d"] = decayed(dated["days_ago"], 120)
    history = (
        dated.groupby(PAIR, sort=False)
        .agg(
            times_bought=("days_ago", "size"),
            units=("units", "sum"),
            spend_micros=("spend_micros", "sum"),
            days_since_first=("days_ago", "max"),
            days_since_last=("days_ago", "min"),
            visits_since_first=("later_visits", "max"),
            visits_since_last=("later_visits", "min"),
            weight_30d=("weight_30d", "sum"),
            weight_120d=("weight_120d", "sum"),
        )
        .reset_index()
    )
    return ranked(
        history, ["customer_key"], ["weight_30d", "weight_120d", "article_key"], [False, False, True]
    ).rename(columns={"rank": "recency_rank"})


def customer_taste(history: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """How much of what a customer bought shares a product, category, department or colour."""
    parts = []
    for attribute in TASTES:
        key = f"{attribute}_key"
        bought = history[[*PAIR, "times_bought", "days_since_last"]].merge(
            articles[["article_key", key]].dropna(), on="article_key"
        )
        part = (
            bought.groupby(["customer_key", key], sort=False)
            .agg(times_bought=("times_bought", "sum"), days_since_last=("days_since_last", "min"))
            .reset_index()
            .rename(columns={key: "attribute_key"})
        )
        part["share"] = part["times_bought"] / part.groupby("customer_key", sort=False)[
            "times_bought"
        ].transform("sum")
        part.insert(1, "attribute", attribute)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def customer_features(
    purchases: pd.DataFrame,
    history: pd.DataFrame,
    taste: pd.DataFrame,
    customers: pd.DataFrame,
    as_of: pd.Timestamp,
) -> pd.DataFrame:
    """What is known of each customer."""
    days = (
        purchases.groupby(["customer_key", "days_ago"])
        .agg(
            lines=("units", "size"),
            units=("units", "sum"),
            spend_micros=("spend_micros", "sum"),
            online=("online", "sum"),
        )
        .reset_index()
    )
    days["gap"] = days.groupby("customer_key", sort=False)["days_ago"].shift(-1) - days["days_ago"]
    days["gap_squared"] = days["gap"] ** 2
    days["is_weekend"] = (as_of - pd.to_timedelta(days["days_ago"], unit="D")).dt.dayofweek >= 5
    for window in (7, 28, 91):
        is_within = days["days_ago"] <= window
        days[f"purchase_days_{window}d"] = is_within
        days[f"lines_{window}d"] = days["lines"].where(is_within, 0)
    windows = [f"{name}_{window}d" for name in ("purchase_days", "lines") for window in (7, 28, 91)]
    activity = days.groupby("customer_key").agg(
        days_since_first=("days_ago", "max"),
        days_since_last=("days_ago", "min"),
        purchase_days=("days_ago", "size"),
        lines=("lines", "sum"),
        units=("units", "sum"),
        spend_micros=("spend_micros", "sum"),
        online=("online", "sum"),
        last_basket=("lines", "first"),
        gaps=("gap", "count"),
        gap_total=("gap", "sum"),
        gap_squared=("gap_squared", "sum"),
        weekend_days=("is_weekend", "sum"),
        **{name: (name, "sum") for name in windows},
    )
    price = history["spend_micros"] // (history["units"].astype("int64") * 1000)
    prices = (
        pd.DataFrame({"customer_key": history["customer_key"], "price": price, "squared": price**2})
        .groupby("customer_key")
        .agg(prices=("price", "size"), total=("price", "sum"), squared=("squared", "sum"))
    )
    breadth = history.groupby("customer_key").agg(
        articles=("article_key", "size"), bought=("times_bought", "sum")
    )
    table = customers.set_index("customer_key")[["age"]].join([activity, prices, breadth])
    counts = ["purchase_days", "lines", "units", "spend_micros", "articles", *windows]
    table[counts] = table[counts].fillna(0).astype("int64")
    purchase_days = table["purchase_days"].where(table["purchase_days"] > 0)
    gaps = table["gaps"].where(table["gaps"] > 0)
    table["price_mean_micros"] = table["total"] * 1e3 / table["prices"]
    table["price_sd_micros"] = standard_deviation(table["prices"], table["total"], table["squared"]) * 1e3
    table["gap_mean"] = table["gap_total"] / gaps
    table["gap_sd"] = standard_deviation(table["gaps"], table["gap_total"], table["gap_squared"])
    table["cycle_position"] = (
        table["days_since_last"] * table["gaps"] / table["gap_total"].where(gaps.notna())
    )
    table["basket_mean"] = table["lines"] / purchase_days
    table["repeat_share"] = (table["bought"] - table["articles"]) / table["bought"]
    table["weekend_share"] = table["weekend_days"] / purchase_days
    table["online_share"] = table["online"] / table["lines"].where(table["lines"] > 0)
    for attribute, plural in (("category", "categories"), ("department", "departments")):
        shares = taste[taste["attribute"] == attribute].groupby("customer_key")["share"]
        table[f"top_{attribute}_share"] = shares.max()
        # Whoever bought something, but nothing with a category, has a taste for none of them.
        table[plural] = shares.size()
        table[plural] = table[plural].fillna(0).where(table["purchase_days"] > 0)
    return table.add_prefix("customer_").reset_index()


def article_features(
    purchases: pd.DataFrame, article_days: pd.DataFrame, customers: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """What is known of each article that was sold."""
    days = article_days.copy()
    days["popularity"] = days["orders"] * decayed(days["days_ago"], 14)
    for window in WINDOWS:
        is_within = days["days_ago"] <= window
        days[f"units_{window}d"] = days["units"].where(is_within, 0)
        days[f"orders_{window}d"] = days["orders"].where(is_within, 0)
    days["spend_91d"] = days["spend_micros"].where(days["days_ago"] <= 91, 0)
    windows = [f"{name}_{window}d" for name in ("units", "orders") for window in WINDOWS]
    table = days.groupby("article_key").agg(
        days_on_sale=("days_ago", "max"),
        days_since_last=("days_ago", "min"),
        spend_micros=("spend_micros", "sum"),
        **{name: (name, "sum") for name in ("units", "orders", "popularity", "spend_91d", *windows)},
    )
    table["popularity"] = table["popularity"] / 1e6
    table["rank_7d"] = table["orders_7d"].rank(method="min", ascending=False)
    table["rank_28d"] = table["orders_28d"].rank(method="min", ascending=False)
    table["trend_7d"] = table["orders_7d"] * 4.0 / table["orders_28d"].where(table["orders_28d"] > 0)
    table["trend_28d"] = table["orders_28d"] * 3.25 / table["orders_91d"].where(table["orders_91d"] > 0)
    table["units_per_order"] = table["units"] / table["orders"]
    table["price_micros"] = (table["spend_91d"] / table["units_91d"].where(table["units_91d"] > 0)).fillna(
        table["spend_micros"] / table["units"]
    )
    category = articles.set_index("article_key")["category"].reindex(table.index)
    table["price_to_category"] = table["price_micros"] / table.groupby(category)["price_micros"].transform(
        "median"
    )
    table = table.join([_buyers(purchases, customers), _rebuys(purchases)])
    chances_and_rebuys = [
        f"{name}_{window}d" for name in ("rebuy_chances", "rebuys") for window in REBUY_WINDOWS
    ]
    table[chances_and_rebuys] = table[chances_and_rebuys].fillna(0)
    for window in REBUY_WINDOWS:
        chances, rebuys = table[f"rebuy_chances_{window}d"], table[f"rebuys_{window}d"]
        share = rebuys.sum() / chances.sum()
        table[f"rebuy_share_{window}d"] = (rebuys + PRIOR_VISITS * share) / (chances + PRIOR_VISITS)
    return table.add_prefix("article_").reset_index()


def _buyers(purchases: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Distinct buyers of each article by window, how many came back and after how long, and their age."""
    ordered = purchases[[*PAIR, "days_ago"]].sort_values([*PAIR, "days_ago"], ascending=[True, True, False])
    pairs = ordered.groupby(PAIR, sort=False)
    ordered["gap"] = pairs["days_ago"].shift() - ordered["days_ago"]
    number = pairs.cumcount()
    is_first = number == 0
    beyond = ordered["days_ago"] + ordered["gap"].fillna(NO_GAP).clip(upper=NO_GAP)
    for window in WINDOWS:
        ordered[f"buyers_{window}d"] = (ordered["days_ago"] <= window) & (beyond > window)
    for window in REBUY_WINDOWS:
        ordered[f"first_buyers_{window}d"] = is_first & (ordered["days_ago"] <= window)
    ordered["buyers"] = is_first
    ordered["returning"] = number == 1
    ordered["age"] = ordered["customer_key"].map(customers.set_index("customer_key")["age"]).where(is_first)
    flags = [name for name in ordered if "buyers" in name or name == "returning"]
    table = ordered.groupby("article_key").agg(
        repurchase_gap_mean=("gap", "mean"),
        buyers_age_mean=("age", "mean"),
        **{name: (name, "sum") for name in flags},
    )
    table["repeat_rate"] = table.pop("returning") / table["buyers"]
    return table


def _rebuys(purchases: pd.DataFrame) -> pd.DataFrame:
    """Visits of buyers after their first purchase, and on how many of them the article was bought again."""
    first = purchases.groupby(PAIR, sort=False)["days_ago"].max().rename("first_days_ago").reset_index()
    recent = purchases.loc[purchases["days_ago"] <= max(REBUY_WINDOWS), [*PAIR, "days_ago"]]
    visits = recent[["customer_key", "days_ago"]].drop_duplicates()
    chances = first.merge(visits, on="customer_key").query("days_ago < first_days_ago")
    rebuys = recent.merge(first, on=PAIR).query("days_ago < first_days_ago")
    return pd.DataFrame(
        {
            f"{name}_{window}d": rows[rows["days_ago"] <= window].groupby("article_key").size()
            for name, rows in (("rebuy_chances", chances), ("rebuys", rebuys))
            for window in REBUY_WINDOWS
        }
    )


def article_popularity(article_days: pd.DataFrame) -> pd.DataFrame:
    """Orders of each article, the recent ones also weighted."""
    weighted = article_days.assign(weight=article_days["orders"] * decayed(article_days["days_ago"], 14))
    return (
        weighted.groupby("article_key")
        .agg(days_since_last=("days_ago", "min"), orders=("orders", "sum"), weight=("weight", "sum"))
        .reset_index()
    )


def article_neighbours(purchases: pd.DataFrame, popularity: pd.DataFrame) -> pd.DataFrame:
    """What is bought together within four weeks, by the cosine: each purchase beside the 20 before it."""
    recent = purchases.loc[purchases["days_ago"] <= DAYS_BACK + GAP_DAYS, [*PAIR, "days_ago"]]
    scrambled = (recent["article_key"].astype("int64") * 7919) % 104729
    recent = recent.assign(scrambled=scrambled).sort_values(
        ["customer_key", "days_ago", "scrambled", "article_key"], ascending=[True, False, True, True]
    )
    customer, article, days_ago = (recent[name].to_numpy() for name in (*PAIR, "days_ago"))
    weights = decayed(np.arange(GAP_DAYS + 1), 7)
    parts = []
    for back in range(1, PURCHASES_BACK + 1):
        gap = days_ago[:-back] - days_ago[back:]
        kept = (customer[:-back] == customer[back:]) & (article[:-back] != article[back:])
        kept &= (gap <= GAP_DAYS) & (days_ago[back:] <= DAYS_BACK)
        one, other = article[:-back][kept], article[back:][kept]
        parts.append(
            pd.DataFrame(
                {
                    "article_key": np.minimum(one, other),
                    "neighbour_key": np.maximum(one, other),
                    "weight": weights[gap[kept]],
                }
            )
        )
    pairs = (
        pd.concat(parts, ignore_index=True)
        .groupby(["article_key", "neighbour_key"], sort=False)["weight"]
        .agg(["size", "sum"])
        .query(f"size >= {FEWEST_PAIRS}")
        .reset_index()
    )
    turned = pairs.rename(columns={"article_key": "neighbour_key", "neighbour_key": "article_key"})
    both = pd.concat([pairs, turned], ignore_index=True)
    known = popularity.set_index("article_key")
    both = both[both["neighbour_key"].map(known["days_since_last"]) <= DAYS_ON_SALE]
    orders = both["article_key"].map(known["orders"]).astype(float) * both["neighbour_key"].map(
        known["orders"]
    )
    both = both.assign(similarity=both["sum"] / 1e6 / np.sqrt(orders))
    both["rounded"] = both["similarity"].round(9)
    best = ranked(both, ["article_key"], ["rounded", "neighbour_key"], [False, True])
    return best.loc[best["rank"] <= NEIGHBOURS, ["article_key", "neighbour_key", "rank", "similarity"]]


def candidate_pairs(
    purchases: pd.DataFrame,
    history: pd.DataFrame,
    neighbours: pd.DataFrame,
    popularity: pd.DataFrame,
    customers: pd.DataFrame,
    articles: pd.DataFrame,
) -> pd.DataFrame:
    """What each retriever proposes to each customer, one row a pair."""
    proposals = {
        "repurchase": repurchase(history),
        "item_cf": item_cf(history, neighbours),
        "same_product": same_product(history, popularity, articles),
        "popular": customers[["customer_key"]].merge(popular(popularity), how="cross"),
        "popular_in_segment": popular_in_segment(purchases, customers),
    }
    named = [
        rows.loc[rows["rank"] <= CAPS[name], [*PAIR, "rank", "score"]].rename(
            columns={"rank": f"{name}_rank", "score": f"{name}_score"}
        )
        for name, rows in proposals.items()
    ]
    pairs = reduce(lambda one, other: one.merge(other, on=PAIR, how="outer"), named)
    pairs["retrievers"] = pairs[[f"{name}_rank" for name in proposals]].notna().sum(axis=1)
    return pairs


def repurchase(history: pd.DataFrame) -> pd.DataFrame:
    """What the customer bought before."""
    best = ranked(history, ["customer_key"], ["weight_120d", "units", "article_key"], [False, False, True])
    return best.assign(score=best["weight_120d"] / 1e6)


def item_cf(history: pd.DataFrame, neighbours: pd.DataFrame) -> pd.DataFrame:
    """Neighbours of what the customer bought last."""
    recent = history.loc[history["recency_rank"] <= RECENT_ARTICLES, [*PAIR, "weight_120d"]]
    votes = recent.merge(neighbours[["article_key", "neighbour_key", "similarity"]], on="article_key")
    weight = np.log(1.0 + votes["weight_120d"] / 1e6)
    votes["vote"] = rounded(1e6 * weight * votes["similarity"])
    scored = (
        votes.groupby(["customer_key", "neighbour_key"], sort=False)["vote"]
        .sum()
        .reset_index()
        .rename(columns={"neighbour_key": "article_key"})
    )
    best = ranked(scored, ["customer_key"], ["vote", "article_key"], [False, True])
    return best.assign(score=best["vote"] / 1e6)


def same_product(history: pd.DataFrame, popularity: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Other variants of what the customer bought last."""
    products = articles[["article_key", "product_key"]]
    on_sale = popularity[popularity["days_since_last"] <= DAYS_ON_SALE].merge(products, on="article_key")
    variants = ranked(on_sale, ["product_key"], ["weight", "article_key"], [False, True])
    variants = variants.loc[variants["rank"] <= VARIANTS, ["article_key", "product_key", "weight"]]
    recent = history.loc[history["recency_rank"] <= RECENT_PRODUCTS, [*PAIR, "weight_30d", "recency_rank"]]
    recent = recent.merge(products, on="article_key").rename(columns={"article_key": "because_key"})
    proposed = recent.merge(variants, on="product_key").query("because_key != article_key")
    proposed = proposed.sort_values("recency_rank").drop_duplicates(PAIR)
    best = ranked(proposed, ["customer_key"], ["weight_30d", "weight", "article_key"], [False, False, True])
    return best.assign(score=best["weight_30d"] / 1e6)


def popular(popularity: pd.DataFrame) -> pd.DataFrame:
    """What sells best, with rank and score."""
    best = popularity.sort_values(["weight", "article_key"], ascending=[False, True]).head(CAPS["popular"])
    return best.assign(rank=np.arange(1, len(best) + 1), score=best["weight"] / 1e6)[
        ["article_key", "rank", "score"]
    ]


def popular_in_segment(purchases: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """What sells best among customers of the same group."""
    recent = purchases.loc[purchases["days_ago"] <= SEGMENT_DAYS, [*PAIR, "days_ago"]].merge(
        customers[["customer_key", "peer_group"]], on="customer_key"
    )
    recent["weight"] = decayed(recent["days_ago"], 14)
    sold = (
        recent.groupby(["peer_group", "article_key"])
        .agg(buyers=("weight", "size"), weight=("weight", "sum"))
        .reset_index()
    )
    sold = sold[sold.groupby("peer_group")["buyers"].transform("sum") >= FEWEST_BUYERS]
    best = ranked(sold, ["peer_group"], ["weight", "article_key"], [False, True])
    best = best[best["rank"] <= CAPS["popular_in_segment"]].assign(score=lambda rows: rows["weight"] / 1e6)
    return customers[["customer_key", "peer_group"]].merge(best, on="peer_group")


def ranked(table: pd.DataFrame, within: list[str], by: list[str], ascending: Sequence[bool]) -> pd.DataFrame:
    """The rows in order within a group, with their place as ``rank``."""
    table = table.sort_values([*within, *by], ascending=[True] * len(within) + list(ascending))
    return table.assign(rank=table.groupby(within, sort=False).cumcount() + 1)


def decayed(days: pd.Series | np.ndarray, half_life: int) -> pd.Series | np.ndarray:
    """0.5 ^ (days / half_life) in whole millionths."""
    return rounded(1e6 * 0.5 ** (days / float(half_life)))


def rounded(values: pd.Series | np.ndarray) -> pd.Series | np.ndarray:
    """To whole numbers, halves up, as SQL does."""
    return np.floor(values + 0.5).astype("int64")


def standard_deviation(number: pd.Series, total: pd.Series, total_squared: pd.Series) -> pd.Series:
    """Of a sample, from its sums; not a number for fewer than two."""
    variance = (total_squared - total * total / number) / (number - 1)
    return np.sqrt(variance.clip(lower=0)).where(number > 1)


def _write(table: pd.DataFrame, name: str, out: Path) -> None:
    columns = [*KEYS[name], *COLUMNS[name]]
    table[columns].to_parquet(out / f"{name}.parquet", index=False)
