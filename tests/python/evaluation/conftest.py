from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

DEPTH = 12
CATALOGUE = 40


@dataclass(frozen=True)
class Shop:
    """Random lists of varied length, some empty, and what the customers bought."""

    lists: pl.DataFrame
    truth: pl.DataFrame
    segments: pl.DataFrame
    article_buyers: pl.DataFrame
    total_buyers: int
    article_groups: pl.DataFrame


@pytest.fixture(scope="session")
def shop() -> Shop:
    generator = np.random.default_rng(7)
    customers = generator.choice(10_000, size=300, replace=False)
    bought = [(c, a) for c in customers for a in _articles(generator, generator.integers(1, 20))]
    listed = [
        (recommender, c, rank, a)
        for recommender in ("ranker", "popular", "item_cf")
        for c in customers
        for rank, a in enumerate(_articles(generator, generator.integers(0, DEPTH + 4)), start=1)
    ]
    return Shop(
        lists=pl.DataFrame(
            listed, schema=["recommender", "customer_key", "rank", "article_key"], orient="row"
        ),
        truth=pl.DataFrame(bought, schema=["customer_key", "article_key"], orient="row"),
        segments=pl.DataFrame(
            {"customer_key": customers, "segment": generator.choice(["newcomers", "light", "heavy"], 300)}
        ),
        article_buyers=pl.DataFrame(
            {"article_key": np.arange(CATALOGUE), "buyers": generator.integers(0, 500, CATALOGUE)}
        ),
        total_buyers=500,
        article_groups=pl.DataFrame(
            {
                "article_key": np.arange(CATALOGUE),
                "product": np.arange(CATALOGUE) // 3,
                "category": [None if key % 4 == 0 else key % 4 for key in range(CATALOGUE)],
            }
        ),
    )


def _articles(generator: np.random.Generator, count: int) -> list[int]:
    return generator.choice(CATALOGUE, size=count, replace=False).tolist()
