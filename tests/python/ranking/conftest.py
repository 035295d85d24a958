from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.ranking import RankerParams, TrainedRanker, train_ranker

# Small trees for small data; otherwise what the shop is trained with.
QUICK = RankerParams(num_leaves=7, min_data_in_leaf=20, learning_rate=0.05, num_iterations=60)

TEST_AS_OF = date(2024, 6, 1)
SPLITS = ("train", "train", "train", "validation")


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def pairs_table(customers=120, candidates=20, seed=1, splits=SPLITS) -> pa.Table:
    """Candidate pairs, sorted by cutoff, customer and article; `signal` is a purchase's log-odds plus 2."""
    rng = np.random.default_rng(seed)
    queries = len(splits) * customers
    rows = queries * candidates
    signal, noise = rng.normal(0, 1.5, rows), rng.normal(0, 1, rows)
    cutoffs = [TEST_AS_OF - timedelta(days=7 * back) for back in range(len(splits), 0, -1)]
    basket = np.repeat(rng.integers(0, 6, queries), candidates)
    return pa.table(
        {
            "is_bought": rng.random(rows) < sigmoid(signal - 2),
            "as_of": pa.array(np.repeat(cutoffs, customers * candidates), pa.date32()),
            "split": np.repeat(splits, customers * candidates),
            "cohort": np.repeat("buyers", rows),
            "customer_key": pa.array(
                np.tile(np.repeat(np.arange(customers), candidates), len(splits)), pa.int32()
            ),
            "article_key": pa.array(np.tile(np.arange(candidates), queries), pa.int32()),
            "last_event_at": pa.array(
                np.repeat(cutoffs, customers * candidates).astype("datetime64[us]") - 1, pa.timestamp("us")
            ),
            "label_until": pa.array(
                np.repeat([cutoff + timedelta(days=7) for cutoff in cutoffs], customers * candidates),
                pa.date32(),
            ),
            "signal": signal,
            "noise": noise,
            "customer_basket_mean": pa.array(basket.astype(float), mask=basket == 0),
        }
    )


def of_split(pairs, split) -> pa.Table:
    return pairs.filter(pc.equal(pairs.column("split"), split))


def learned(pairs, params=QUICK) -> TrainedRanker:
    """A ranker grown on the train cutoffs and judged on validation."""
    return train_ranker(of_split(pairs, "train"), params, judged_on=of_split(pairs, "validation"))


@pytest.fixture(scope="session")
def pairs() -> pa.Table:
    return pairs_table()


@pytest.fixture(scope="session")
def ranker(pairs) -> TrainedRanker:
    return learned(pairs)
