"""A generated shop that sends pushes at hours of which some are drawn, and what another rule would have brought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_ml.off_policy import Logged, following, logged_by

HOURS = 8
EXPLORATION = 0.4
CLICK_RATE, GAIN = 0.08, 0.12


@dataclass(frozen=True)
class Simulated:
    """A log beside another rule, whose value is known.

    Attributes
    ----------
    logged
        What was sent, and whether it was answered.
    actions, probabilities
        The hour of each push, and what the other rule makes of each place.
    """

    logged: Logged
    actions: np.ndarray
    probabilities: np.ndarray


def answer_chances(best_hours: np.ndarray, keenness: np.ndarray) -> np.ndarray:
    """Return the probability of an answer at each hour, higher near the customer's own, shape (rows, hours)."""
    apart = np.abs(np.arange(HOURS) - best_hours[:, None])
    return (CLICK_RATE + GAIN * np.exp(-np.minimum(apart, HOURS - apart))) * keenness[:, None]


def draw(rule: str, customers: int, pushes: int, seed: int) -> Simulated:
    """Log pushes at the hour that the shop believes in, or at a drawn one, beside another rule.

    Parameters
    ----------
    rule
        `own`: each customer's true best hour; `evening`: one hour for all; `drawn`: any hour alike.
    customers, pushes
        How many there are, and how many each got.
    """
    rng = np.random.default_rng(seed)
    best, believed, keenness = _customers(rng, customers)
    rows = np.repeat(np.arange(customers), pushes)
    used = following(np.eye(HOURS)[believed[rows]], EXPLORATION)
    hours = _drawn(rng, used)
    chances = answer_chances(best, keenness)
    reward = (rng.random(len(rows)) < chances[rows, hours]).astype(float)
    other = _other_rule(rule, best)[rows]
    logged = logged_by(reward, used[np.arange(len(rows)), hours], hours, other, rows)
    return Simulated(logged, hours, other)


def truth(rule: str, customers: int = 200_000) -> float:
    """Return the answers a push by a rule, over so many customers that it is known to the fourth digit."""
    best, _, keenness = _customers(np.random.default_rng(0), customers)
    return float((_other_rule(rule, best) * answer_chances(best, keenness)).sum(axis=1).mean())


def _customers(rng: np.random.Generator, customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    best = rng.integers(HOURS, size=customers)
    # The shop is right about every second customer.
    believed = np.where(rng.random(customers) < 0.5, best, rng.integers(HOURS, size=customers))
    return best, believed, rng.uniform(0.5, 1.5, customers)


def _drawn(rng: np.random.Generator, probabilities: np.ndarray) -> np.ndarray:
    return (rng.random(len(probabilities))[:, None] > probabilities.cumsum(axis=1)[:, :-1]).sum(axis=1)


def _other_rule(rule: str, best: np.ndarray) -> np.ndarray:
    return {
        "own": np.eye(HOURS)[best],
        "evening": np.tile(np.eye(HOURS)[HOURS - 1], (len(best), 1)),
        "drawn": np.full((len(best), HOURS), 1 / HOURS),
    }[rule]
