"""What each retriever and each group of features is worth. Usage: `python -m lab.ablation --help`.

It measures at validation cutoffs alone, never at the one a build tests on. For each line of a table the ranker is
trained again as a build would before that cutoff: without a retriever (its pairs, and what they say about it), or
without a group of features. The tables go to stdout, progress to stderr.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from lab.ablation.measuring import (
    feature_groups,
    retrieval_by_customer,
    retrievers_of,
    without_group,
    without_retriever,
)
from lab.tuning.search import Setting, Shop, comparison, measure
from lab.tuning.shops import add_shop_arguments, default_setting, shops_of
from python_ml.evaluation.candidate_recall import ALL_RETRIEVERS
from python_ml.problems import Problem
from python_ml.ranking.pairs import feature_names

WINDOWS = 4
# The same ranker from other random numbers: how much training alone moves the metric.
OTHER_SEED = 21


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m lab.ablation", description=__doc__)
    add_shop_arguments(parser, Path("build/ablation"))
    parser.add_argument(
        "--windows", type=int, default=WINDOWS, help="on how many validation windows, the newest first"
    )
    arguments = parser.parse_args()
    if arguments.windows < 1:
        parser.error("--windows must be 1 or more")
    try:
        for shop in shops_of(arguments, arguments.windows):
            print(report(shop, default_setting(), arguments.windows), flush=True)
    except Problem as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def report(shop: Shop, setting: Setting, windows: int) -> str:
    """Both tables of a shop, in Markdown, below a line that says what was measured."""
    cutoffs = shop.cutoffs()[:windows]
    groups = feature_groups(feature_names(shop.pairs.column_names))

    def values(name: str, changed: Callable[[pa.Table], pa.Table], chosen: Setting = setting) -> pl.DataFrame:
        measured = measure([replace(shop, pairs=changed(shop.pairs))], chosen, range(windows)).values
        print(f"{shop.name}, {name}: NDCG@10 {measured['ndcg'].mean():.4f}", file=sys.stderr, flush=True)
        return measured

    def unchanged(pairs: pa.Table) -> pa.Table:
        return pairs

    base = values("everything", unchanged)
    retrievers = {
        name: values(f"without {name}", lambda pairs, name=name: without_retriever(pairs, name))
        for name in retrievers_of(shop.pairs.column_names)
    }
    reseeded = replace(setting, params=replace(setting.params, seed=OTHER_SEED))
    dropped = {
        "nothing, but another seed": values("another seed", unchanged, reseeded),
        **{
            f"{group} ({len(features)})": values(
                f"without {group}", lambda pairs, group=group: without_group(pairs, group)
            )
            for group, features in groups.items()
        },
    }
    return "\n".join(
        [
            f"{shop.name}: {base.height:,} buyers in the windows from {', '.join(map(str, sorted(cutoffs)))}; "
            f"NDCG@10 with everything {base['ndcg'].mean():.4f}",
            "",
            *retriever_table(retrieval(shop, cutoffs), retrievers, base),
            "",
            *group_table(dropped, base),
            "",
        ]
    )


def retrieval(shop: Shop, cutoffs: Sequence[date]) -> pl.DataFrame:
    """What each retriever finds on average for a buyer: retriever, candidates, recall, added_recall."""
    by_customer = [
        retrieval_by_customer(
            shop.pairs.filter(pc.equal(shop.pairs.column("as_of"), pa.scalar(cutoff, pa.date32()))),
            shop.labels.filter(pl.col("as_of") == cutoff).select("customer_key", "article_key"),
        )
        for cutoff in cutoffs
    ]
    return (
        pl.concat(by_customer)
        .group_by("retriever", maintain_order=True)
        .agg(pl.col("candidates", "recall", "added_recall").mean())
    )


def retriever_table(found: pl.DataFrame, without: dict[str, pl.DataFrame], base: pl.DataFrame) -> list[str]:
    """One line a retriever, in their order, and one for all of them."""
    rows = {row["retriever"]: row for row in found.iter_rows(named=True)}
    union = rows[ALL_RETRIEVERS]
    return [
        "| retriever | candidates | recall alone | added recall | NDCG@10 without it |",
        "|---|---|---|---|---|",
        *(
            "| {retriever} | {candidates:.1f} | {recall:.3f} | {added_recall:.3f} | ".format(**rows[name])
            + f"{change(values, base)} |"
            for name, values in without.items()
        ),
        "| all | {candidates:.1f} | {recall:.3f} | | |".format(**union),
    ]


def group_table(without: dict[str, pl.DataFrame], base: pl.DataFrame) -> list[str]:
    """One line a group of features."""
    return [
        "| left out (features) | NDCG@10 |",
        "|---|---|",
        *(f"| {name} | {change(values, base)} |" for name, values in without.items()),
    ]


def change(values: pl.DataFrame, base: pl.DataFrame) -> str:
    """The change of NDCG@10, its standard error, and the change in per cent."""
    (row,) = comparison(values, base).iter_rows(named=True)
    return "{gain:+.4f} ± {standard_error:.4f} ({percent:+.1f} %)".format(
        **row, percent=100 * (row["ratio"] - 1)
    )


if __name__ == "__main__":
    sys.exit(main())
