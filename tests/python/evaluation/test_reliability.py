import numpy as np
import polars as pl
import pytest

from python_ml.evaluation import evaluate_chances, reliability_figure

NO_SEGMENTS = pl.DataFrame(schema={"customer_key": pl.Int64, "segment": pl.String})


def chances(rows):
    return pl.DataFrame(
        rows, schema={"customer_key": pl.Int64, "chance": pl.Float64, "is_bought": pl.Boolean}, orient="row"
    )


def simulated(customers=4000, seed=1, exaggerated=1.0):
    rng = np.random.default_rng(seed)
    truth = rng.beta(1, 4, (customers, 12))
    return pl.DataFrame(
        {
            "customer_key": np.repeat(np.arange(customers), 12),
            "chance": np.minimum(exaggerated * truth, 1).ravel(),
            "is_bought": (rng.random(truth.shape) < truth).ravel(),
        }
    )


def value(metrics, metric, k=0, segment="all", column="value"):
    (found,) = metrics.filter(
        (pl.col("metric") == metric) & (pl.col("k") == k) & (pl.col("segment") == segment)
    )[column]
    return found


HAND = chances(
    [(1, 0.05, False), (1, 0.08, True), (2, 0.31, True), (2, 0.39, False), (3, 1.0, True), (3, 0.0, False)]
)


def test_by_hand():
    metrics = evaluate_chances(HAND, NO_SEGMENTS)
    errors = [0.05**2, 0.92**2, 0.69**2, 0.39**2, 0, 0]
    assert value(metrics, "brier") == pytest.approx(sum(errors) / 6)
    # Bins 1, 4 and 10 hold three, two and one pair: |.13 - 1|, |.70 - 1| and |1 - 1|, over six pairs.
    assert value(metrics, "ece") == pytest.approx((0.87 + 0.30) / 6)
    curve = metrics.filter(pl.col("metric").str.starts_with("reliability")).sort("metric", "k")
    assert curve.select("metric", "k", "customers").rows() == [
        *(("reliability_observed", k, customers) for k, customers in ((1, 2), (4, 1), (10, 1))),
        *(("reliability_predicted", k, customers) for k, customers in ((1, 2), (4, 1), (10, 1))),
    ]
    assert curve["value"].to_list() == pytest.approx([1 / 3, 1 / 2, 1, 0.13 / 3, 0.35, 1])


def test_segments_are_judged_on_their_own_customers():
    segments = pl.DataFrame({"customer_key": [1, 2, 9], "segment": ["light", "heavy", "of nobody judged"]})
    metrics = evaluate_chances(HAND, segments)
    assert set(metrics["segment"]) == {"all", "light", "heavy"}
    assert value(metrics, "ece", segment="light") == pytest.approx(0.87 / 2)
    assert value(metrics, "brier", segment="heavy") == pytest.approx((0.69**2 + 0.39**2) / 2)
    assert set(metrics.filter(pl.col("metric").str.starts_with("reliability"))["segment"]) == {"all"}


def test_right_chances_have_next_to_no_error_and_exaggerated_ones_have():
    right = evaluate_chances(simulated(), NO_SEGMENTS)
    wrong = evaluate_chances(simulated(exaggerated=1.5), NO_SEGMENTS)
    assert value(right, "ece") < 0.006
    assert value(wrong, "ece") > 0.08
    assert value(right, "brier") < value(wrong, "brier")


def test_intervals_are_as_wide_as_shares_scatter_over_shops():
    shops = [evaluate_chances(simulated(400, seed), NO_SEGMENTS, samples=200) for seed in range(30)]
    truth = value(evaluate_chances(simulated(60_000, 99), NO_SEGMENTS, samples=2), "reliability_observed", 3)
    held = [
        value(shop, "reliability_observed", 3, column="ci_low")
        <= truth
        <= value(shop, "reliability_observed", 3, column="ci_high")
        for shop in shops
    ]
    assert 24 <= sum(held) < 30


def test_order_of_the_rows_does_not_matter():
    pairs = simulated(200)
    shuffled = pairs.sample(fraction=1, shuffle=True, seed=3)
    assert evaluate_chances(shuffled, NO_SEGMENTS).equals(evaluate_chances(pairs, NO_SEGMENTS))


@pytest.mark.parametrize("chance", [-0.1, 1.1, None, float("nan")])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="not between 0 and 1"):
        evaluate_chances(chances([(1, chance, True)]), NO_SEGMENTS)


def test_nothing_cannot_be_judged():
    with pytest.raises(ValueError, match="nothing to measure"):
        evaluate_chances(HAND.clear(), NO_SEGMENTS)


def test_figure_shows_each_bin_with_its_interval():
    metrics = evaluate_chances(simulated(), NO_SEGMENTS)
    (axes,) = reliability_figure(metrics).axes
    points = axes.lines[1]
    assert (
        list(points.get_xdata())
        == metrics.filter(pl.col("metric") == "reliability_predicted")["value"].to_list()
    )
    assert (
        list(points.get_ydata())
        == metrics.filter(pl.col("metric") == "reliability_observed")["value"].to_list()
    )
    assert axes.get_title(loc="left") == f"expected calibration error {value(metrics, 'ece'):.3f}"
