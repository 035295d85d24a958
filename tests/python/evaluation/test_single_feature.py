import numpy as np
import pyarrow as pa
import pytest

from python_ml.evaluation.single_feature import customers_to_draw, single_feature_auc


def pairs_with(queries=400, candidates=20, seed=3, **features) -> pa.Table:
    """Pairs of one cutoff with features made from (rng, is_bought, customer)."""
    rng = np.random.default_rng(seed)
    customer = np.repeat(np.arange(queries), candidates)
    is_bought = rng.random(len(customer)) < 0.1
    return pa.table(
        {
            "as_of": pa.array(np.repeat(np.datetime64("2024-06-01"), len(customer)), pa.date32()),
            "split": ["train"] * len(customer),
            "customer_key": pa.array(customer, pa.int32()),
            "article_key": pa.array(np.tile(np.arange(candidates), queries), pa.int32()),
            "is_bought": is_bought,
            **{name: make(rng, is_bought, customer) for name, make in features.items()},
        }
    )


def areas(pairs, **options):
    table = single_feature_auc(pairs, **options)
    return {row["feature"]: (row["auc"], row["auc_within_customer"]) for row in table.to_dicts()}


def test_noise_tells_nothing_and_the_label_everything():
    found = areas(
        pairs_with(noise=lambda rng, y, c: rng.normal(size=len(y)), label=lambda rng, y, c: y.astype(float))
    )
    assert found["noise"] == pytest.approx((0.5, 0.5), abs=0.04)
    assert found["label"] == (1.0, 1.0)


@pytest.mark.parametrize(
    "leak",
    [
        lambda rng, y, c: np.where(y, 5.0, rng.integers(0, 5, len(y)) + 6 * rng.integers(0, 2, len(y))),
        lambda rng, y, c: pa.array(np.where(y, 1.0, np.nan), from_pandas=True),
        lambda rng, y, c: pa.array(np.where(y, np.nan, rng.normal(size=len(y))), from_pandas=True),
        lambda rng, y, c: -1.0 * y + rng.normal(scale=1e-3, size=len(y)),
    ],
    ids=["in no order", "only given if bought", "missing if bought", "falling"],
)
def test_every_form_of_the_label_is_seen(leak):
    assert areas(pairs_with(leak=leak))["leak"][0] > 0.99


def test_label_within_a_customer_is_seen():
    auc, within = areas(pairs_with(leak=lambda rng, y, c: 1000.0 * rng.permutation(400)[c] + y))["leak"]
    assert auc < 0.8
    assert within > 0.95


def test_area_is_the_chance_that_a_bought_pair_comes_first():
    """One value of two: the area is (1 + sensitivity - false alarms) / 2, here (1 + 0.8 - 0.3) / 2."""
    found = areas(
        pairs_with(queries=5000, sign=lambda rng, y, c: (rng.random(len(y)) < np.where(y, 0.8, 0.3)) * 1.0),
        sample_pairs=10**6,
    )
    assert found["sign"][0] == pytest.approx(0.75, abs=0.01)


def test_sample_holds_whole_customers_and_is_the_same_each_time():
    pairs = pairs_with(noise=lambda rng, y, c: rng.normal(size=len(y)))
    table = single_feature_auc(pairs, sample_pairs=1000)
    assert table["pairs"].to_list() == [1000]
    assert table.equals(single_feature_auc(pairs, sample_pairs=1000))


def test_without_a_purchase_there_is_no_area():
    pairs = pairs_with(noise=lambda rng, y, c: rng.normal(size=len(y)))
    none = pairs.set_column(
        pairs.column_names.index("is_bought"), "is_bought", pa.array([False] * pairs.num_rows)
    )
    assert areas(none) == {"noise": (None, None)}


def test_the_customers_to_draw_are_all_that_is_looked_at():
    pairs = pairs_with(noise=lambda rng, y, c: rng.normal(size=len(y)))
    drawn = customers_to_draw(pairs.column("customer_key").to_numpy(), sample_pairs=3000)
    assert 0 < len(drawn) < 400
    of_drawn = pairs.filter(pa.array(np.isin(pairs.column("customer_key").to_numpy(), drawn)))
    assert single_feature_auc(of_drawn, 3000).equals(single_feature_auc(pairs, 3000))
