"""A planted shop through dbt: early birds, night owls, and customers with habits of their own."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from lab.twins.project import Project
from python_ml.send_time import fit_send_times
from python_ml.send_time.occasions import count_occasions

FIRST_DAY = date(2024, 1, 1)
DAYS = 240


def planted_sales():
    """Early birds e0, e1, … come at 7 and night owls n0, … at 21, all now and then at another hour.

    `often` came 50 times at 3 and `seldom` 3 times at 14, which is nobody else's habit.
    """
    generator = np.random.default_rng(11)
    rows = []

    def sell(customer, days, hour):
        for day in days:
            is_stray = hour in (7, 21) and generator.random() < 0.25
            at = timedelta(hours=int(generator.integers(8, 21)) if is_stray else hour, minutes=15)
            moment = datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(int(day)) + at
            rows.append((customer, f"a{generator.integers(12)}", moment))

    for place in range(150):
        sell(f"e{place}", generator.choice(DAYS, 8, replace=False), 7)
        sell(f"n{place}", generator.choice(DAYS, 8, replace=False), 21)
    sell("often", np.arange(50) * 2 + 40, 3)
    sell("seldom", [50, 80, 110], 14)
    sell("e0", [DAYS - 1], 7)
    return pl.DataFrame(rows, ["customer_id", "article_id", "sold_at"], orient="row")


def build(folder: Path, sales: pl.DataFrame) -> Path:
    folder.mkdir()
    sales.write_parquet(folder / "transactions.parquet")
    project = Project.copy(Path(__file__).parents[3], folder / "built")
    project.dbt(
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--select",
        "+send_time",
        "+send_time_metrics",
        "--indirect-selection",
        "cautious",
        variables={"source": "files", "raw_path": str(folder)},
    )
    return project.database


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with duckdb.connect(
        str(build(tmp_path_factory.mktemp("send_time") / "shop", planted_sales())), read_only=True
    ) as database:
        yield database


@pytest.fixture(scope="module")
def answers(shop):
    return shop.sql("select * from send_time").pl()


@pytest.mark.parametrize(("kind", "hour"), [("e", 7), ("n", 21)])
def test_planted_habits_are_recovered(answers, kind, hour):
    habitual = answers.filter(pl.col("customer_id").str.contains(f"^{kind}[0-9]+$"))
    assert habitual.height >= 2 * 145
    assert (habitual["hour"] == hour).mean() > 0.98
    assert (habitual["basis"] == "segment").mean() > 0.98


def test_50_purchases_tell_the_customer_and_3_the_segment(answers):
    served = answers.filter(split="serve")
    often, seldom = (served.filter(customer_id=name).row(0, named=True) for name in ("often", "seldom"))
    assert (often["hour"], often["basis"]) == (3, "customer")
    assert (seldom["hour"] in (7, 21), seldom["basis"]) == (True, "segment")
    assert seldom["hour_probabilities"][14] < 0.5 * often["hour_probabilities"][3]


def test_what_is_answered_is_the_most_probable(answers):
    hours, weekdays = (np.array(answers[f"{trait}_probabilities"].to_list()) for trait in ("hour", "weekday"))
    assert (hours[np.arange(len(hours)), answers["hour"]] >= hours.max(axis=1) - 1e-9).all()
    assert (weekdays[np.arange(len(hours)), answers["weekday"] - 1] >= weekdays.max(axis=1) - 1e-9).all()


def test_the_table_holds_what_the_fitted_functions_predict(shop):
    """Fitted again, and applied to all customers at once, the habits give the probabilities of the table."""
    occasions = shop.sql("select * from send_time_sample where split = 'serve'").pl().sort("customer_key")
    fit = fit_send_times(occasions)
    counts = count_occasions(occasions, fit.mixture.habits, fit.half_life_days)
    expected = fit.predict(counts).probabilities
    answered = shop.sql(
        "select * from send_time inner join int_customers using (customer_id) where split = 'serve'"
    ).pl()
    answered = answered.join(occasions.select("customer_key").unique(), on="customer_key").sort(
        "customer_key"
    )
    assert answered.height == 302
    for trait in ("hour", "weekday"):
        found = np.array(answered[f"{trait}_probabilities"].to_list())
        assert found == pytest.approx(expected[trait], abs=2e-5)


def test_a_planted_habit_is_worth_something(shop):
    figures = dict(
        shop.sql(
            "select model, value from send_time_metrics where metric = 'hour_nll' and segment = 'all'"
        ).fetchall()
    )
    assert figures["send_time"] < figures["dirichlet_plain_kernel"] < figures["shop"] < figures["uniform"]


def test_dates_alone_claim_no_hour(tmp_path):
    sales = planted_sales().with_columns(pl.col("sold_at").dt.date())
    with duckdb.connect(str(build(tmp_path / "dates", sales)), read_only=True) as database:
        rows = database.sql(
            "select distinct basis, hour_probabilities is null, send_time.hour = default_send_hours.hour"
            " from send_time inner join default_send_hours using (weekday)"
        ).fetchall()
        metrics = database.sql("select distinct metric from send_time_metrics").fetchall()
    assert rows == [("no_time_of_day", True, True)]
    assert sorted(metrics) == [("weekday_hit_1",), ("weekday_nll",)]
