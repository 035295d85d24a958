"""Segments, strengths and kernels of send_time, by what they are known to find."""

import math

import numpy as np
import polars as pl
import pytest

from python_ml.send_time import SendTimeFit, fit_cutoffs, fit_send_times
from python_ml.send_time.fitting import KERNEL_WIDTHS, STRENGTHS, HeldOut, Trial, one_standard_error_rule
from python_ml.send_time.habit_mixture import MixtureSettings, effective_occasions, fit_mixture
from python_ml.send_time.occasions import TRAITS, count_occasions
from python_ml.send_time.shrinkage import Shrinkage, normal_kernel, shrink, smooth

SETTINGS = MixtureSettings(2, 20.0, 16.0)
NO_KERNEL = normal_kernel(0)


def occasions_of(hours, seed=3):
    """One occasion a week of each customer, at the hours in its row, (customers, weeks)."""
    customers, weeks = hours.shape
    generator = np.random.default_rng(seed)
    size = customers * weeks
    return pl.DataFrame(
        {
            "customer_key": np.repeat(np.arange(customers) + 10, weeks),
            "days_ago": np.tile(np.arange(weeks) * 7 + 1, customers),
            "hour": hours.ravel(),
            "weekday": generator.integers(1, 8, size),
            "size": generator.integers(0, 3, size),
            "spend": generator.integers(20, 26, size),
        }
    )


def early_and_late(customers=120, weeks=6, seed=3):
    """Half of the customers come at 7, the others at 21, each now and then at any hour between."""
    generator = np.random.default_rng(seed)
    usual = np.where(np.arange(customers) % 2 == 0, 7, 21)[:, None]
    strays = generator.random((customers, weeks)) < 0.2
    return np.where(strays, generator.integers(8, 21, (customers, weeks)), usual)


@pytest.fixture(scope="module")
def fit():
    return fit_send_times(occasions_of(early_and_late()))


def test_a_planted_habit_is_recovered(fit):
    occasions = occasions_of(early_and_late(seed=4), seed=5)
    counts = count_occasions(occasions, fit.mixture.habits, fit.half_life_days)
    hours = fit.predict(counts).probabilities["hour"]
    assert hours[::2].argmax(axis=1).tolist() == [7] * 60
    assert hours[1::2].argmax(axis=1).tolist() == [21] * 60
    assert np.allclose(hours.sum(axis=1), 1)


def test_segments_beat_the_shop_where_customers_differ(fit):
    assert fit.mixture.settings.segments > 1
    assert {7, 21} <= {int(habit.argmax()) for habit in fit.mixture.habits["hour"]}


def test_few_purchases_lean_on_the_segment_and_many_on_the_customer(fit):
    """All at 10, which is nobody else's habit."""
    counts = [
        count_occasions(occasions_of(np.full((1, n), 10)), fit.mixture.habits, math.inf) for n in (3, 50)
    ]
    few, many = (fit.predict(each).probabilities["hour"][0] for each in counts)
    strength = fit.shrinkages["hour"].strength
    assert 3 < strength < 50
    prior = fit.mixture.priors(fit.mixture.memberships(counts[0]))
    own = fit.shrinkages["hour"].kernel[0]
    assert few[10] == pytest.approx((3 * own + strength * prior["hour"][0, 10]) / (3 + strength))
    assert many.argmax() == 10
    assert many[10] > 0.5 * own > few[10]


def test_a_customer_who_never_came_is_a_bit_of_every_segment(fit):
    nobody = {trait: np.zeros((1, len(TRAITS[trait]))) for trait in fit.mixture.habits}
    assert fit.mixture.memberships(nobody)[0] == pytest.approx(fit.mixture.shares)


def test_where_all_customers_are_alike_they_answer_alike():
    hours = np.random.default_rng(1).choice([9, 12, 18], (150, 5), p=[0.2, 0.5, 0.3])
    fit = fit_send_times(occasions_of(hours))
    answers = fit.predict(count_occasions(occasions_of(hours), fit.mixture.habits, fit.half_life_days))
    assert (answers.probabilities["hour"].argmax(axis=1) == 12).mean() > 0.9
    assert fit.shrinkages["hour"].strength == max(STRENGTHS)


