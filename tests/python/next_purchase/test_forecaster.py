import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from python_ml.building.fingerprint import table_fingerprint
from python_ml.next_purchase import Forecaster, forecast_batches
from python_ml.next_purchase import forecaster as forecaster_module
from python_ml.next_purchase.cox import Cox
from python_ml.next_purchase.forecasting import FORECAST
from python_ml.next_purchase.periods import waits
from tests.python.next_purchase.conftest import HORIZONS, customers_of, known_at, periods_of, seasons_of

AUDIENCE = Path(__file__).parents[3] / "models/intermediate/split/timing/int_timing_audience.sql"


@pytest.fixture(scope="module")
def forecaster(roles):
    return Forecaster.fit(**roles)


@pytest.fixture(scope="module")
def asked(orders):
    repeats, last, age, following = known_at(orders, 340)
    days = np.array([np.inf if day is None else day for day in following])
    return customers_of(340, repeats, last, age, split="test"), days


def log_loss(chances, days):
    bought = days[:, None] < np.array(HORIZONS)
    return -np.log(np.where(bought, chances, 1 - chances)).mean()


def test_every_model_foretells_more_than_the_constant(forecaster, asked):
    customers, days = asked
    chances = forecaster.chances(customers, seasons_of(340))
    assert set(chances) == {"next_purchase", "bg_nbd", "cox", "hazard", "average", "constant"}
    losses = {model: log_loss(each, days) for model, each in chances.items()}
    assert all(losses[model] < 0.97 * losses["constant"] for model in chances if model != "constant")
    best = min(losses["bg_nbd"], losses["cox"], losses["hazard"])
    assert losses["next_purchase"] < 1.02 * best


def test_chances_rise_with_the_horizon_and_come_true(forecaster, asked):
    customers, days = asked
    for model, chances in forecaster.chances(customers, seasons_of(340)).items():
        assert ((chances >= 0) & (chances <= 1)).all()
        assert (np.diff(chances, axis=1) >= 0).all(), model
    blended = forecaster.chances(customers, seasons_of(340))["next_purchase"]
    observed = (days[:, None] < np.array(HORIZONS)).mean(axis=0)
    assert blended.mean(axis=0) == pytest.approx(observed, rel=0.25)


def test_a_customer_s_chances_do_not_depend_on_the_others(forecaster, asked):
    customers, _ = asked
    together = forecaster.chances(customers, seasons_of(340))["next_purchase"]
    alone = forecaster.chances(customers[5:6], seasons_of(340))["next_purchase"]
    assert together[5].tolist() == alone[0].tolist()


def test_newcomers_have_the_rate_of_first_orders(forecaster, asked):
    customers, _ = asked
    newcomer = customers[:1].with_columns(
        visits=pl.lit(0, pl.Int64),
        days_since_first=pl.lit(None, pl.Int64),
        days_since_last=pl.lit(None, pl.Int64),
    )
    for chances in forecaster.chances(newcomer, seasons_of(340)).values():
        assert chances[0, 0] == pytest.approx(9.5 / 100)
        assert chances[0, 1] == pytest.approx(1 - (1 - 9.5 / 100) * (1 - 8.5 / 90))


def test_a_shop_without_a_list_gives_newcomers_the_chance_of_anybody(roles):
    nobody = roles["newcomers"].with_columns(at_risk=pl.lit(0), bought=pl.lit(0))
    forecaster = Forecaster.fit(**roles | {"newcomers": nobody})
    assert forecaster.newcomers == forecaster.constant


def test_what_is_written_down_foretells_the_same(forecaster, asked):
    customers, _ = asked
    again = Forecaster.from_row(forecaster.as_row())
    one, other = (each.chances(customers, seasons_of(340)) for each in (forecaster, again))
    assert all(one[model].tolist() == other[model].tolist() for model in one)


def test_the_same_rows_give_the_same_models(roles, forecaster):
    assert Forecaster.fit(**roles).as_row() == forecaster.as_row()


def test_features_told_are_those_of_the_customer(forecaster):
    assert forecaster.as_row()["features"] == (
        '["days_since_first", "days_since_last", "visits", "visits_28d", "visits_91d", "spend_per_visit",'
        ' "season_index", "holidays"]'
    )


@pytest.mark.parametrize("role", ["train", "validation", "refit"])
def test_of_a_thin_history_bg_nbd_answers_alone(roles, asked, role):
    customers, _ = asked
    few = roles[role].with_columns(is_bought=pl.col("is_bought") & (pl.col("is_bought").cum_sum() <= 20))
    forecaster = Forecaster.fit(**roles | {role: few})
    chances = forecaster.chances(customers, seasons_of(340))
    assert set(chances) == {"next_purchase", "bg_nbd", "constant"}
    assert chances["next_purchase"] == pytest.approx(chances["bg_nbd"], abs=1e-9)
    again = Forecaster.from_row(forecaster.as_row()).chances(customers, seasons_of(340))
    assert again["next_purchase"].tolist() == chances["next_purchase"].tolist()
    assert chances["constant"][0] == pytest.approx(chances["bg_nbd"].mean(axis=0), rel=1e-6)


