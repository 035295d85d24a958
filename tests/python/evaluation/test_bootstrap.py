"""Bootstrap means, intervals and paired differences."""

import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from python_ml.evaluation import bootstrap, bootstrap_means, paired_differences, per_customer_metrics

NO_SEGMENTS = pl.DataFrame(schema={"customer_key": pl.Int64, "segment": pl.String})


def _per_customer(**recommenders):
    """One metric, one k; NaN stands for no value."""
    frames = [
        pl.DataFrame(
            {
                "recommender": name,
                "metric": "ndcg",
                "k": 5,
                "customer_key": np.arange(len(values)),
                "value": np.asarray(values, dtype=float),
            }
        )
        for name, values in recommenders.items()
    ]
    return pl.concat(frames).filter(pl.col("value").is_not_nan())


def test_means_and_customers_by_segment():
    segments = pl.DataFrame(
        {"customer_key": [0, 1, 2, 2, 77], "segment": ["light", "light", "heavy", "vip", "vip"]}
    )
    table = bootstrap_means(_per_customer(a=[0.0, 0.5, 1.0, 0.25]), segments)
    assert table.columns == [
        "recommender",
        "metric",
        "k",
        "segment",
        "value",
        "ci_low",
        "ci_high",
        "customers",
    ]
    assert table.select("segment", "value", "customers").rows() == [
        ("all", 0.4375, 4),
        ("heavy", 1.0, 1),
        ("light", 0.25, 2),
        ("vip", 1.0, 1),
    ]
    heavy = table.row(by_predicate=pl.col("segment") == "heavy", named=True)
    assert (heavy["ci_low"], heavy["ci_high"]) == (1.0, 1.0)
    light = table.row(by_predicate=pl.col("segment") == "light", named=True)
    assert (light["ci_low"], light["ci_high"]) == (0.0, 0.5)


def test_interval_is_that_of_the_resampled_means():
    """The quick, exact path gives what plain resampling with the same draws gives."""
    values = np.random.default_rng(1).exponential(size=50)
    generator = np.random.default_rng([20, *b"all"])
    means = [values[generator.integers(50, size=50)].mean() for _ in range(1000)]
    row = bootstrap_means(_per_customer(a=values), NO_SEGMENTS).row(0, named=True)
    assert row["value"] == pytest.approx(values.mean(), rel=1e-12)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(
        tuple(np.quantile(means, [0.025, 0.975])), rel=1e-12
    )


def test_undefined_values_are_left_out_of_each_sample():
    values = np.random.default_rng(2).normal(5, 1, size=60)
    values[::3] = np.nan
    values[1] = 0.0
    generator = np.random.default_rng([20, *b"all"])
    means = [np.nanmean(values[generator.integers(60, size=60)]) for _ in range(1000)]
    both = _per_customer(full=np.ones(60), part=values)
    row = bootstrap_means(both, NO_SEGMENTS).row(by_predicate=pl.col("recommender") == "part", named=True)
    assert row["customers"] == 40
    assert row["value"] == pytest.approx(np.nanmean(values), rel=1e-12)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(
        tuple(np.quantile(means, [0.025, 0.975])), rel=1e-12
    )


def test_a_sample_without_any_value_is_left_out_of_the_interval():
    both = _per_customer(full=[0.1, 0.2, 0.3, 0.4], part=[np.nan, np.nan, np.nan, 0.75])
    row = bootstrap_means(both, NO_SEGMENTS).row(by_predicate=pl.col("recommender") == "part", named=True)
    assert (row["value"], row["ci_low"], row["ci_high"], row["customers"]) == (0.75, 0.75, 0.75, 1)


def test_a_segment_without_any_value_has_no_row():
    segments = pl.DataFrame({"customer_key": [0, 1], "segment": ["known", "unknown"]})
    table = bootstrap_means(_per_customer(full=[0.5, 0.5], part=[0.5, np.nan]), segments)
    assert table.select("recommender", "segment").rows() == [
        ("full", "all"),
        ("full", "known"),
        ("full", "unknown"),
        ("part", "all"),
        ("part", "known"),
    ]


