"""What each retriever and each group of features is worth: pairs without it, and what the retrievers find."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.evaluation.candidate_recall import ALL_RETRIEVERS, candidate_recall_per_customer
from python_ml.problems import BadInput
from python_ml.ranking.pairs import feature_names

RETRIEVAL = "retrieval"
# How many retrievers propose a pair.
COUNT = "retrievers"
# What a feature's name begins with says its group; of two beginnings the longer one counts.
GROUPS: Mapping[str, Sequence[str]] = {
    "own purchases": (
        "pair_times_bought",
        "pair_days_since",
        "pair_weight",
        "pair_share",
        "pair_in_last_basket",
        "pair_visits",
        "pair_rebuy",
    ),
    "rhythm": ("pair_cycle", "pair_days_to"),
    "taste": ("pair_product", "pair_category", "pair_department", "pair_colour"),
    "price and age": ("pair_price", "pair_age", "article_price", "article_buyers_age"),
    "customer": ("customer_",),
    "article: sales": (
        "article_units",
        "article_orders",
        "article_buyers",
        "article_rank",
        "article_popularity",
        "article_peak",
    ),
    "article: trend and life": ("article_trend", "article_days"),
    "article: repurchase": (
        "article_repeat",
        "article_repurchase",
        "article_rebuy",
        "article_first_buyers",
    ),
}


def retrievers_of(columns: Iterable[str]) -> list[str]:
    """Those that have both a rank and a score among the columns, in the order of the ranks."""
    columns = list(columns)
    names = [name.removesuffix("_rank") for name in columns if name.endswith("_rank")]
    return [name for name in names if f"{name}_score" in columns]


def feature_groups(features: Sequence[str]) -> dict[str, list[str]]:
    """The features of each group that has any, by its name: `RETRIEVAL` first, then as in `GROUPS`.

    Raises
    ------
    BadInput
        If a feature belongs to none.
    """
    retrieval = {f"{name}_{what}" for name in retrievers_of(features) for what in ("rank", "score")} | {COUNT}
    groups: dict[str, list[str]] = {name: [] for name in (RETRIEVAL, *GROUPS)}
    strangers = []
    for feature in features:
        group = RETRIEVAL if feature in retrieval else _group_by_name(feature)
        (strangers if group is None else groups[group]).append(feature)
    if strangers:
        raise BadInput(
            f"No group holds the feature {', '.join(strangers)}",
            "write what its name begins with into GROUPS in lab/ablation/measuring.py",
        )
    return {name: held for name, held in groups.items() if held}


def _group_by_name(feature: str) -> str | None:
    beginnings = {
        beginning: group
        for group, beginnings in GROUPS.items()
        for beginning in beginnings
        if feature.startswith(beginning)
    }
    return beginnings[max(beginnings, key=len)] if beginnings else None


def without_group(pairs: pa.Table, group: str) -> pa.Table:
    """The pairs without the features of a group."""
    return pairs.drop_columns(feature_groups(feature_names(pairs.column_names))[group])


def without_retriever(pairs: pa.Table, retriever: str) -> pa.Table:
    """The pairs as they would be without a retriever.

    Those that only it proposes are gone; of the others its rank and score are null, and it no longer counts among
    their `retrievers`.
    """
    is_its = pc.is_valid(pairs.column(f"{retriever}_rank"))
    count = pairs.column(COUNT)
    left = pc.subtract(count, pc.cast(is_its, count.type))
    for name in (f"{retriever}_rank", f"{retriever}_score"):
        kind = pairs.schema.field(name).type
        pairs = _with_column(pairs, name, pa.nulls(pairs.num_rows, kind))
    return _with_column(pairs, COUNT, left).filter(pc.greater(left, 0))


def _with_column(pairs: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return pairs.set_column(pairs.column_names.index(name), name, values)


def retrieval_by_customer(pairs: pa.Table, truth: pl.DataFrame) -> pl.DataFrame:
    """What each retriever finds for each buyer of one window, with the others and without them.

    Parameters
    ----------
    pairs
        customer_key, article_key, `retrievers`, and of each retriever rank and score, null where it does not propose.
    truth
        customer_key, article_key: what was bought, once each.

    Returns
    -------
    retriever (`all_retrievers` for the union), customer_key, candidates (how many it proposes; null where no pair of
    the customer is given), recall (share of what the customer bought that it proposes), added_recall (share that only
    it proposes; null for the union): one row for each retriever and buyer, sorted by both.
    """
    names = retrievers_of(pairs.column_names)
    ranks = [f"{name}_rank" for name in names]
    keys = ["retriever", "customer_key"]
    proposals = (
        pl.from_arrow(pairs.select(["customer_key", "article_key", COUNT, *ranks]))
        .rename(dict(zip(ranks, names, strict=True)))
        .unpivot(
            names, index=["customer_key", "article_key", COUNT], variable_name="retriever", value_name="rank"
        )
        .drop_nulls("rank")
    )
    alone = candidate_recall_per_customer(proposals.select(*keys, "article_key"), truth)
    added = candidate_recall_per_customer(
        proposals.filter(pl.col(COUNT) == 1).select(*keys, "article_key"), truth
    ).filter(pl.col("recommender") != ALL_RETRIEVERS)
    union = pl.from_arrow(pairs.select(["customer_key"])).select(
        pl.lit(ALL_RETRIEVERS).alias("retriever"), "customer_key"
    )
    candidates = pl.concat([proposals.select(keys), union]).group_by(keys).len("candidates")
    every = pl.DataFrame({"retriever": [*names, ALL_RETRIEVERS]})
    is_union = pl.col("retriever") == ALL_RETRIEVERS
    has_pairs = pl.col("customer_key").is_in(union["customer_key"].implode())
    return (
        every.join(truth.select("customer_key").unique(), how="cross")
        .join(candidates, on=keys, how="left")
        .join(_values(alone, "recall"), on=keys, how="left")
        .join(_values(added, "added_recall"), on=keys, how="left")
        .select(
            *keys,
            pl.when(has_pairs).then(pl.col("candidates").fill_null(0)),
            pl.col("recall").fill_null(0.0),
            pl.when(~is_union).then(pl.col("added_recall").fill_null(0.0)),
        )
        .sort(keys)
    )


def _values(recall: pl.DataFrame, name: str) -> pl.DataFrame:
    return recall.select("customer_key", retriever="recommender", **{name: "value"})