def test_without_windows_bg_nbd_answers_alone(roles, asked):
    customers, _ = asked
    forecaster = Forecaster.fit(
        **roles | {role: roles[role].clear() for role in ("train", "validation", "refit")}
    )
    assert set(forecaster.chances(customers, seasons_of(340))) == {"next_purchase", "bg_nbd", "constant"}


def test_nobody_has_ordered(roles):
    with pytest.raises(ValueError, match="longer history"):
        Forecaster.fit(
            **roles
            | {
                "train": roles["train"].head(5),
                "customers": roles["customers"].with_columns(visits=pl.lit(0)),
            }
        )


def test_batches_hold_every_model_for_test_and_the_blend_for_the_others(forecaster, asked):
    customers, _ = asked
    both = pl.concat([customers.with_columns(target=pl.lit(target)) for target in ("timing_test", "serve")])
    both = both.with_columns(split=pl.col("target").str.replace("timing_", ""))
    models = [{"target": target, **forecaster.as_row()} for target in ("timing_test", "serve")]
    whole, pieces = (
        pl.from_arrow(
            forecast_batches(
                reader_of(both.sample(fraction=1, shuffle=True, seed=1), rows), models, seasons_of(340)
            ).read_all()
        ).sort("split", "model", "customer_key")
        for rows in (10_000, 97)
    )
    assert whole.equals(pieces)
    assert whole.columns == FORECAST.names
    counts = {
        (split, model): rows for split, model, rows in whole.group_by("split", "model").len().iter_rows()
    }
    models = ("next_purchase", "bg_nbd", "cox", "hazard", "average", "constant")
    assert counts == {("test", model): len(customers) for model in models} | {
        ("serve", "next_purchase"): len(customers)
    }
    assert whole["p_60d"].null_count() == whole["p_90d"].null_count() == len(whole)
    likely = pl.col("p_30d") >= 0.5
    assert whole.filter(likely != pl.col("median_days").is_not_null()).is_empty()


def test_a_turn_comes_round_as_the_audience_says():
    (turns,) = re.findall(r"set turns = (\d+) ", AUDIENCE.read_text())
    assert timedelta(weeks=int(turns)) == forecaster_module.LONGEST_TURN


def test_customers_who_take_turns_count_once_each_at_their_latest(orders):
    weeks = (272, 279, 286, 293, 300)
    periods = periods_of(orders, weeks, 340)
    turn = (pl.col("as_of").cast(pl.Int32) - weeks[0]) // 7 % 4
    latest = forecaster_module._latest(periods.filter(pl.col("customer_key") % 4 == turn))
    assert latest["customer_key"].n_unique() == latest.height == periods["customer_key"].n_unique()
    seen = latest.select(pl.col("customer_key") % 4, pl.col("as_of").cast(pl.Int32)).unique().sort("as_of")
    assert seen.rows() == [(1, 279), (2, 286), (3, 293), (0, 300)]
    everybody = forecaster_module._latest(periods)
    assert everybody["as_of"].cast(pl.Int32).unique().to_list() == [300]


def reader_of(customers, rows):
    return customers.with_columns(as_of=pl.col("as_of")).to_arrow().to_reader(rows)


def test_cox_knows_who_waits_longer(orders):
    cox = Cox.fit(waits(periods_of(orders, (240, 270, 300), 340)), HORIZONS)
    assert all(step > 0 for step in cox.baseline)
    pair = customers_of(340, [10, 0], [200, 0], [210, 210])
    often, never = cox.hazards(pair)
    assert (often > 3 * never).all()


def test_a_wait_ends_with_the_order_or_with_what_is_known(orders):
    periods = periods_of(orders, (300,), 314)
    by_customer = {row["customer_key"]: row for row in waits(periods).iter_rows(named=True)}
    bought = [row for row in by_customer.values() if row["is_bought"]]
    assert len(by_customer) == periods["customer_key"].n_unique()
    assert bought
    assert all(row["days"] == row["days_to_next"] + 1 for row in bought)
    assert {row["days"] for row in by_customer.values() if not row["is_bought"]} == {14}


def test_a_fit_is_the_same_as_long_as_what_it_learns_from_is(roles):
    def fingerprint(**changed):
        return [table_fingerprint(table.to_arrow()) for table in Forecaster.learned_from(**known | changed)]

    known = {name: roles[name] for name in ("customers", "train", "validation", "refit")}
    fewer, thin = known["customers"].head(50), known["train"].head(5)
    assert fingerprint(customers=fewer) == fingerprint()
    assert fingerprint(refit=known["refit"].with_columns(visits=pl.col("visits") + 1)) != fingerprint()
    assert fingerprint(validation=known["validation"].with_columns(~pl.col("is_bought"))) != fingerprint()
    assert fingerprint(train=thin, customers=fewer) != fingerprint(train=thin)


def test_newcomers_alone_can_be_counted_anew(roles, forecaster):
    more = roles["newcomers"].with_columns(bought=pl.col("bought") + 5)
    assert forecaster.with_newcomers(more).as_row() == Forecaster.fit(**roles | {"newcomers": more}).as_row()
