"""A generated shop that logs pushes with a holdout, whose true effects are known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from python_ml.uplift import Trial, learn_effects

PUSHED = 0.2
HOLDOUT = 0.2
# What a push does to the chance to order, by the shop's customers: some are moved, as many as act anyway, or all alike.
KINDS = ("moved", "proportional", "alike")


def shop(kind: str, customers: int, seed: int) -> tuple[Trial, np.ndarray]:
    """Draw a shop's trial of four weeks, and the true effect of each row.

    Parameters
    ----------
    kind
        `moved`: those who ordered some time ago are moved most, regular customers not at all, and the newest are put
        off; `proportional`: everybody orders a quarter more; `alike`: everybody's probability rises by the same.
    customers
        How many there are, each in all four weeks.
    """
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    recency, orders = rng.gamma(2, 30, customers), rng.poisson(4, customers) + 1.0
    spend, age, online = (
        rng.lognormal(3, 0.7, customers),
        rng.uniform(18, 80, customers),
        rng.random(customers) < 0.5,
    )
    features = np.column_stack([recency, orders, spend, age, online, rng.normal(size=(customers, 3))])
    chance = 0.02 + 0.3 / (1 + np.exp(recency / 20 - orders / 3))
    effect = {
        "moved": 0.12 * np.exp(-(((recency - 60) / 25) ** 2)) * (0.5 + online) - 0.03 * (recency < 15),
        "proportional": 0.25 * chance,
        "alike": np.full(customers, 0.04),
    }[kind]
    treated = rng.random(customers) >= HOLDOUT
    week = np.repeat(np.arange(4), customers)
    rows = np.tile(np.arange(customers), 4)
    ordered = rng.random(len(rows)) < (chance + effect * treated)[rows]
    trial = Trial(
        features[rows],
        treated[rows],
        ordered.astype(float),
        np.full(len(rows), 1 - HOLDOUT),
        rows,
        week,
        treated[rows],
    )
    return trial, effect


def share_of_oracle(found: np.ndarray, effect: np.ndarray) -> float:
    """Return what the best-scored fifth gains, as a share of what the truly best fifth does."""
    pushed = int(PUSHED * len(effect))
    return float(effect[np.argsort(-found, kind="stable")[:pushed]].sum() / np.sort(effect)[-pushed:].sum())


def measure(customers: int, shops: int) -> Iterator[dict[str, object]]:
    """Learn of each shop, and compare with the truth.

    Yields
    ------
    dict
        `kind`, `basis`, `learner`, `correlation` with the true effects, `share` of the oracle's gain at a fifth of
        pushes, that by the plain `response` and that of a `random` order, and whether the interval `covers` the mean
        effect where no more than that is claimed.
    """
    for kind in KINDS:
        for seed in range(shops):
            trial, effect = shop(kind, customers, seed)
            features = trial.features[: len(effect)]
            effects = learn_effects(trial)
            found, low, high = effects.of(features)
            response = np.bincount(trial.units, weights=trial.outcome)
            is_personal = effects.basis == "personal"
            yield {
                "kind": kind,
                "basis": effects.basis,
                "learner": effects.learner,
                "correlation": float(np.corrcoef(found, effect)[0, 1]) if is_personal else None,
                "share": share_of_oracle(found, effect) if is_personal else None,
                "response": share_of_oracle(response, effect),
                "random": float(effect.mean() / np.sort(effect)[-int(PUSHED * len(effect)) :].mean()),
                "covers": None if is_personal else bool(low[0] <= effect.mean() <= high[0]),
            }
