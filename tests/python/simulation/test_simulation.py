"""The loop without its builds: a plan of everybody stands in for what a build would say."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from helix.cli import main
from helix.journal import Assignment, Push, Response
from helix.journal.segments import read_segments
from helix.simulation import Settings, loop, loop_report, run_loop
from helix.simulation.answers import live_week
from helix.simulation.building import Workshop
from helix.simulation.loop import priority_by_effect, trial_of
from helix.simulation.plan import WeekPlan
from helix.simulation.world import World
from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.effects import PushEffects
from python_ml.demo_shop.targeting import Targeting
from python_ml.problems import BadInput, Problem
from python_ml.uplift import CANDIDATES, learn_effects

CONFIG = DemoConfig(customers=200, articles=40, days=100, seed=7)
START = date(2025, 12, 25)
END = START + timedelta(days=7)


@pytest.fixture
def world(tmp_path):
    return World.draw(CONFIG, "mixed", tmp_path / "files")


def plan_of(world, customers=None, start=START):
    customers = customers or [f"C{number:07d}" for number in range(world.config.customers)]
    article = world.sales["article_id"][0]
    rows = len(customers)
    return WeekPlan(
        customers=customers,
        articles=[article] * rows,
        moments=[
            datetime(start.year, start.month, start.day, 18) + timedelta(days=row % 7) for row in range(rows)
        ],
        channels=["push"] * rows,
        propensity=np.full(rows, 0.9),
        probability=np.linspace(0.0, 0.5, rows),
        features=np.arange(2.0 * rows).reshape(rows, 2),
    )


def with_effects(world, gain, loss):
    rows = world.config.customers
    return World(world.config, PushEffects(np.full(rows, gain), np.full(rows, loss)), world.sales)


def orders_of(world, plan):
    return world.orders_in_week(plan.customers, START).to_numpy()


def test_a_push_that_does_nothing_changes_nothing(world):
    still = with_effects(world, gain=0.0, loss=0.0)
    week, _ = live_week(still, plan_of(still), START, 0.5, np.random.default_rng(1))
    assert (week.gained, week.lost) == (0, 0)
    assert still.sales.equals(world.sales)
    assert np.array_equal(week.has_ordered, orders_of(world, week.plan))


def test_those_who_are_moved_order_and_those_left_out_do_as_they_would(world):
    moved = with_effects(world, gain=1.0, loss=0.0)
    plan = plan_of(moved)
    anyway = orders_of(world, plan)
    week, _ = live_week(moved, plan, START, 0.5, np.random.default_rng(1))
    assert 0.3 < week.is_pushed.mean() < 0.7
    assert week.has_ordered[week.is_pushed].all()
    assert np.array_equal(week.has_ordered[~week.is_pushed], anyway[~week.is_pushed])
    assert week.gained == (week.is_pushed & ~anyway).sum()
    assert np.array_equal(orders_of(moved, plan), week.has_ordered)
    new = moved.sales.height - world.sales.height
    assert new == week.gained
    added = moved.sales.tail(new)
    assert added["sold_at"].dt.date().is_between(START, END - timedelta(days=1)).all()
    assert added["unit_price_micros"].null_count() == 0
    assert moved.sales.schema == world.sales.schema


def test_those_who_are_put_off_lose_the_orders_of_that_week_alone(world):
    off = with_effects(world, gain=0.0, loss=1.0)
    plan = plan_of(off)
    anyway = orders_of(world, plan)
    week, _ = live_week(off, plan, START, 0.5, np.random.default_rng(1))
    assert not week.has_ordered[week.is_pushed].any()
    assert week.lost == (week.is_pushed & anyway).sum() > 0
    before = pl.col("sold_at") < datetime(2025, 12, 25)
    assert off.sales.filter(before).equals(world.sales.filter(before))


def test_a_build_sees_nothing_of_what_is_to_come(world, tmp_path):
    world.show(tmp_path / "files", START)
    shown = pl.read_parquet(tmp_path / "files" / "transactions.parquet")
    assert 0 < shown.height < world.sales.height
    assert shown["sold_at"].max() < datetime(2025, 12, 25)


def test_events_say_who_was_pushed_and_what_they_did(world):
    moved = with_effects(world, gain=1.0, loss=0.0)
    week, events = live_week(moved, plan_of(moved), START, 0.5, np.random.default_rng(1))
    pushes = [event for event in events if isinstance(event, Push)]
    arms = [event.arm for event in events if isinstance(event, Assignment)]
    bought = [event for event in events if isinstance(event, Response) and event.response == "bought"]
    assert len(pushes) == arms.count("pushed") == week.is_pushed.sum()
    assert len(arms) == 200
    assert len(bought) == week.gained
    assert {event.exposure_id for event in bought} <= {event.event_id for event in pushes}
    assert all(event.propensity == 0.9 for event in pushes)
    assert all(START <= event.occurred_at.date() < END for event in events)


def test_a_trial_knows_customers_again_from_week_to_week(world):
    plan = plan_of(world)
    rng = np.random.default_rng(1)
    some = plan_of(world, plan.customers[50:100])
    weeks = [live_week(world, each, START, 0.2, rng)[0] for each in (plan, some)]
    trial = trial_of(weeks, 0.2)
    assert len(trial) == 250
    assert trial.units[200:].tolist() == trial.units[50:100].tolist()
    assert set(trial.propensity) == {0.8}
    assert trial.windows.tolist() == [0] * 200 + [1] * 50
    assert np.array_equal(trial.treated[:200], weeks[0].is_pushed)


class Known:
    def __init__(self, effect):
        self.effect = np.array(effect)

    def of(self, features):
        return self.effect, self.effect, self.effect


def test_customers_of_the_same_effect_go_by_probability(world):
    plan = plan_of(world, ["C0000000", "C0000001", "C0000002"])
    assert priority_by_effect(Known([0.1, 0.1, 0.3]), plan).tolist() == [0, 1, 2]
    assert priority_by_effect(Known([0.3, 0.1, 0.1]), plan).tolist() == [2, 0, 1]
    assert priority_by_effect(Known([np.nan] * 3), plan).tolist() == [0, 1, 2]


@pytest.fixture
def without_builds(monkeypatch):
    """Let the plan of every week reach everybody, and know age and rhythm; return what builds were told."""
    built = []
    monkeypatch.setattr(Workshop, "build", lambda self, variables: built.append(variables))
    worlds = []
    draw = World.draw

    def drawn(config, kind, files):
        worlds.append(draw(config, kind, files))
        return worlds[0]

    monkeypatch.setattr(World, "draw", drawn)

    def read_plan(_):
        world = worlds[0]
        start = date(2025, 12, 31) - timedelta(days=7 * (6 - len(built)) - 1)
        plan = plan_of(world, start=start)
        features = np.column_stack([world.effects.gain > 0, world.effects.loss > 0]).astype(float)
        return WeekPlan(**{**vars(plan), "features": features})

    monkeypatch.setattr(loop, "read_plan", read_plan)
    # The others learn the same here, and take a minute.
    learners = {"T line": CANDIDATES["T line"]}
    monkeypatch.setattr(loop, "learn_effects", lambda trial: learn_effects(trial, learners))
    return built


def test_who_is_moved_is_found_and_earns_more(tmp_path, without_builds):
    said = []
    found = run_loop(tmp_path / "shop", Settings(customers=600, articles=40), said.append)
    report = loop_report(found)
    assert found.effects.basis == "personal"
    assert found.targeting.low > 0
    assert "earns more at equal pushes" in report
    assert report.startswith("Simulated")
    assert len(without_builds) == 5
    assert [line for line in said if line.startswith("week 4 of 4")]
    events = list(read_segments(tmp_path / "shop" / "journal"))
    assert {type(event) for event in events} == {Assignment, Push, Response}


def test_where_there_is_nobody_to_find_nothing_is_claimed(tmp_path, without_builds):
    found = run_loop(tmp_path / "shop", Settings(customers=300, articles=40, kind="alike"), lambda _: None)
    assert found.targeting.difference == 0.0
    assert "not shown to earn more" in loop_report(found)


def test_the_command(tmp_path, without_builds):
    words = ["simulate", "demo", "--customers", "100", "--articles", "50", "--to", str(tmp_path / "shop")]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert (tmp_path / "shop" / "report.txt").read_text() in result.output
    again = CliRunner().invoke(main, words)
    assert (again.exit_code, "not empty" in again.output) == (1, True)


def test_the_command_without_a_word_is_the_demo(monkeypatch):
    ran = []
    monkeypatch.setattr("helix.simulation.run_loop", lambda *_: ran.append(1) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(main, ["simulate"], catch_exceptions=False)
    assert ran == [1]


def test_priority_that_earns_less_is_said_to(world):
    class Poor:
        weeks = ()
        settings = Settings()
        effects = type("E", (), {"basis": "mean", "learner": None})
        targeting = Targeting(10, 50, 1.0, 2.0, 3.0, -1.0, -1.5, -0.5)

    assert "earns less at equal pushes" in loop_report(Poor)


def test_a_build_that_fails_says_what_it_printed_last(tmp_path, monkeypatch):
    monkeypatch.setattr("helix.simulation.building.sys.executable", "/bin/false")
    with pytest.raises(Problem, match="a build of the simulated shop failed"):
        Workshop(tmp_path).build({})


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine").touch()
    with pytest.raises(BadInput, match="not empty"):
        run_loop(tmp_path, Settings(), lambda _: None)
