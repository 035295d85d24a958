"""What is predicted of customers by a fit that is written down here, number by number."""

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from python_ml.send_time import SendTimeFit, predict_batches
from python_ml.send_time.fit import Prediction
from python_ml.send_time.habit_mixture import HabitMixture, MixtureSettings
from python_ml.send_time.prediction import SEND_TIME, bases, exact_counts, most_probable
from python_ml.send_time.shrinkage import Shrinkage

AS_OF = date(2024, 3, 10)
FITTED_TO = datetime(2024, 2, 20, 8)
NO_KERNEL = (1.0, 0.0, 0.0, 0.0)
WEEK = np.full(7, 1 / 7)


def hours(**probabilities):
    """Probabilities of 24 hours, such as `h7=1.0`; the others have none."""
    return np.array([probabilities.get(f"h{hour}", 0.0) for hour in range(24)])


def fit_of(*habits, weights=(20 / 3, 60.0), strength=2.0, half_life_days=10, kernel=NO_KERNEL):
    """Segments of equal size with these hours, and any weekday; a shop that sells at noon."""
    # A logarithm needs some probability of every hour.
    habits = np.array([(habit + 1e-9) / (habit + 1e-9).sum() for habit in habits])
    segments = len(habits)
    mixture = HabitMixture(
        np.full(segments, 1 / segments),
        np.array(weights[:segments]),
        {"hour": habits, "weekday": np.tile(WEEK, (segments, 1))},
        {"hour": hours(h12=1.0), "weekday": WEEK},
        MixtureSettings(segments, 20.0, 16.0),
    )
    shrinkages = {"hour": Shrinkage(strength, kernel), "weekday": Shrinkage(4.0, NO_KERNEL)}
    return SendTimeFit(half_life_days, mixture, shrinkages)


EARLY_AND_LATE = fit_of(hours(h7=1.0), hours(h21=1.0))


def strengths_of(fit, split="test", last_event_at=FITTED_TO):
    columns = {"as_of": pl.lit(AS_OF), "split": pl.lit(split), "last_event_at": pl.lit(last_event_at)}
    return fit.as_table().with_columns(**columns)


def customers_of(*keys, split="test"):
    return pl.DataFrame({"customer_key": keys}, {"customer_key": pl.Int32}).select(
        as_of=pl.lit(AS_OF), split=pl.lit(split), customer_key="customer_key"
    )


def occasions_of(*rows):
    """Rows of `customer_key`, `days_ago`, `hour`, `weekday`."""
    frame = pl.DataFrame(rows, ["customer_key", "days_ago", "hour", "weekday"], orient="row").cast(pl.Int32)
    latest = pl.lit(datetime(2024, 3, 10)) - pl.duration(days="days_ago", hours=1)
    return frame.with_columns(last_event_at=latest, size=1, spend=20)


def predicted(fit, customers, occasions):
    table = predict_batches([(customers, occasions)], strengths_of(fit)).read_all()
    assert table.schema == SEND_TIME
    return {row["customer_key"]: row for row in table.to_pylist()}


def test_an_occasion_weighs_half_after_the_half_life_at_its_hour_and_weekday():
    occasions = occasions_of((1, 0, 0, 1), (1, 10, 23, 7)).with_columns(row=0)
    counts = exact_counts(occasions, 2, EARLY_AND_LATE)
    assert counts["hour"].tolist() == [hours(h0=1.0, h23=0.5).tolist(), [0.0] * 24]
    assert counts["weekday"][0].tolist() == [1.0, 0, 0, 0, 0, 0, 0.5]
    assert set(counts) == {"hour", "weekday"}


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="hour is not within 0 to 23"):
        predicted(EARLY_AND_LATE, customers_of(1), occasions_of((1, 0, 24, 1)))


def test_a_newcomer_is_a_bit_of_every_segment_and_evidence_makes_one_certain():
    rows = predicted(EARLY_AND_LATE, customers_of(1, 2), occasions_of((1, 0, 21, 1)))
    newcomer, late = rows[2]["hour_probabilities"], rows[1]["hour_probabilities"]
    assert newcomer == pytest.approx(hours(h7=0.5, h21=0.5), abs=1e-6)
    assert late == pytest.approx(hours(h21=1.0), abs=1e-6)
    assert rows[1]["weekday_probabilities"][0] > 1 / 7
    assert rows[2]["weekday_probabilities"] == pytest.approx(WEEK)


def test_the_shop_weighs_in_a_segment_by_how_few_occasions_the_segment_has():
    """The first segment's habits are the shop's by 20 / (20 / 3 + 20), the second's by 20 / (60 + 20)."""
    counts = exact_counts(occasions_of((1, 0, 21, 1)).with_columns(row=0), 2, EARLY_AND_LATE)
    assert EARLY_AND_LATE.predict(counts).shop_shares == pytest.approx([0.25, 0.5], abs=1e-6)