def test_all_zero_is_zero_with_an_interval_of_zero():
    row = bootstrap_means(_per_customer(a=np.zeros(20)), NO_SEGMENTS).row(0, named=True)
    assert (row["value"], row["ci_low"], row["ci_high"], row["customers"]) == (0.0, 0.0, 0.0, 20)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_interval_covers_a_known_mean_as_often_as_it_says(confidence):
    """400 segments of 100 normal customers: the share that covers is within 4 standard errors."""
    trials, size = 400, 100
    values = np.random.default_rng(3).normal(2, 1, size=trials * size)
    segments = pl.DataFrame(
        {"customer_key": np.arange(trials * size), "segment": np.repeat(np.arange(trials), size)}
    )
    segments = segments.with_columns(pl.col("segment").cast(pl.String))
    table = bootstrap_means(_per_customer(a=values), segments, samples=300, confidence=confidence)
    trials_table = table.filter(pl.col("segment") != "all")
    covered = trials_table.select(pl.lit(2.0).is_between("ci_low", "ci_high").mean()).item()
    assert trials_table.height == trials
    assert abs(covered - confidence) < 4 * (confidence * (1 - confidence) / trials) ** 0.5


def test_interval_contains_the_mean_and_means_are_plain(shop):
    per_customer = per_customer_metrics(shop.lists, shop.truth, [1, 12])
    table = bootstrap_means(per_customer, shop.segments, samples=200)
    assert table.filter(~pl.col("value").is_between("ci_low", "ci_high")).is_empty()
    assert table.height == 3 * 6 * 2 * 4
    key = ["recommender", "metric", "k", "segment"]
    by_segment = (
        per_customer.join(shop.segments, on="customer_key").group_by(key).agg(plain=pl.col("value").mean())
    )
    joined = table.join(by_segment, on=key)
    assert joined.height == 3 * 6 * 2 * 3
    np.testing.assert_allclose(joined["value"], joined["plain"], rtol=1e-12, atol=1e-15)
    assert table.select(key).equals(table.select(key).sort(key))


def test_same_seed_same_bytes_in_any_row_order(shop):
    per_customer = per_customer_metrics(shop.lists, shop.truth, [3, 5])
    parity = shop.segments.with_columns(segment=pl.format("parity {}", pl.col("customer_key") % 2))
    segments = pl.concat([shop.segments, parity])
    first = bootstrap_means(per_customer, segments, samples=100)
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=5) for frame in (per_customer, segments)]
    assert bootstrap_means(*shuffled, samples=100).equals(first)
    differences = paired_differences(per_customer, "ranker", segments, samples=100)
    assert paired_differences(shuffled[0], "ranker", shuffled[1], samples=100).equals(differences)
    assert not bootstrap_means(per_customer, segments, samples=100, seed=21).equals(first)


def test_a_segment_keeps_its_interval_when_others_come_and_go():
    per_customer = _per_customer(a=np.random.default_rng(6).normal(size=40))
    light = pl.DataFrame({"customer_key": np.arange(20), "segment": "light"})
    heavy = pl.DataFrame({"customer_key": np.arange(20, 40), "segment": "heavy"})
    alone = bootstrap_means(per_customer, light).filter(pl.col("segment") == "light")
    together = bootstrap_means(per_customer, pl.concat([heavy, light])).filter(pl.col("segment") == "light")
    assert alone.equals(together)


THREADS_SCRIPT = """
import numpy as np, polars as pl
from python_ml.evaluation import bootstrap_means
n = 6000
generator = np.random.default_rng(8)
frame = pl.concat([
    pl.DataFrame({"recommender": name, "metric": "map", "k": k, "customer_key": np.arange(n),
                  "value": generator.random(n)})
    for name in "abcdef" for k in (1, 3, 5, 10, 12)
])
segments = pl.DataFrame({"customer_key": np.arange(n), "segment": generator.choice(["x", "y"], n)})
print(bootstrap_means(frame, segments, samples=100).write_csv())
"""


def test_the_number_of_threads_does_not_matter():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", THREADS_SCRIPT],
            env=os.environ
            | {
                "OPENBLAS_NUM_THREADS": threads,
                "OMP_NUM_THREADS": threads,
                "POLARS_MAX_THREADS": threads,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "3")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 1 + 6 * 5 * 3 + 1


