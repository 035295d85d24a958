import numpy as np
import polars as pl
import pytest
from lifelines.utils import concordance_index
from sklearn import metrics as sklearn_metrics

from python_ml.evaluation import evaluate_forecasts, forecasts

HORIZONS = [7, 30]


def shop(customers=800, seed=2, models=("next_purchase", "baseline")):
    """Forecasts and truth of customers whose orders come at a rate of their own, which the models see with noise."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.7, 0.03, customers)
    days = np.floor(rng.exponential(1 / rate))
    keys = np.arange(customers)
    tables = []
    for place, model in enumerate(models):
        seen = rate * np.exp(rng.normal(0, place, customers))
        chances = {f"p_{horizon}d": 1 - np.exp(-seen * horizon) for horizon in HORIZONS}
        median = np.log(2) / seen
        tables.append(
            pl.DataFrame({"customer_key": keys, **chances, "median_days": median}).with_columns(
                model=pl.lit(model), median_days=pl.when(pl.col("median_days") <= 30).then("median_days")
            )
        )
    truth = pl.DataFrame(
        {
            "customer_key": keys,
            "segment": np.where(rate > np.median(rate), "busy", "quiet"),
            "days_to_next": [int(day) if day < 30 else None for day in days],
        }
    )
    return pl.concat(tables), truth


def value(table, metric, horizon, model="next_purchase", segment="all", column="value"):
    (found,) = table.filter(
        (pl.col("metric") == metric)
        & (pl.col("horizon") == horizon)
        & (pl.col("model") == model)
        & (pl.col("segment") == segment)
    )[column]
    return found


@pytest.fixture(scope="module")
def measured():
    told, truth = shop()
    return told, truth, evaluate_forecasts(told, truth, HORIZONS, samples=100)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_as_the_libraries_have_it(measured, horizon):
    told, truth, table = measured
    p = told.filter(model="next_purchase")[f"p_{horizon}d"].to_numpy()
    y = (truth["days_to_next"].fill_null(99) < horizon).to_numpy()
    assert value(table, "log_loss", horizon) == pytest.approx(sklearn_metrics.log_loss(y, p))
    assert value(table, "brier", horizon) == pytest.approx(sklearn_metrics.brier_score_loss(y, p))
    assert value(table, "auc", horizon) == pytest.approx(sklearn_metrics.roc_auc_score(y, p))
    said = np.zeros(len(p), dtype=bool)
    said[np.argsort(-p, kind="stable")[: round(p.sum())]] = True
    for name, metric in (
        ("precision", sklearn_metrics.precision_score),
        ("recall", sklearn_metrics.recall_score),
        ("f1", sklearn_metrics.f1_score),
        ("hit_rate", sklearn_metrics.accuracy_score),
    ):
        assert value(table, name, horizon) == pytest.approx(metric(y, said)), name
    assert value(table, "predicted_over_observed", horizon) == pytest.approx(p.sum() / y.sum())


def test_concordance_is_harrell_s(measured):
    told, truth, table = measured
    p = told.filter(model="baseline")["p_30d"].to_numpy()
    days = truth["days_to_next"]
    # Whoever did not order in time did so after whoever ordered on the last day.
    expected = concordance_index(days.fill_null(30), -p, days.is_not_null())
    assert value(table, "concordance", 30, "baseline") == pytest.approx(expected)


def test_by_hand():
    p, y, w = np.array([0.15, 0.15, 0.95]), np.array([1.0, 0.0, 1.0]), np.ones(3)
    # The bin from .1 to .2 holds .30 expected and one order, the last .95 and one.
    assert forecasts.ece(p, y, w) == pytest.approx((0.70 + 0.05) / 3)
    assert forecasts.auc(np.array([0, 0, 1]), y, w) == pytest.approx((0.5 + 1) / 2)
    assert forecasts.integrated_brier([0.1, 0.2], [10, 20]) == pytest.approx((0.05 * 10 + 0.15 * 10) / 20)
    # One order is expected, so only the last is said to come.
    said = forecasts.expected_orderers(p, np.array([2, 0, 1]), w)
    assert said.tolist() == [0, 0, 1]
    assert forecasts.precision(said, y, w) == 1
    assert forecasts.recall(said, y, w) == pytest.approx(0.5)


def test_errors_of_the_day_are_those_of_who_came():
    told = pl.DataFrame(
        {
            "customer_key": [1, 2, 3],
            "model": ["next_purchase"] * 3,
            "p_7d": [0.1, 0.2, 0.3],
            "p_30d": [0.2, 0.6, 0.7],
            "median_days": [None, 20.0, 10.0],
        }
    )
    truth = pl.DataFrame(
        {"customer_key": [1, 2, 3], "segment": ["a"] * 3, "days_to_next": [5, 16, None]},
        schema_overrides={"days_to_next": pl.Int32},
    )
    table = evaluate_forecasts(told, truth, HORIZONS, samples=5)
    # Nobody expected the first within 30 days: 25 days off; the second is 4 off; the third never came.
    assert value(table, "day_mae", 30) == pytest.approx(14.5)
    assert value(table, "day_rmse", 30) == pytest.approx(np.sqrt((25**2 + 4**2) / 2))


def test_counting_twice_is_having_two():
    p, y = np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.0, 1.0, 0.0, 1.0])
    place, likeliest = np.array([0, 1, 1, 2]), np.array([3, 1, 2, 0])
    days, w = np.array([np.inf, 3, np.inf, 1]), np.array([2.0, 1.0, 0.0, 3.0])
    again = np.repeat(np.arange(4), w.astype(int))
    ones = np.ones(len(again))
    said = forecasts.expected_orderers(p, likeliest, w)
    said_again = forecasts.expected_orderers(p[again], np.argsort(-p[again], kind="stable"), ones)
    assert said.sum() == said_again.sum()
    for name, metric in forecasts.OF_CHANCES.items():
        assert metric(p, y, w) == pytest.approx(metric(p[again], y[again], ones)), name
    for name, metric in forecasts.CLASSIFICATION_METRICS.items():
        assert metric(said, y, w) == pytest.approx(metric(said_again, y[again], ones)), name
    for metric, truth in ((forecasts.auc, y), (forecasts.concordance, days)):
        assert metric(place, truth, w) == pytest.approx(metric(place[again], truth[again], ones))


def test_intervals_hold_the_value_and_segments_their_customers(measured):
    _, truth, table = measured
    known = table.drop_nulls("ci_low").filter(~pl.col("metric").is_in(["ece"]))
    inside = known.filter(pl.col("value").is_between("ci_low", "ci_high"))
    assert len(inside) > 0.97 * len(known)
    busy = truth.filter(segment="busy")
    assert value(table, "log_loss", 7, segment="busy", column="customers") == len(busy)
    assert set(table["segment"]) == {"all", "busy", "quiet"}


def test_the_lead_is_the_difference_of_losses(measured):
    _, _, table = measured
    lead = value(table, "log_loss", 30, "next_purchase_minus_baseline")
    assert lead == pytest.approx(value(table, "log_loss", 30) - value(table, "log_loss", 30, "baseline"))
    assert lead < 0
    assert value(table, "log_loss", 30, "next_purchase_minus_baseline", column="ci_high") < 0


def test_the_interval_of_many_is_as_wide_as_that_of_all(monkeypatch):
    told, truth = shop(4000)
    whole = evaluate_forecasts(told, truth, HORIZONS, samples=300)
    monkeypatch.setattr(forecasts, "MOST_RESAMPLED", 1000)
    part = evaluate_forecasts(told, truth, HORIZONS, samples=300)
    for metric in ("log_loss", "auc"):
        widths = [
            value(table, metric, 30, column="ci_high") - value(table, metric, 30, column="ci_low")
            for table in (whole, part)
        ]
        assert widths[1] == pytest.approx(widths[0], rel=0.3)
        assert value(part, metric, 30) == value(whole, metric, 30)
        assert value(part, metric, 30, column="ci_low") < value(part, metric, 30)


def test_rows_in_another_order_give_the_same_bytes(measured):
    told, truth, table = measured
    shuffled = evaluate_forecasts(
        told.sample(fraction=1, shuffle=True, seed=4),
        truth.sample(fraction=1, shuffle=True, seed=4),
        HORIZONS,
        samples=100,
    )
    assert shuffled.equals(table)


def test_a_customer_too_few():
    told, truth = shop(50)
    with pytest.raises(ValueError, match="forecasts of baseline are not of the customers"):
        evaluate_forecasts(
            told.filter((pl.col("model") != "baseline") | (pl.col("customer_key") > 0)), truth, HORIZONS
        )


@pytest.mark.parametrize("chance", [None, -0.1, 1.1, float("nan")])
def test_what_is_no_chance(chance):
    told, truth = shop(50)
    wrong = told.with_columns(
        p_7d=pl.when((pl.col("customer_key") == 3) & (pl.col("model") == "baseline"))
        .then(chance)
        .otherwise("p_7d")
    )
    with pytest.raises(ValueError, match="probability of baseline"):
        evaluate_forecasts(wrong, truth, HORIZONS)