def test_the_order_of_rows_changes_nothing(fit):
    shuffled = occasions_of(early_and_late()).sample(fraction=1, shuffle=True, seed=9)
    assert fit_send_times(shuffled).as_table().equals(fit.as_table())


def test_without_a_time_of_day_there_is_no_hour():
    occasions = occasions_of(early_and_late()).with_columns(hour=pl.lit(None, pl.Int64))
    table = fit_send_times(occasions).as_table()
    assert "hour" not in table["trait"].to_list()
    assert table.filter(parameter="strength")["trait"].to_list() == ["weekday"]


def test_bare_dates_among_moments_teach_weekdays_and_no_hour():
    occasions = occasions_of(early_and_late())
    is_bare = pl.col("days_ago") % 2 == 0
    dated = occasions.with_columns(hour=pl.when(~is_bare).then("hour"))
    counts = count_occasions(dated, ("hour", "weekday"), math.inf)
    assert counts["hour"].sum() == dated.height - dated["hour"].null_count() < dated.height
    assert counts["weekday"].sum() == dated.height
    hours = fit_send_times(dated).mixture.habits["hour"]
    assert hours[:, :7].max() < 0.01, "nobody came at night, and a bare date is no midnight"


def test_the_table_holds_all_that_is_needed(fit):
    table = fit.as_table()
    sums = table.filter(parameter="habit").group_by("segment", "trait").agg(pl.col("estimate").sum())
    assert sums["estimate"].to_list() == pytest.approx([1.0] * sums.height)
    assert sums["segment"].n_unique() == fit.mixture.settings.segments + 1
    assert table.filter(parameter="segment_share")["estimate"].sum() == pytest.approx(1)
    kernel = table.filter(parameter="kernel", trait="hour").sort("value")["estimate"].to_list()
    assert tuple(kernel) == fit.shrinkages["hour"].kernel
    keys = ["parameter", "segment", "trait", "value"]
    assert table.select(keys).is_duplicated().sum() == 0


def test_each_cutoff_is_fitted_to_its_own_occasions():
    early, late = (
        occasions_of(np.full((40, 3), hour)).with_columns(
            as_of=pl.date(2024, 3, month), split=pl.lit(split), last_event_at=pl.datetime(2024, 2, month)
        )
        for hour, month, split in ((7, 1, "test"), (21, 2, "serve"))
    )
    table = fit_cutoffs(pl.concat([late, early]))
    shop = table.filter(parameter="habit", segment=0, trait="hour").sort("estimate", descending=True)
    best = shop.group_by("split", maintain_order=True).first()
    assert dict(best.select("split", "value").iter_rows()) == {"test": 7, "serve": 21}
    assert table.group_by("split").agg(pl.col("last_event_at").unique().len())["last_event_at"].max() == 1


def test_without_a_cutoff_there_is_no_row_but_every_column():
    occasions = occasions_of(np.full((2, 2), 7)).with_columns(
        as_of=pl.date(2024, 3, 1), split=pl.lit("test"), last_event_at=pl.datetime(2024, 2, 1)
    )
    empty, full = fit_cutoffs(occasions.clear()), fit_cutoffs(occasions)
    assert empty.is_empty()
    assert empty.schema == full.schema


def test_nothing_can_be_learned_from_nothing():
    empty = occasions_of(np.full((1, 1), 7)).clear()
    with pytest.raises(ValueError, match="no occasion"):
        fit_send_times(empty)
    with pytest.raises(ValueError, match="no occasion"):
        fit_mixture({"hour": np.zeros((3, 24))}, SETTINGS)


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="hour is not within 0 to 23"):
        count_occasions(occasions_of(np.full((1, 1), 24)), ["hour"], 100)


def test_an_occasion_weighs_half_after_a_half_life():
    counts = count_occasions(
        occasions_of(np.array([[7, 9]])).with_columns(days_ago=pl.Series([0, 30])), ["hour"], 30
    )
    assert counts["hour"][0, [7, 9]].tolist() == [1.0, 0.5]


