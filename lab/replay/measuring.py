"""How good lists were at the orders that followed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from python_ml.evaluation import bootstrap_means, paired_differences, per_customer_metrics

K = 10
FROZEN, LEARNING = "frozen", "learning"
_NOBODY = pl.DataFrame(schema={"customer_key": pl.Int64, "segment": pl.String})


@dataclass
class Orders:
    """What each list offered and what was bought, an order a row of each."""

    customers: list[str] = field(default_factory=list)
    lists: dict[str, list[Sequence[str]]] = field(default_factory=lambda: {FROZEN: [], LEARNING: []})
    bought: list[Sequence[str]] = field(default_factory=list)

    def add(self, customer: str, lists: Mapping[str, Sequence[str]], bought: Sequence[str]) -> None:
        """Add one order: the articles of each list, best first, and those bought, each once."""
        self.customers.append(customer)
        self.bought.append(bought)
        for name, articles in lists.items():
            self.lists[name].append(articles)

    def compared(self) -> pl.DataFrame:
        """NDCG@10 of each list and of their difference, means over customers of the means of their orders.

        Returns
        -------
        polars.DataFrame
            `recommender` (frozen, learning, learning_minus_frozen), `value`, `ci_low`, `ci_high`, `customers`.
        """
        per_order = per_customer_metrics(*_numbered(self.lists, self.bought), [K])
        customers = pl.DataFrame({"customer": self.customers}).with_row_index("customer_key")
        per_customer = (
            per_order.filter(pl.col("metric") == "ndcg")
            .join(customers.with_columns(pl.col("customer_key").cast(pl.Int64)), on="customer_key")
            .group_by("recommender", "metric", "k", "customer")
            .agg(pl.col("value").mean())
            .with_columns(customer_key=pl.col("customer").rank("dense").cast(pl.Int64))
            .drop("customer")
        )
        means = bootstrap_means(per_customer, _NOBODY)
        difference = paired_differences(per_customer, LEARNING, _NOBODY)
        columns = ["recommender", "value", "ci_low", "ci_high", "customers"]
        return pl.concat([means, difference]).select(columns)


def ndcg(lists: Mapping[str, Sequence[str]], bought: Mapping[str, Sequence[str]]) -> float:
    """Mean NDCG@10 over the customers who bought, as `ranking_metrics` has it; without a list a customer counts 0."""
    ordered = sorted(bought)
    offered = [lists.get(customer, ()) for customer in ordered]
    values = per_customer_metrics(
        *_numbered({FROZEN: offered}, [bought[customer] for customer in ordered]), [K]
    )
    return float(values.filter(pl.col("metric") == "ndcg")["value"].mean())


def _numbered(
    lists: Mapping[str, Sequence[Sequence[str]]], bought: Sequence[Sequence[str]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lists and purchases as `per_customer_metrics` reads them, with a number for each article."""
    keys: dict[str, int] = {}
    offered = [
        (name, number, rank, keys.setdefault(article, len(keys)))
        for name, of_orders in lists.items()
        for number, articles in enumerate(of_orders)
        for rank, article in enumerate(articles[:K], start=1)
    ]
    truth = [
        (number, keys.setdefault(article, len(keys)))
        for number, articles in enumerate(bought)
        for article in articles
    ]
    return (
        pl.DataFrame(
            offered,
            schema={
                "recommender": pl.String,
                "customer_key": pl.Int64,
                "rank": pl.Int32,
                "article_key": pl.Int64,
            },
            orient="row",
        ),
        pl.DataFrame(truth, schema={"customer_key": pl.Int64, "article_key": pl.Int64}, orient="row"),
    )
