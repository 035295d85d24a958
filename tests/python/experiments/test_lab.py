"""Small versions of the proofs, on a generated shop in the layout of Online Retail."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lab.experiments import aa, peeking, power, srm
from lab.experiments.shop import DAYS, FILE, FIRST_DAY, customers, sales, to_date
from lab.experiments.sums import aggregates
from python_ml.experiments.differences import summed
from python_ml.experiments.metrics import METRICS
from python_ml.experiments.power import plan
from python_ml.experiments.results import compare
from python_ml.problems import BadInput

BUYERS = 1_200
START = datetime(2010, 12, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Customers who come at rates of their own and spend amounts of their own; some lines are no sales."""
    rng = np.random.default_rng(1)
    visits = rng.poisson(rng.gamma(1, 6, BUYERS)) + 1
    rows = int(visits.sum())
    customer = np.repeat(np.arange(BUYERS), visits)
    taste = np.repeat(rng.normal(0, 1, BUYERS), visits)
    path = tmp_path_factory.mktemp("online_retail")
    pl.DataFrame(
        {
            "InvoiceNo": [f"{number}" for number in range(rows)],
            "Quantity": np.where(rng.random(rows) < 0.05, -1, 1),
            "UnitPrice": np.exp(3 + taste + rng.normal(0, 0.5, rows)),
            "CustomerID": [None if each % 50 == 49 else f"{each:05}" for each in customer],
            "InvoiceDate": [START + timedelta(days=float(day)) for day in rng.uniform(0, 330, rows)],
        }
    ).write_parquet(path / FILE)
    return path


@pytest.fixture(scope="module")
def sold(folder):
    return sales(folder)


@pytest.fixture(scope="module")
def units(sold):
    return customers(sold)


# --- the shop


def test_a_folder_without_the_file_is_refused(tmp_path):
    with pytest.raises(BadInput, match="there is no online_retail"):
        sales(tmp_path)


def test_customers_are_those_who_bought_before_with_their_sums(sold, units):
    assert units["customer_id"].is_unique().all()
    first = sold.group_by("customer_id").agg(pl.col("day").min())
    assert len(units) == (first["day"] < FIRST_DAY).sum()
    assert (sold["revenue"] > 0).all()
    own = sold.filter(
        (pl.col("customer_id") == units["customer_id"][0])
        & (pl.col("day") >= FIRST_DAY)
        & (pl.col("day") < FIRST_DAY + timedelta(DAYS))
    )
    assert units["revenue"][0] == pytest.approx(own["revenue"].sum())
    assert units["orders"][0] == own["order"].n_unique()


def test_what_days_add_up_to_is_the_whole(sold, units):
    for metric in ("conversion", "revenue"):
        days = to_date(sold, units["customer_id"], metric)
        assert days.shape == (len(units), DAYS)
        assert (np.diff(days, axis=1) >= 0).all()
        assert days[:, -1] == pytest.approx(units[metric].to_numpy())


def test_sums_of_many_runs_are_those_of_one(units):
    metric = METRICS["revenue"]
    drawn = aa.halves(units["customer_id"], 3)
    columns = aa.columns_of(units, metric)
    arms = np.where(drawn[2] > 0, "arm", "control")
    one = summed(pl.DataFrame({"arm": arms, **columns}), [*columns])["arm"]
    many = aggregates(drawn, columns)[2]
    assert many.count() == one.count()
    assert many.mean("revenue") == pytest.approx(one.mean("revenue"))
    assert many.var("revenue_before") == pytest.approx(one.var("revenue_before"))
    assert many.cov("revenue", "revenue_before") == pytest.approx(one.cov("revenue", "revenue_before"))


# --- false alarms


@pytest.mark.parametrize("uses_before", [False, True])
def test_splits_are_read_as_the_results_are(units, uses_before):
    drawn = aa.halves(units["customer_id"], 2)
    p = aa.p_values(units, METRICS["revenue"], drawn, uses_before)
    split = units.with_columns(pl.Series("arm", np.where(drawn[1] > 0, "b", "a")))
    found = compare(split, [METRICS["revenue"]], {"a": 1, "b": 1}, uses_before=uses_before)
    assert p[1] == pytest.approx(found["p_value"][0])


def test_splits_of_the_same_report_no_more_than_the_level(units):
    measured = aa.measure(units, 400)
    for each in measured:
        assert each.share == pytest.approx(0.05, abs=0.03)
        assert each.uniform_p > 0.001
    assert [each.variance_reduction > 0 for each in measured] == [False, True] * 3
    assert "| revenue | yes |" in aa.report(measured, 400, len(units))


# --- peeking


def test_scores_are_those_of_the_results(sold, units):
    by_day = to_date(sold, units["customer_id"], "conversion")
    found, count = peeking.as_days_pass(by_day, 1, seed=3)
    in_arm = np.random.default_rng(3).random((1, len(by_day)))[0] < 0.5
    split = units.with_columns(pl.Series("arm", np.where(in_arm, "b", "a")))
    row = compare(split, [METRICS["conversion"]], {"a": 1, "b": 1}, uses_before=False).row(0, named=True)
    assert count[-1] == len(units)
    assert found[0, -1] * (row["upper"] - row["lower"]) / 2 / 1.959964 == pytest.approx(
        row["difference"], rel=2e-3
    )


def test_few_customers_are_not_looked_at(units):
    found, ends = peeking.as_customers_come(units["revenue"].to_numpy(), 5, seed=1)
    assert np.isnan(found[:, ends < 100]).all()
    assert not np.isnan(found[:, ends > 200]).any()


def test_looking_every_day_misleads_the_fixed_test_and_not_the_sequence(sold, units):
    measured = peeking.measure(units, sold, 300)
    assert len(measured) == 4
    for each in measured:
        assert each.sequence <= 0.05
        assert each.fixed > 0.15
    assert "| revenue | customers come day by day |" in peeking.report(measured, 300, len(units))


# --- power


@pytest.mark.parametrize("uses_before", [False, True])
@pytest.mark.parametrize("name", ["conversion", "revenue"])
def test_a_planted_lift_is_found_as_often_as_planned(units, name, uses_before):
    planned = plan(units, METRICS[name], 0.1, {"a": 1, "b": 1}, uses_before=uses_before)
    share = power.found_share(units, METRICS[name], 0.1, planned, uses_before, 500)
    assert share == pytest.approx(0.8, abs=0.07)


def test_planting_changes_the_mean_by_the_lift(units):
    rng = np.random.default_rng(2)
    columns = aa.columns_of(units, METRICS["conversion"])
    drawn = rng.multinomial(200_000, np.full(len(units), 1 / len(units)), size=2)
    lifted = aggregates(*power.converted(rng, drawn, columns, METRICS["conversion"], 0.1))
    before = aggregates(drawn, columns)
    for after, base in zip(lifted, before, strict=True):
        assert after.count() == base.count() == 200_000
        assert after.mean("conversion") / base.mean("conversion") == pytest.approx(1.1, abs=0.01)
        assert after.mean("conversion_before") == pytest.approx(base.mean("conversion_before"))


def test_the_report_has_a_line_for_each_plan(units):
    measured = power.measure(units, 2)
    assert len(measured) == 12
    assert power.report(measured, 2).count("\n| ") == 13


# --- broken splits


def test_lossy_splits_are_stopped_and_sound_ones_are_not():
    measured = srm.measure(2_000)
    assert measured.sound <= 0.004
    assert measured.lossy > 0.7
    assert measured.exact_p < 0.001
    assert "exactly 51 to 49 has p = 6e-05" in srm.report(measured, 2_000)