def test_the_kernel_goes_around_midnight():
    counts = np.zeros((1, 24))
    counts[0, 0] = 2.0
    spread = smooth(counts, (0.5, 0.25))
    assert spread[0, [23, 0, 1]].tolist() == [0.5, 1.0, 0.5]
    assert spread.sum() == 2.0


@pytest.mark.parametrize("width", KERNEL_WIDTHS["hour"])
def test_a_kernel_shares_out_a_whole_occasion(width):
    kernel = normal_kernel(width)
    assert kernel[0] + 2 * sum(kernel[1:]) == pytest.approx(1)
    assert list(kernel) == sorted(kernel, reverse=True)


def test_shrinkage_is_the_posterior_mean():
    counts, priors = np.array([[3.0, 0.0, 0.0, 0.0]]), np.full((1, 4), 0.25)
    assert shrink(counts, priors, Shrinkage(1.0, NO_KERNEL))[0].tolist() == [3.25 / 4] + [0.25 / 4] * 3


def test_occasions_of_one_customer_count_for_fewer_than_they_are():
    counts = {"hour": np.array([[1.0, 0.0], [4.0, 4.0], [1e9, 0.0]])}
    effective = effective_occasions(counts, 16.0) * counts["hour"].sum(axis=1)
    assert effective == pytest.approx([1.0, 8 * 17 / 24, 17.0])


def test_more_terms_of_the_shop_make_segments_alike():
    counts = count_occasions(occasions_of(early_and_late()), ["hour"], math.inf)
    loose, tight = (
        np.ptp(fit_mixture(counts, MixtureSettings(2, strength, 16.0)).habits["hour"], axis=0).max()
        for strength in (1.0, 1e4)
    )
    assert tight < 0.1 * loose


def test_the_latest_day_is_held_out_of_those_who_came_twice():
    once, twice = occasions_of(np.full((1, 1), 7)), occasions_of(np.full((1, 3), 9))
    held_out = HeldOut.of(
        pl.concat([once.with_columns(customer_key=pl.lit(5, pl.Int64), days_ago=pl.lit(40, pl.Int64)), twice])
    )
    assert held_out.latest["hour"].to_list() == [9]
    assert sorted(held_out.earlier["days_ago"]) == [7, 14, 40]


def test_the_first_is_kept_unless_another_is_clearly_better():
    noise = np.random.default_rng(2).normal(0, 1, 400)
    noise -= noise.mean()
    first = Trial(Shrinkage(1, NO_KERNEL), np.full(400, -2.0))
    # The standard error of a mean of 400 is 1/20.
    by_luck = Trial(Shrinkage(2, NO_KERNEL), noise - 2 + 0.04)
    clearly = Trial(Shrinkage(3, NO_KERNEL), noise - 2 + 0.06)
    assert one_standard_error_rule([first, by_luck]) is first
    assert one_standard_error_rule([first, by_luck, clearly]) is clearly


def test_a_fit_is_read_from_the_table_that_it_was_written_to(fit):
    """A prior of another segment, or a kernel the wrong way round, would predict something else."""
    shuffled = fit.as_table().sample(fraction=1, shuffle=True, seed=9)
    read = SendTimeFit.from_table(shuffled)
    assert read.as_table().equals(fit.as_table())
    counts = count_occasions(occasions_of(early_and_late()), fit.mixture.habits, fit.half_life_days)
    expected, found = (each.predict(counts).probabilities for each in (fit, read))
    assert list(found) == ["hour", "weekday"]
    assert found["weekday"].shape == (120, 7)
    assert all(np.array_equal(found[trait], expected[trait]) for trait in expected)


def test_a_fit_without_hours_is_read_without_hours():
    occasions = occasions_of(early_and_late()).with_columns(hour=pl.lit(None, pl.Int64))
    read = SendTimeFit.from_table(fit_send_times(occasions).as_table())
    assert list(read.shrinkages) == ["weekday"]


def test_memberships_of_millionths_are_those_of_fractions(fit):
    counts = count_occasions(occasions_of(early_and_late()), fit.mixture.habits, 200)
    exact = fit.mixture.exact_memberships(counts)
    assert exact == pytest.approx(fit.mixture.memberships(counts), abs=1e-4)
    assert exact.min() < 0.01 < 0.5 < exact.max()
