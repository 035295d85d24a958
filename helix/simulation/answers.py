"""What customers do with the pushes of a week, as events and as sales."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from helix.journal import Assignment, Event, Push, Response
from helix.simulation.plan import WeekPlan
from helix.simulation.world import WEEK, World, midnight

# No arm called holdout: builds would learn effects from it and plan by them, and priorities could no longer be compared
# among customers whom neither has chosen.
EXPERIMENT, LEFT_OUT, PUSHED = "simulated_pushes", "left_out", "pushed"
# Who clicks without an order that the push has brought.
CLICKS = 0.1
SOON = timedelta(hours=3)


@dataclass(frozen=True, eq=False)
class Week:
    """What became of a plan.

    Attributes
    ----------
    plan
        Whom it would reach.
    is_pushed
        Who was not left out by lot.
    has_ordered
        Who ordered in the week.
    gained, lost
        Orders that pushes brought and cost: the truth, which no build knows.
    """

    plan: WeekPlan
    is_pushed: NDArray[np.bool_]
    has_ordered: NDArray[np.bool_]
    gained: int
    lost: int


def live_week(
    world: World, plan: WeekPlan, start: date, holdout: float, rng: np.random.Generator
) -> tuple[Week, list[Event]]:
    """Let customers answer a week's pushes, and change the world by it.

    Parameters
    ----------
    world
        Where they live; its sales of that week are changed.
    plan
        Whom to push.
    start
        First day of the week.
    holdout
        Share who are left out by lot.
    rng
        Of the lot and the answers.

    Returns
    -------
    What became of it, and the events of it.
    """
    customers = plan.customers
    is_pushed = rng.random(len(customers)) >= holdout
    anyway = world.orders_in_week(customers, start).to_numpy()
    pushed_orders = world.effects_on(customers).answers(anyway, rng.random(len(customers)))
    has_ordered = np.where(is_pushed, pushed_orders, anyway)
    gained, lost = np.flatnonzero(has_ordered & ~anyway), np.flatnonzero(anyway & ~has_ordered)
    clicked = is_pushed & (rng.random(len(customers)) < CLICKS)
    clicked[gained] = True
    world.lose([customers[row] for row in lost], start)
    moments = [min(plan.moments[row] + SOON, _end_of(start)) for row in gained]
    world.gain([customers[row] for row in gained], [plan.articles[row] for row in gained], moments)
    events = list(_events(plan, start, is_pushed, clicked, gained))
    return Week(plan, is_pushed, has_ordered, len(gained), len(lost)), events


def _events(
    plan: WeekPlan,
    start: date,
    is_pushed: NDArray[np.bool_],
    clicked: NDArray[np.bool_],
    gained: NDArray[np.int64],
) -> Iterator[Event]:
    """Who was assigned what, was pushed, clicked and bought by it."""
    bought = set(gained.tolist())
    for row, customer in enumerate(plan.customers):
        own = f"{start}-{customer}"
        yield Assignment(
            event_id=own,
            occurred_at=_utc(midnight(start)),
            customer_id=customer,
            experiment=f"{EXPERIMENT}_{start}",
            arm=PUSHED if is_pushed[row] else LEFT_OUT,
        )
        if not is_pushed[row]:
            continue
        sent_at = _utc(plan.moments[row])
        yield Push(
            event_id=own,
            occurred_at=sent_at,
            customer_id=customer,
            article_id=plan.articles[row],
            send_at=sent_at,
            propensity=float(plan.propensity[row]),
            channel=plan.channels[row],
        )
        for response in ["clicked"] * bool(clicked[row]) + ["bought"] * (row in bought):
            yield Response(
                event_id=f"{own}-{response}",
                occurred_at=min(sent_at + SOON, _utc(_end_of(start))),
                customer_id=customer,
                response=response,
                exposure_id=own,
                article_id=plan.articles[row],
                channel=plan.channels[row],
            )


def _end_of(start: date) -> datetime:
    """The last second of the week."""
    return midnight(start + WEEK) - timedelta(seconds=1)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
