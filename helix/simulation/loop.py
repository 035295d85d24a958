"""Weeks of build, plan, answers and results, and what was learned by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from helix.journal.segments import write_segments
from helix.simulation.answers import Week, live_week
from helix.simulation.building import Workshop
from helix.simulation.plan import WeekPlan, read_plan
from helix.simulation.world import WEEK, World
from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.effects import Kind
from python_ml.demo_shop.targeting import Targeting, compare_targeting
from python_ml.problems import BadInput
from python_ml.publishing.disk import make_folder
from python_ml.uplift import Effects, Trial, learn_effects

DAYS = 400
# A quarter of a year of weeks, so that a build takes minutes.
TIMING_CUTOFFS = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """What is simulated.

    Attributes
    ----------
    customers, articles, seed
        Of the generated shop.
    kind
        Of the effects: ``mixed``, or ``alike``, where there is nobody to find.
    weeks
        Of plan, answers and results.
    holdout
        Share who are left out by lot, each week anew.
    exploration
        Share of pushes that offer something else at another hour.
    share
        Of the customers whom pushes go to when priorities are compared.
    """

    customers: int = 1000
    articles: int = 400
    seed: int = 7
    kind: Kind = "mixed"
    weeks: int = 4
    holdout: float = 0.5
    exploration: float = 0.1
    share: float = 0.2


@dataclass(frozen=True, eq=False)
class Loop:
    """What came of it.

    Attributes
    ----------
    settings
        What was simulated.
    weeks
        What became of each week's plan.
    effects
        What was learned of them.
    targeting
        What priority by effect and by probability would earn in the week after.
    """

    settings: Settings
    weeks: tuple[Week, ...]
    effects: Effects
    targeting: Targeting


def run_loop(folder: Path, settings: Settings, say: Callable[[str], None]) -> Loop:
    """Run the weeks, learn, and compare priorities by the truth.

    Parameters
    ----------
    folder
        Where everything goes; new or empty.
    settings
        What is simulated.
    say
        Is told of the progress.

    Raises
    ------
    BadInput
        If the folder holds something.
    Problem
        If a build fails.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} is not empty", "name a new folder")
    # A week more than is lived through: the one that priorities are compared in.
    lived = timedelta(days=7 * (settings.weeks + 1))
    config = DemoConfig(settings.customers, settings.articles, DAYS, settings.seed)
    start = config.last_day - lived + timedelta(days=1)
    workshop = Workshop(folder)
    make_folder(folder)
    make_folder(workshop.journal)
    world = World.draw(config, settings.kind, workshop.files)
    rng = np.random.default_rng([settings.seed, settings.weeks])
    say(
        f"{settings.weeks + 1} builds of {settings.customers:,} customers in {folder}, each of a minute or more"
    )
    weeks = []
    for number in range(1, settings.weeks + 1):
        say(f"week {number} of {settings.weeks}, from {start}: building")
        plan = _planned(world, workshop, settings, start)
        week, events = live_week(world, plan, start, settings.holdout, rng)
        write_segments(events, workshop.journal)
        say(_week_in_words(week))
        weeks.append(week)
        start += WEEK
    say(f"the week after, from {start}: building")
    plan = _planned(world, workshop, settings, start)
    effects = learn_effects(trial_of(weeks, settings.holdout))
    truth = world.effects_on(plan.customers).given(world.orders_in_week(plan.customers, start).to_numpy())
    targeting = compare_targeting(
        priority_by_effect(effects, plan), plan.probability, truth, settings.share, settings.seed
    )
    return Loop(settings, tuple(weeks), effects, targeting)


def trial_of(weeks: list[Week], holdout: float) -> Trial:
    """Put weeks together into one trial."""
    ids = sorted({customer for week in weeks for customer in week.plan.customers})
    number = {customer: place for place, customer in enumerate(ids)}
    is_pushed = np.concatenate([week.is_pushed for week in weeks])
    return Trial(
        features=np.concatenate([week.plan.features for week in weeks]),
        treated=is_pushed,
        outcome=np.concatenate([week.has_ordered for week in weeks]).astype(float),
        propensity=np.full(len(is_pushed), 1 - holdout),
        units=np.array([number[customer] for week in weeks for customer in week.plan.customers]),
        windows=np.repeat(np.arange(len(weeks)), [len(week.is_pushed) for week in weeks]),
        received=is_pushed,
    )


def priority_by_effect(effects: Effects, plan: WeekPlan) -> np.ndarray:
    """Return a priority by effect; among customers of the same effect, and where none is known, by probability."""
    effect = np.nan_to_num(effects.of(plan.features)[0])
    rank = np.empty(len(effect))
    rank[np.lexsort((plan.probability, effect))] = np.arange(len(effect))
    return rank


def _planned(world: World, workshop: Workshop, settings: Settings, start: date) -> WeekPlan:
    world.show(workshop.files, start)
    workshop.build({"timing_train_cutoffs": TIMING_CUTOFFS, "exploration_share": settings.exploration})
    return read_plan(workshop.database)


def _week_in_words(week: Week) -> str:
    return (
        f"  {int(week.is_pushed.sum()):,} pushed, {int((~week.is_pushed).sum()):,} left out by lot; "
        f"{week.has_ordered[week.is_pushed].mean():.1%} and {week.has_ordered[~week.is_pushed].mean():.1%} ordered; "
        f"in truth {week.gained} orders gained and {week.lost} lost"
    )