def test_paired_difference_by_hand():
    per_customer = _per_customer(ours=[1.0, 0.5, 0.0], baseline=[0.5, 0.5, np.nan], weak=[0.0, 0.0, 0.0])
    table = paired_differences(per_customer, "ours", NO_SEGMENTS)
    assert table.select("recommender", "metric", "k", "segment", "value", "customers").rows() == [
        ("ours_minus_baseline", "ndcg", 5, "all", 0.25, 2),
        ("ours_minus_weak", "ndcg", 5, "all", 0.5, 3),
    ]


def test_paired_differences_are_narrower_than_unpaired_on_correlated_data():
    generator = np.random.default_rng(9)
    ease = generator.normal(size=500)
    per_customer = _per_customer(
        ours=ease + 0.1 + 0.1 * generator.normal(size=500), baseline=ease + 0.1 * generator.normal(size=500)
    )
    means = bootstrap_means(per_customer, NO_SEGMENTS)
    low, high = paired_differences(per_customer, "ours", NO_SEGMENTS).select("ci_low", "ci_high").row(0)
    ours, baseline = means.select("ci_low", "ci_high").rows()
    assert ours[0] < baseline[1]
    assert 0 < low < 0.1 < high
    assert (high - low) * 5 < np.hypot(ours[1] - ours[0], baseline[1] - baseline[0])


def test_a_recommender_compared_with_its_copy_differs_by_exactly_zero():
    values = np.random.default_rng(10).random(30)
    row = paired_differences(_per_customer(ours=values, copy=values), "ours", NO_SEGMENTS).row(0, named=True)
    assert (row["value"], row["ci_low"], row["ci_high"]) == (0.0, 0.0, 0.0)


def test_without_baselines_there_are_no_differences():
    assert paired_differences(_per_customer(ours=[1.0, 0.0]), "ours", NO_SEGMENTS).is_empty()


def test_unknown_ours_is_refused():
    with pytest.raises(ValueError, match="'ours' has no list"):
        paired_differences(_per_customer(a=[1.0]), "ours", NO_SEGMENTS)


ONE = _per_customer(a=[1.0, 0.0])


@pytest.mark.parametrize(
    ("per_customer", "message"),
    [
        (pl.concat([ONE, ONE]), "needs one finite value"),
        (ONE.with_columns(value=pl.lit(None, pl.Float64)), "needs one finite value"),
        (ONE.with_columns(value=pl.lit(float("inf"))), "needs one finite value"),
        (ONE.clear(), "nothing to average"),
    ],
)
def test_bad_values_are_refused(per_customer, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_means(per_customer, NO_SEGMENTS)


@pytest.mark.parametrize(
    ("segments", "message"),
    [
        ({"customer_key": [0], "segment": ["all"]}, "reserved"),
        ({"customer_key": [0, 0], "segment": ["light", "light"]}, "occurs twice in segments: customer_key 0"),
        (
            {"customer_key": [0], "segment": pl.Series([None], dtype=pl.String)},
            "null is not allowed in segments",
        ),
    ],
)
def test_bad_segments_are_refused(segments, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_means(ONE, pl.DataFrame(segments))


@pytest.mark.parametrize("arguments", [{"samples": 0}, {"confidence": 1.0}, {"confidence": 0.0}])
def test_impossible_intervals_are_refused(arguments):
    with pytest.raises(ValueError, match="There is no interval"):
        bootstrap_means(ONE, NO_SEGMENTS, **arguments)


def test_samples_are_the_same_whatever_the_size_of_blocks(monkeypatch):
    """So much memory as a block takes is no reason for another interval."""
    seen = []

    def counts(weights):
        seen.append(len(weights))
        return weights.copy()

    whole = bootstrap.resample(counts, 30, 50, bootstrap.generator_of("all", 20))
    monkeypatch.setattr(bootstrap, "RESAMPLED_CELLS", 30 * 7)
    pieces = bootstrap.resample(counts, 30, 50, bootstrap.generator_of("all", 20))
    assert seen == [50, *[7] * 7, 1]
    assert np.array_equal(whole, pieces)
    assert (whole.sum(axis=1) == 30).all()
    other = bootstrap.resample(counts, 30, 50, bootstrap.generator_of("new", 20))
    assert not np.array_equal(whole, other)
