"""What a build says of its customers today: whom to push, and what it knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helix.reading.query import query

PLAN = """
    select
        push_plan.customer_id,
        push_plan.article_id,
        push_plan.send_at,
        push_plan.channel,
        push_plan.propensity,
        push_plan.purchase_probability,
        features.* exclude (as_of, split, cohort, customer_key, last_event_at)
    from push_plan
    inner join customers on push_plan.customer_id = customers.customer_id
    inner join customer_features as features
        on push_plan.as_of = features.as_of and customers.customer_key = features.customer_key
    where features.split = 'serve'
    order by push_plan.customer_id
"""


@dataclass(frozen=True, eq=False)
class WeekPlan:
    """The pushes of a week, one a customer, by customer.

    Attributes
    ----------
    customers, articles, moments, channels
        Who is offered what, when and how.
    propensity
        Of that article, channel and hour.
    probability
        That the customer buys the article in the week.
    features
        What the build knows of each customer, shape (customers, features); NaN where nothing is.
    """

    customers: list[str]
    articles: list[str]
    moments: list[datetime]
    channels: list[str]
    propensity: NDArray[np.float64]
    probability: NDArray[np.float64]
    features: NDArray[np.float64]


def read_plan(database: Path) -> WeekPlan:
    """Read the plan of a build.

    Raises
    ------
    Problem
        If it holds none.
    """
    with query(PLAN, path=database) as answer:
        columns = [list(column) for column in zip(*answer.rows, strict=True)]
    customers, articles, moments, channels, propensity, probability, *features = columns
    return WeekPlan(
        customers,
        articles,
        moments,
        channels,
        np.array(propensity, float),
        np.array(probability, float),
        np.column_stack([np.array(column, float) for column in features]),
    )