def test_what_was_used_last_is_the_later_of_the_customers_and_the_fits_orders():
    rows = predicted(
        EARLY_AND_LATE, customers_of(1, 2, 3), occasions_of((1, 9, 7, 1), (1, 2, 7, 1), (3, 60, 7, 1))
    )
    assert [rows[key]["last_event_at"] for key in (1, 2, 3)] == [
        datetime(2024, 3, 7, 23),
        FITTED_TO,
        FITTED_TO,
    ]


def test_equal_probabilities_go_to_the_hour_that_the_shop_sells_most_at():
    shop = np.array([0.2, 0.3, 0.3, 0.2])
    rows = np.array([[0.1, 0.4 - 1e-12, 0.4, 0.1], [0.4, 0.1, 0.1, 0.4], [0.25] * 4, [0.1, 0.1, 0.1, 0.7]])
    assert most_probable(rows, shop).tolist() == [1, 0, 1, 3]


def test_the_basis_says_whose_habits_outweigh_the_others():
    fit = fit_of(hours(h7=1.0), hours(h21=1.0), strength=2.0)
    counts = {"hour": np.array([hours(h7=n) for n in (2.000001, 2.0, 1.0, 0.0)])}
    prediction = Prediction({}, np.array([0.1, 0.499, 0.5, 0.1]))
    assert bases(counts, prediction, fit).tolist() == ["customer", "segment", "shop", "shop"]
    alone = fit_of(hours(h7=1.0), weights=(60.0,))
    assert bases(counts, prediction, alone).tolist() == ["customer", "shop", "shop", "shop"]


def test_without_a_time_of_day_there_is_a_weekday_and_no_hour():
    fit = EARLY_AND_LATE
    mixture = HabitMixture(
        fit.mixture.shares,
        fit.mixture.weights,
        {"weekday": fit.mixture.habits["weekday"]},
        {"weekday": fit.mixture.shop["weekday"]},
        fit.mixture.settings,
    )
    fit = SendTimeFit(10, mixture, {"weekday": fit.shrinkages["weekday"]})
    (row,) = predicted(fit, customers_of(1), occasions_of((1, 1, None, 3))).values()
    assert (row["hour"], row["hour_probabilities"], row["basis"]) == (None, None, "no_time_of_day")
    assert row["weekday"] == 3


def random_shop(customers=300, seed=5):
    """Customers 0, 2, 4, …, some of whom have no occasion, and occasions of others too, in no order."""
    generator = np.random.default_rng(seed)
    size = customers * 4
    occasions = occasions_of(
        *zip(
            generator.integers(0, 2 * customers, size).tolist(),
            generator.integers(0, 300, size).tolist(),
            generator.integers(0, 24, size).tolist(),
            generator.integers(1, 8, size).tolist(),
            strict=True,
        )
    )
    return customers_of(*range(0, 2 * customers, 2)), occasions


def test_neither_batches_nor_the_order_of_rows_change_a_byte():
    customers, occasions = random_shop()
    habits = hours(h7=0.7, h9=0.3), hours(h21=1.0)
    fit = fit_of(*habits, half_life_days=1000, kernel=(0.4, 0.2, 0.1, 0.0))
    whole = predict_batches([(customers, occasions)], strengths_of(fit)).read_all()
    for size, seed in ((1, 1), (7, 2), (250, 3)):
        pieces = [
            (
                piece.sample(fraction=1, shuffle=True, seed=seed),
                occasions.join(piece, on="customer_key", how="semi").sample(
                    fraction=1, shuffle=True, seed=seed
                ),
            )
            for piece in customers.iter_slices(size)
        ]
        assert predict_batches(pieces, strengths_of(fit)).read_all().equals(whole)
    assert whole.num_rows == 300
    assert set(whole.column("basis").to_pylist()) == {"customer", "segment", "shop"}


def test_batches_are_asked_for_one_by_one():
    customers, occasions = random_shop(6)
    asked = []

    def batches():
        for piece in customers.iter_slices(2):
            asked.append(piece)
            yield piece, occasions

    reader = predict_batches(batches(), strengths_of(EARLY_AND_LATE))
    assert not asked
    for number in (1, 2, 3):
        assert reader.read_next_batch().num_rows == 2
        assert len(asked) == number


def test_each_cutoff_is_predicted_by_its_own_fit_and_none_without_one():
    late = fit_of(hours(h21=1.0), hours(h21=1.0))
    strengths = pl.concat([strengths_of(fit_of(hours(h7=1.0), hours(h7=1.0))), strengths_of(late, "serve")])
    batches = [(customers_of(1, split=split), occasions_of().clear()) for split in ("test", "serve", "train")]
    table = predict_batches(batches, strengths).read_all()
    assert table.select(["split", "hour"]).to_pylist() == [
        {"split": "test", "hour": 7},
        {"split": "serve", "hour": 21},
    ]
