from types import SimpleNamespace

import numpy as np
import pytest

from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.shop import build_shop, draw_sales

LABEL_DAYS = 7


@pytest.fixture(scope="session")
def usual():
    """The shop of the documented size, with its sales."""
    config = DemoConfig(customers=2_000, articles=800, days=400, seed=1)
    shop = build_shop(config)
    return SimpleNamespace(config=config, shop=shop, sales=draw_sales(shop, 0))


@pytest.fixture(scope="session")
def held_out(usual):
    """History and truth of the last week: customer -> set of articles."""
    start = usual.config.days - LABEL_DAYS
    sales, truth = usual.sales, {}
    in_window = sales.day >= start
    for customer, article in zip(sales.customer[in_window], sales.article[in_window], strict=True):
        truth.setdefault(int(customer), set()).add(int(article))
    return SimpleNamespace(start=start, truth=truth)


def ndcg_at_10(lists, truth):
    discount = 1 / np.log2(np.arange(2, 12))
    return np.array(
        [
            sum(discount[rank] for rank, article in enumerate(lists[customer][:10]) if article in bought)
            / discount[: len(bought)].sum()
            for customer, bought in truth.items()
        ]
    )
